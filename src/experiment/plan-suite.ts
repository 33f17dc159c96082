import { type CompileChoice, compileScenario } from '../scenario/compile.ts';
import type { TraceAccount } from '../scenario/compiled.ts';
import type { Place } from '../scenario/expectation.ts';
import { impossibleIn } from '../scenario/impossible.ts';
import { loadScenario, type Override, type ScenarioDocument } from '../scenario/load.ts';
import * as messages from '../scenario/messages.ts';
import type { Mode } from '../scenario/mode.ts';
import { nodeNeeds } from '../scenario/node-needs.ts';
import type { Pace } from '../scenario/pool-check.ts';
import type { Problem } from '../scenario/problem.ts';
import { fileSource, type Position, problemAt } from '../scenario/source.ts';
import { attachedFiles } from './attached-files.ts';
import { planReplications, type ReplicationChoice, type ReplicationPlan } from './replication-plan.ts';
import { policiesBeside, policiesIn } from './user-policies.ts';

/** A scenario file as text; whoever plans a suite has read it. */
export interface SourceFile {
  /** As messages show it. */
  readonly file: string;
  readonly text: string;
}

/** What is chosen for all files alike. */
export interface SuiteChoice extends ReplicationChoice {
  readonly set: readonly Override[];
  readonly mode: Mode;
  /** Null = each file's own. */
  readonly seed: string | null;
  readonly policy: string | null;
  readonly pace: Pace;
  /** A broken law ends the run, or is counted and the run goes on. */
  readonly laws: 'stop' | 'count';
  /** Only variants of this name. */
  readonly variant: string | null;
  /** Only runs whose `scenario > variant` contains this, letter case aside. */
  readonly grep: string | null;
  /** Only scenarios with this label. */
  readonly label: string | null;
}

export const EVERYTHING: SuiteChoice = {
  mode: 'sim',
  set: [],
  seed: null,
  policy: null,
  pace: 'written',
  laws: 'stop',
  replications: null,
  precision: null,
  maxReplications: null,
  variant: null,
  grep: null,
  label: null,
};

/** A variant of a file, checked and ready to run. */
export interface PlannedVariant {
  readonly file: string;
  readonly text: string;
  readonly scenario: string;
  readonly about: string;
  readonly labels: readonly string[];
  readonly variant: string;
  readonly breaks: readonly string[];
  readonly seed: string;
  readonly replications: ReplicationPlan;
  /** That its faults need of a real cluster; 0 = it has no faults of nodes. */
  readonly nodes: number;
  readonly traces: readonly TraceAccount[];
  readonly choice: SuiteChoice;
}

export interface SuitePlan {
  readonly variants: readonly PlannedVariant[];
  /** All mistakes of all files; with a single one nothing should be run. */
  readonly problems: readonly Problem[];
  /** Files that would have been chosen, but whose scenario is not for this mode, or does not say so and cannot be run in it. */
  readonly elsewhere: readonly string[];
  /** Of the variants of all files, chosen or not, each once. */
  readonly names: readonly string[];
}

/**
 * Checks all files and lists the variants that are chosen, in order of files and variants. Inside `withPolicies` they may name the user's.
 * What the mode cannot make happen is a mistake of a file that says it may run there; any other file is left out, unless nothing would be left.
 */
