import { LawBroken } from '../../engine/laws/law.ts';
import { LAW_NAMES, type LawName } from '../../engine/laws/law-catalogue.ts';
import type { Observer } from '../../engine/observer.ts';
import { compileScenario } from '../../scenario/compile.ts';
import type { CompiledScenario } from '../../scenario/compiled.ts';
import { loadScenario } from '../../scenario/load.ts';
import { formatProblem } from '../../scenario/problem.ts';
import { simulate } from '../../sim/run.ts';
import { policiesIn } from '../user-policies.ts';
import { Coverage } from './coverage.ts';
import { type FuzzDocument, textOf } from './fuzz-document.ts';

/** What became of a document. */
export type Trial =
  | { readonly kind: 'held'; readonly features: readonly string[] }
  | { readonly kind: 'refused'; readonly problem: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** A law broke, or the program itself failed (`law` is null). */
export interface Failure {
  readonly law: LawName | null;
  /** ms since the run began; null when the program failed. */
  readonly at: number | null;
  readonly text: string;
}

/** Runs a document; only a breach of `laws` ends it. */
export function tryDocument(document: FuzzDocument, laws: readonly LawName[]): Trial {
  const scenario = compiledFrom(document);
  if (typeof scenario === 'string') return { kind: 'refused', problem: scenario };
  const coverage = new Coverage();
  try {
    simulate({ ...scenario, breaks: otherThan(laws) }, [coverage]);
  } catch (error) {
    return { kind: 'failed', failure: failureOf(error) };
  }
  return { kind: 'held', features: coverage.features };
}

/** What happened until the run ended or failed. */
export function storyOf(
  document: FuzzDocument,
  laws: readonly LawName[],
  teller: (names: CompiledScenario['taskNames']) => Observer & { readonly lines: readonly string[] },
): readonly string[] {
  const scenario = compiledFrom(document);
  if (typeof scenario === 'string') return [];
  const story = teller(scenario.taskNames);
  try {
    simulate({ ...scenario, breaks: otherThan(laws) }, [story]);
  } catch {
    // It was known to fail; told is how it came to that.
  }
  return story.lines;
}

const otherThan = (laws: readonly LawName[]): readonly LawName[] => LAW_NAMES.filter((law) => !laws.includes(law));

/** The laws that break when none ends the run. */
export function lawsBrokenBy(document: FuzzDocument): readonly LawName[] {
  const scenario = compiledFrom(document);
  if (typeof scenario === 'string') throw new Error(scenario);
  return simulate({ ...scenario, breaks: LAW_NAMES }, []).breaches.map(({ law }) => law);
}

/** Failures of one kind look alike: the law and what was seen, names and numbers aside, and how many more of them there are. */
export const kindOf = ({ law, text }: Failure): string =>
  `${law ?? 'crash'}: ${(text.split('\n')[0] ?? '')
    .replace(/, and so are \d+ more/, '')
    .replace(/\b[a-z]+-?\d+(-\d+)?\b|\b\d+\b/g, '#')}`;

/** Ready to run once; what is wrong with it, where it is no sound scenario. */
export function compiledFrom(document: FuzzDocument): CompiledScenario | string {
  const file = `${document.scenario}.yaml`;
  const loaded = loadScenario(textOf(document), file, { set: [], policies: policiesIn('') });
  if (loaded.document === null) return loaded.problems.map(formatProblem).join('\n');
  const [variant] = loaded.document.variants;
  const made = compileScenario(loaded.document, { variant: variant?.name ?? 'default', replication: 0 });
  return 'problems' in made ? made.problems.map(formatProblem).join('\n') : made.scenario;
}

function failureOf(error: unknown): Failure {
  if (error instanceof LawBroken) return { law: error.breach.law, at: error.breach.at, text: error.breach.text };
  return { law: null, at: null, text: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
