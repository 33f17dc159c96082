import { readFileSync } from 'node:fs';
import { noteUse } from '../experiment/used-files.ts';
import type { Override } from '../scenario/load.ts';
import { formatProblem } from '../scenario/problem.ts';
import { fileSource } from '../scenario/source.ts';
import { type TreeNode, toPlain } from '../scenario/tree.ts';
import { parseYaml } from '../scenario/yaml-tree.ts';
import { UsageError } from './usage-error.ts';

/**
 * `--with FRAGMENT`: a piece of a scenario that is laid over the files, as `poolproof verify --calibrate` writes it. It replaces whole
 * fields of the common part, `pool.pods.start` say, and leaves their neighbours alone; what a variant sets stands above it. Null =
 * nothing is laid over.
 */
export function fragmentOverrides(file: string | null): readonly Override[] {
  if (file === null) return [];
  noteUse(file);
  const { root, problems } = parseYaml(textOf(file), fileSource(file, textOf(file)));
  const [problem] = problems;
  if (problem !== undefined) throw new UsageError(formatProblem(problem), `mend ${file}`);
  const pools = root === null ? [] : poolsOf(root);
  const overrides = pools.flatMap(([pool, node]) =>
    entriesOf(node).flatMap(([section, fields]) =>
      fields.kind === 'map'
        ? entriesOf(fields).map(([field, value]) => overrideOf(`${pool}.${section}.${field}`, value, file))
        : [overrideOf(`${pool}.${section}`, fields, file)],
    ),
  );
  if (overrides.length > 0) return overrides;
  throw new UsageError(
    `--with ${file} changes nothing`,
    'a fragment has a `pool`, or `pools` by their names, as `poolproof verify --calibrate` writes it',
  );
}

function poolsOf(root: TreeNode): readonly (readonly [path: string, pool: TreeNode])[] {
  return entriesOf(root).flatMap(([key, node]): readonly (readonly [string, TreeNode])[] => {
    if (key === 'pool') return [['pool', node]];
    if (key === 'pools') return entriesOf(node).map(([name, pool]) => [`pools.${name}`, pool]);
    throw new UsageError(
      `a fragment cannot have ${JSON.stringify(key)}`,
      'only `pool` and `pools`; see --set for others',
    );
  });
}

/** JSON is YAML, on one line. */
function overrideOf(path: string, value: TreeNode, fragment: string): Override {
  const text = JSON.stringify(toPlain(value));
  return { path, value: text, from: `--with ${path}=${text}`, fragment };
}

const entriesOf = (node: TreeNode): readonly (readonly [string, TreeNode])[] =>
  node.kind === 'map' ? [...node.entries].map(([key, { value }]) => [key, value] as const) : [];

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`cannot read ${file}: ${reason}`, 'name a fragment that `poolproof verify --calibrate` wrote');
  }
}