export function planSuite(files: readonly SourceFile[], choice: SuiteChoice): SuitePlan {
  const problems: Problem[] = [];
  const variants: PlannedVariant[] = [];
  const elsewhere: string[] = [];
  const whyElsewhere: Problem[] = [];
  const names = new Set<string>();
  const fileOfName = new Map<string, string>();
  for (const source of files) {
    // As it stands first: an override that only the chosen files understand must not be held against the others.
    const named = { attachments: attachedFiles(source.file), policies: policiesBeside(source.file) };
    const plain = loadScenario(source.text, source.file, { set: [], ...named });
    problems.push(...plain.problems);
    if (plain.document === null) continue;
    problems.push(...sameName(plain.document, source, fileOfName));
    for (const { name } of plain.document.variants) names.add(name);
    if (chosenVariants(plain.document, choice).length === 0) continue;
    if (plain.document.modes?.includes(choice.mode) === false) {
      elsewhere.push(source.file);
      continue;
    }
    const { name } = plain.document;
    const only = (variant: string): boolean => isChosen(name, variant, choice);
    const { document, problems: overridden } =
      choice.set.length === 0 ? plain : loadScenario(source.text, source.file, { set: choice.set, only, ...named });
    if (document !== plain.document) problems.push(...overridden);
    if (document === null) continue;
    const planned = chosenVariants(document, choice).map((each) => planVariant(document, source, each, choice));
    const impossible = planned.flatMap((each) => ('impossible' in each ? each.impossible : []));
    if (document.modes === null && impossible.length > 0) {
      elsewhere.push(source.file);
      whyElsewhere.push(...impossible);
    } else problems.push(...impossible);
    for (const each of planned) {
      if ('problems' in each) problems.push(...each.problems);
      else if ('variant' in each && impossible.length === 0) variants.push(each);
    }
  }
  if (variants.length === 0) problems.push(...whyElsewhere);
  return { variants, problems: distinct(problems), elsewhere, names: [...names] };
}

function planVariant(
  document: ScenarioDocument,
  source: SourceFile,
  variant: string,
  choice: SuiteChoice,
): PlannedVariant | { readonly problems: readonly Problem[] } | { readonly impossible: readonly Problem[] } {
  const compiled = compileScenario(document, { variant, replication: 0, ...compileChoice(choice) });
  if ('problems' in compiled) return compiled;
  const impossible = impossibleIn(choice.mode, compiled.scenario);
  if (impossible.length > 0) {
    return {
      impossible: impossible.map(({ section, place, sentence }) =>
        problemAt(place?.file === source.file ? positionAt(place, source) : placeOf(section, source), sentence),
      ),
    };
  }
  const { name, about, labels, breaks, seed, traces, expectations } = compiled.scenario;
  const replications = planReplications(document.replications, choice, expectations);
  const nodes = nodeNeeds(compiled.scenario)?.count ?? 0;
  return { ...source, scenario: name, about, labels, variant, breaks, seed, replications, nodes, traces, choice };
}

/** The part of the choice that the compile step wants. What the command line names is found from the working directory. */
export const compileChoice = ({
  seed,
  policy,
  pace,
  laws,
}: Pick<SuiteChoice, 'seed' | 'policy' | 'pace' | 'laws'>): Omit<CompileChoice, 'variant' | 'replication'> => ({
  ...(seed === null ? {} : { seed }),
  ...(policy === null ? {} : { policy, policies: policiesIn('') }),
  pace,
  countsLaws: laws === 'count',
});

function chosenVariants(document: ScenarioDocument, choice: SuiteChoice): readonly string[] {
  if (choice.label !== null && !document.labels.includes(choice.label)) return [];
  return document.variants.map(({ name }) => name).filter((name) => isChosen(document.name, name, choice));
}

const isChosen = (scenario: string, variant: string, choice: SuiteChoice): boolean =>
  (choice.variant === null || variant === choice.variant) &&
  `${scenario} > ${variant}`.toLowerCase().includes(choice.grep?.toLowerCase() ?? '');

/** Reports of two scenarios of one name would overwrite each other. */
function sameName(document: ScenarioDocument, source: SourceFile, fileOfName: Map<string, string>): readonly Problem[] {
  const first = fileOfName.get(document.name);
  if (first === undefined) {
    fileOfName.set(document.name, source.file);
    return [];
  }
  return [problemAt(placeOf('scenario', source), messages.scenarioNameTaken(document.name, first))];
}

const positionAt = ({ line, column }: Place, { file, text }: SourceFile): Position => ({
  source: fileSource(file, text),
  line,
  column,
});

/** Where a section begins; the first line for one that came with `--set`. */
function placeOf(section: string, { file, text }: SourceFile): Position {
  const source = fileSource(file, text);
  const line = source.lines.findIndex((each) => each.startsWith(section) && /^\s*:/.test(each.slice(section.length)));
  return { source, line: Math.max(line, 0) + 1, column: 1 };
}

/** What is wrong for all variants shows in each of them; it is told once. */
export const distinct = (problems: readonly Problem[]): readonly Problem[] => [
  ...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values(),
];
