import type { KnownAgent, ListedPod, Timer, UnacknowledgedResult } from '../engine/event.ts';
import type { NodeId, PodId, PoolId, TaskId, WorkspaceId } from '../engine/ids.ts';
import type { Names } from './names.ts';
import type { FieldKind } from './record-fields.ts';

/** Writes a field's value as JSON, ids by their names and nested keys in a fixed order. */
export function fieldWriters(names: Names): Readonly<Record<FieldKind, (value: never) => string>> {
  const timer = ({ id, epoch, job }: Timer) => {
    const named: Record<string, unknown> = { kind: job.kind, pool: names.pool(job.pool) };
    if ('workspace' in job) named.workspace = names.workspace(job.workspace);
    if ('task' in job) named.task = names.task(job.task);
    if ('deadline' in job) named.deadline = job.deadline;
    if ('pod' in job) named.pod = names.pod(job.pod);
    return { id, epoch, job: named };
  };
  const listed = (pod: ListedPod) => ({
    pod: names.pod(pod.pod),
    phase: pod.phase,
    scheduled: pod.scheduled,
    createdAt: pod.createdAt,
    runningAt: pod.runningAt,
    terminating: pod.terminating,
    registered: pod.registered,
  });
  const result = (value: UnacknowledgedResult) => {
    const { kind, attempt } = value;
    const rest = value.kind === 'planned' ? { hasChanges: value.hasChanges } : { outcome: value.outcome };
    return { kind, task: names.task(value.task), attempt, ...rest };
  };
  const agent = ({ pod, lastBeatAt }: KnownAgent) => ({ pod: names.pod(pod), lastBeatAt });
  return {
    task: (id: TaskId) => JSON.stringify(names.task(id)),
    pod: (id: PodId) => JSON.stringify(names.pod(id)),
    workspace: (id: WorkspaceId) => JSON.stringify(names.workspace(id)),
    pool: (id: PoolId) => JSON.stringify(names.pool(id)),
    node: (id: NodeId) => JSON.stringify(names.node(id)),
    value: (value: unknown) => JSON.stringify(value),
    timer: (value: Timer) => JSON.stringify(timer(value)),
    knownAgents: (agents: readonly KnownAgent[]) => JSON.stringify(agents.map(agent)),
    listedPods: (pods: readonly ListedPod[]) => JSON.stringify(pods.map(listed)),
    results: (results: readonly UnacknowledgedResult[]) => JSON.stringify(results.map(result)),
  };
}
