import { podId } from '../engine/ids.ts';
import { ACTIVE_STATES, FINAL_STATES } from '../engine/task.ts';
import type { ComparedKind } from './comparison.ts';
import { SERIES_NAMES, type SeriesName, type SeriesRef } from './expectation.ts';
import * as messages from './messages.ts';
import type { Resolver } from './resolver.ts';
import { checkTaskName, checkWorkspaceName, type Scope } from './scope.ts';
import type { TreePath } from './tree.ts';

/** A series as the author names it: tasks and workspaces still by name. */
export type NamedSeries =
  | { readonly kind: 'count'; readonly name: SeriesName }
  | { readonly kind: 'task-status' | 'task-pod'; readonly task: string }
  | { readonly kind: 'workspace-running'; readonly workspace: string }
  | { readonly kind: 'pod-phase'; readonly ordinal: number };

const POD_PHASES = ['pending', 'running', 'succeeded', 'failed', 'terminating', 'gone'] as const;
export const SERIES_FORMS = [
  'task.<id>.status',
  'task.<id>.pod',
  'workspace.<name>.running',
  'pod.<number>.phase',
] as const;

/** The series that a key of a condition names; null, and reported, when there is none. */
export function decodeSeries(key: string, path: TreePath, scope: Scope): NamedSeries | null {
  if ((SERIES_NAMES as readonly string[]).includes(key)) return { kind: 'count', name: key as SeriesName };
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
  scope.findings.reportKey(path, messages.unknownSeries(key, SERIES_NAMES, SERIES_FORMS));
  return null;
}

/** What the series is compared with. */
export function comparedKind(series: NamedSeries): ComparedKind {
  switch (series.kind) {
    case 'count':
      return { kind: series.name === 'queue.oldest' ? 'duration' : 'number' };
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
    case 'task-status':
    case 'task-pod':
      return { kind: series.kind, task: resolve.task(series.task) };
    case 'workspace-running':
      return { kind: 'workspace-running', workspace: resolve.workspace(series.workspace) };
    case 'pod-phase':
      return { kind: 'pod-phase', pod: podId(series.ordinal - 1) };
  }
}
