import { withAttachedValues } from './attached-values.ts';
import { type Attachments, NO_ATTACHMENTS } from './attachment.ts';
import { decodeScenario } from './document.ts';
import { withoutEmpty } from './empty-values.ts';
import type { Mode } from './mode.ts';
import { ownPolicies, type PolicyLookup } from './policy-lookup.ts';
import type { Problem } from './problem.ts';
import { type Replications, replicationsOf } from './replications.ts';
import { inOrder, Review } from './review.ts';
import { argumentSource, fileSource } from './source.ts';
import { type TreeEdit, withEdits } from './tree-edit.ts';
import { decodeVariants, type ScenarioVariant } from './variants.ts';
import { parseYaml } from './yaml-tree.ts';

/** A `--set a.b=c` of the command line: what a variant sets gives way to it. */
export interface Override {
  /** Dotted: `pool.autoscaler.policy`, `workload.0.profile`. */
  readonly path: string;
  /** YAML text. */
  readonly value: string;
  /** As it was typed, for messages: `--set pool.max=4`. */
  readonly from: string;
  /** The file of `--with` that it is from: it changes the common part of the scenario, and a variant's own `set` stands above it. */
  readonly fragment?: string;
}

export interface LoadChoice {
  readonly set: readonly Override[];
  /** The variants that are wanted; all unless given. An override that only these understand is not held against the others. */
  readonly only?: (variant: string) => boolean;
  /** How the files that it names are read; without it there are none. */
  readonly attachments?: Attachments;
  /** How the policies that it names are found; without it only ours are. */
  readonly policies?: PolicyLookup;
}

/** A scenario file that is sound in all its variants. */
export interface ScenarioDocument {
  readonly name: string;
  readonly about: string;
  readonly labels: readonly string[];
  /** Null = wherever all of it can be made to happen. */
  readonly modes: readonly Mode[] | null;
  readonly file: string;
  readonly seed: string;
  readonly replications: Replications;
  /** Those that are wanted, in the author's order; one named `default` when he gave none. */
  readonly variants: readonly ScenarioVariant[];
}

/**
 * Reads a scenario file: its text, what `--with` lays over it, what a variant sets, what `--set` says, each above the one before. Every
 * variant is decoded here, so that a bad one is found before any run. All problems come at once, in
 * the order of the text; an author's mistake is never thrown.
 */
export function loadScenario(
  text: string,
  file: string,
  choice: LoadChoice,
): { readonly document: ScenarioDocument | null; readonly problems: readonly Problem[] } {
  const bare = withoutMark(text);
  const parsed = parseYaml(bare, fileSource(file, bare));
  if (parsed.root === null) return { document: null, problems: inOrder(parsed.problems) };
  const problems = [...parsed.problems];
  const common = withEdits(
    parsed.root,
    editsOf(choice.set, (each) => each.fragment !== undefined, problems),
    problems,
  );
  const above = editsOf(choice.set, (each) => each.fragment === undefined, problems);
  const overridden = withEdits(common, above, problems);
  const attachments = choice.attachments ?? NO_ATTACHMENTS;
  const whole = withoutEmpty(overridden, [], problems);
  const root = withAttachedValues(whole, attachments, problems);
  const policies = choice.policies ?? ownPolicies;
  const base = new Review(root, attachments, policies);
  const decoded = decodeScenario(base);
  problems.push(...base.problems);
  // What is empty in the common part is told above.
  const beneath = withoutEmpty(common, [], []);
  const only = choice.only ?? (() => true);
  const variants = decodeVariants(root, decoded, { beneath, above, only, attachments, policies, problems });
  if (decoded === null || problems.length > 0) return { document: null, problems: inOrder(problems) };
  const { name, about, labels, modes, seed, run } = decoded;
  return {
    document: { name, about, labels, modes, file, seed, replications: replicationsOf(run.replications), variants },
    problems: [],
  };
}

/** Editors on Windows begin a file with a byte order mark, which is no part of its first line. */
const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);

function editsOf(
  overrides: readonly Override[],
  isWanted: (override: Override) => boolean,
  problems: Problem[],
): readonly TreeEdit[] {
  return overrides.filter(isWanted).flatMap(({ path, value, from }) => {
    const source = argumentSource(from);
    const shift = from.endsWith(value) ? from.length - value.length : 0;
    const parsed = parseYaml(value, source, { columns: shift });
    problems.push(...parsed.problems);
    const key = { source, line: 1, column: Math.max(0, from.lastIndexOf(path, shift)) + 1 };
    return parsed.root === null ? [] : [{ path, value: parsed.root, key }];
  });
}
