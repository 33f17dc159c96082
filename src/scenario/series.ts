import { podId, poolId } from '../engine/ids.ts';
import { ACTIVE_STATES, FINAL_STATES } from '../engine/task.ts';
import { type ComparedKind, comparisonJson } from './comparison.ts';
import {
  isAge,
  isOfPool,
  isSeries,
  type PoolSeriesName,
  SERIES,
  SERIES_NAMES,
  type SeriesName,
  type SeriesRef,
} from './expectation.ts';
import * as messages from './messages.ts';
import { isMetric } from './metric-catalogue.ts';
import type { Resolver } from './resolver.ts';
import { checkTaskName, checkWorkspaceName, type Scope } from './scope.ts';
import type { TreePath } from './tree.ts';
import type { JsonSchema } from './written.ts';

/** A series as the author names it: tasks and workspaces still by name. */
export type NamedSeries =
  | { readonly kind: 'count'; readonly name: SeriesName }
  | { readonly kind: 'pool-count'; readonly pool: string; readonly name: PoolSeriesName }
  | { readonly kind: 'task-status' | 'task-pod'; readonly task: string }
  | { readonly kind: 'workspace-running'; readonly workspace: string }
  | { readonly kind: 'pod-phase'; readonly ordinal: number };

const POD_PHASES = ['pending', 'running', 'succeeded', 'failed', 'terminating', 'gone'] as const;
/** Series of one task, workspace or pod, with their sentences. */
export const SERIES_FORMS = {
  '<pool>/<series>': 'One of the above of one pool; there is one cluster for all.',
  'task.<id>.status': 'State of the task.',
  'task.<id>.pod': 'Number of the pod in which the task holds a slot, from 1; or none.',
  'workspace.<name>.running': 'Running tasks of the workspace.',
  'pod.<number>.phase': 'Phase of the pod, numbered from 1 in the order of creation.',
} as const;

/** The series that a key of a condition names; null, and reported, when there is none. */
export function decodeSeries(key: string, path: TreePath, scope: Scope): NamedSeries | null {
  if (isSeries(key)) return { kind: 'count', name: key };
  const task = /^task\.(.+)\.(status|pod)$/.exec(key);
  if (task !== null) {
    checkTaskName(scope, task[1]!, path);
    return { kind: task[2] === 'pod' ? 'task-pod' : 'task-status', task: task[1]! };
  }
  const workspace = /^workspace\.(.+)\.running$/.exec(key);
  if (workspace !== null) {
    checkWorkspaceName(scope, workspace[1]!, path);
    return { kind: 'workspace-running', workspace: workspace[1]! };
  }
  const pod = /^pod\.([1-9]\d{0,8})\.phase$/.exec(key);
  if (pod !== null) return { kind: 'pod-phase', ordinal: Number(pod[1]) };
  // Last, since names of workspaces may have slashes.
  const ofPool = /^([^/]+)\/(.+)$/.exec(key);
  if (ofPool !== null && isSeries(ofPool[2]!)) return poolSeries(ofPool[1]!, ofPool[2], path, scope);
  scope.review.reportKey(
    path,
    isMetric(ofPool?.[2] ?? key)
      ? messages.metricIsNoSeries(key)
      : messages.unknownSeries(key, SERIES_NAMES, Object.keys(SERIES_FORMS)),
  );
  return null;
}

function poolSeries(pool: string, name: SeriesName, path: TreePath, scope: Scope): NamedSeries | null {
  const { pools } = scope.names;
  if (pools !== null && !pools.has(pool)) scope.review.reportKey(path, messages.unknownName('pool', pool, [...pools]));
  else if (isOfPool(name)) return { kind: 'pool-count', pool, name };
  else scope.review.reportKey(path, messages.seriesOfAllPools(name));
  return null;
}

/** What the series is compared with. */
export function comparedKind(series: NamedSeries): ComparedKind {
  switch (series.kind) {
    case 'count':
    case 'pool-count':
      return { kind: isAge(series) ? 'duration' : 'number' };
    case 'task-status':
      return { kind: 'word', words: [...ACTIVE_STATES, ...FINAL_STATES], ordinals: false };
    case 'task-pod':
      return { kind: 'word', words: ['none'], ordinals: true };
    case 'workspace-running':
      return { kind: 'number' };
    case 'pod-phase':
      return { kind: 'word', words: POD_PHASES, ordinals: false };
  }
}

export function compileSeries(series: NamedSeries, resolve: Resolver): SeriesRef {
  switch (series.kind) {
    case 'count':
      return series;
    case 'pool-count':
      return { ...series, pool: resolve.pool(series.pool) ?? poolId(0) };
    case 'task-status':
    case 'task-pod':
      return { kind: series.kind, task: resolve.task(series.task) };
    case 'workspace-running':
      return { kind: 'workspace-running', workspace: resolve.workspace(series.workspace) };
    case 'pod-phase':
      return { kind: 'pod-phase', pod: podId(series.ordinal - 1) };
  }
}

/** For editors: the map of a condition. */
export const seriesJson: JsonSchema = {
  type: 'object',
  minProperties: 1,
  properties: Object.fromEntries(
    Object.entries(SERIES).map(([name, description]) => [
      name,
      { ...comparisonJson(comparedKind({ kind: 'count', name: name as SeriesName })), description },
    ]),
  ),
  patternProperties: {
    ...Object.fromEntries(
      SERIES_NAMES.filter(isOfPool).map((name) => [
        `^[A-Za-z0-9][A-Za-z0-9_.-]*/${name.replaceAll('.', '\\.')}$`,
        {
          ...comparisonJson(comparedKind({ kind: 'pool-count', pool: '', name })),
          description: `Of one pool: ${SERIES[name]}`,
        },
      ]),
    ),
    ...Object.fromEntries(
      (
        [
          ['^task\\..+\\.status$', 'task.<id>.status', { kind: 'task-status', task: '' }],
          ['^task\\..+\\.pod$', 'task.<id>.pod', { kind: 'task-pod', task: '' }],
          ['^workspace\\..+\\.running$', 'workspace.<name>.running', { kind: 'workspace-running', workspace: '' }],
          ['^pod\\.[1-9][0-9]{0,8}\\.phase$', 'pod.<number>.phase', { kind: 'pod-phase', ordinal: 1 }],
        ] as const
      ).map(([pattern, form, series]) => [
        pattern,
        { ...comparisonJson(comparedKind(series)), description: SERIES_FORMS[form] },
      ]),
    ),
  },
  additionalProperties: false,
};
