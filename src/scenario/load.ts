import { withAttachedValues } from './attached-values.ts';
import { type Attachments, NO_ATTACHMENTS } from './attachment.ts';
import { decodeScenario } from './document.ts';
import { withoutEmpty } from './empty-values.ts';
import { Findings, inOrder } from './findings.ts';
import type { Mode } from './mode.ts';
import { ownPolicies, type PolicyLookup } from './policy-lookup.ts';
import type { Problem } from './problem.ts';
import { type Replications, replicationsOf } from './replications.ts';
import { argumentSource, fileSource, problemAt } from './source.ts';
import type { TreeNode } from './tree.ts';
import { setAt } from './tree-set.ts';
import { decodeVariants, type ScenarioVariant } from './variants.ts';
import { parseYaml } from './yaml-tree.ts';

/** A `--set a.b=c` of the command line. */
export interface Override {
  /** Dotted: `pool.autoscaler.policy`, `workload.0.profile`. */
  readonly path: string;
  /** YAML text. */
  readonly value: string;
  /** As it was typed, for messages: `--set pool.max=4`. */
  readonly from: string;
}

export interface LoadChoice {
  readonly set: readonly Override[];
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
  readonly modes: readonly Mode[];
  readonly file: string;
  readonly seed: string;
  readonly replications: Replications;
  /** In the author's order; one named `default` when he gave none. */
  readonly variants: readonly ScenarioVariant[];
}

/**
 * Reads a scenario file. Every variant is decoded here, so that a bad one is found before any run. All problems come at once, in
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
  const overridden = applyOverrides(parsed.root, choice.set, problems);
  const attachments = choice.attachments ?? NO_ATTACHMENTS;
  const whole = withoutEmpty(overridden, [], problems);
  const root = withAttachedValues(whole, attachments, problems);
  const policies = choice.policies ?? ownPolicies;
  const base = new Findings(root, attachments, policies);
  const decoded = decodeScenario(base);
  problems.push(...base.problems);
  const variants = decodeVariants(root, decoded, { attachments, policies, problems });
  if (decoded === null || problems.length > 0) return { document: null, problems: inOrder(problems) };
  const { name, about, labels, modes, seed, run } = decoded;
  return {
    document: { name, about, labels, modes, file, seed, replications: replicationsOf(run.replications), variants },
    problems: [],
  };
}

/** Editors on Windows begin a file with a byte order mark, which is no part of its first line. */
const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);

function applyOverrides(root: TreeNode, overrides: readonly Override[], problems: Problem[]): TreeNode {
  let tree = root;
  for (const { path, value, from } of overrides) {
    const source = argumentSource(from);
    const shift = from.endsWith(value) ? from.length - value.length : 0;
    const parsed = parseYaml(value, source, { columns: shift });
    problems.push(...parsed.problems);
    if (parsed.root === null) continue;
    const key = { source, line: 1, column: Math.max(0, from.lastIndexOf(path, shift)) + 1 };
    const changed = setAt(tree, path, parsed.root, key);
    if ('message' in changed) problems.push(problemAt(key, changed));
    else tree = changed;
  }
  return tree;
}
