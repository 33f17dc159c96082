import {
  type NodeId,
  nodeId,
  type PodId,
  type PoolId,
  podId,
  type TaskId,
  taskId,
  type WorkspaceId,
} from '../engine/ids.ts';
import type { Named } from './names.ts';
import type { FieldKind } from './record-fields.ts';

/** Reads a field's JSON value back: names become ids again. The inverse of `fieldWriters`. Throws `UnknownName`. */
export function fieldReaders(named: Named): Readonly<Record<FieldKind, (value: never) => unknown>> {
  const tasks = new Map([...named.taskNames].map(([id, name]) => [name, id]));
  const workspaces = new Map(named.workspaces.map((name, id) => [name, id as WorkspaceId]));
  const pools = new Map(named.pools.map(({ config }, id) => [config.name, id as PoolId]));
  const task = (name: string): TaskId => tasks.get(name) ?? taskId(numbered('task', name));
  const pod = (name: string): PodId => podId(numbered('pod', name));
  const workspace = (name: string): WorkspaceId => workspaces.get(name) ?? (numbered('workspace', name) as WorkspaceId);
  const pool = (name: string): PoolId => pools.get(name) ?? (numbered('pool', name) as PoolId);
  const node = (name: string): NodeId => nodeId(numbered('node', name));
  const byKey: Readonly<Record<string, (name: string) => number>> = { task, pod, workspace, pool };
  /** Objects inside a field: what stands under the key of a thing is its name. */
  const nested = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(nested);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        const read = Object.hasOwn(byKey, key) ? byKey[key] : undefined;
        return [key, read !== undefined && typeof inner === 'string' ? read(inner) : nested(inner)];
      }),
    );
  };
  return {
    task,
    pod,
    workspace,
    pool,
    node,
    value: (value: unknown) => value,
    timer: nested,
    knownAgents: nested,
    listedPods: nested,
    results: nested,
  };
}

/** A name that neither the header nor the numbering knows. */
export class UnknownName extends Error {
  constructor(name: string, what: string) {
    super(`no ${what} is called ${JSON.stringify(name)}`);
    this.name = 'UnknownName';
  }
}

function numbered(what: 'task' | 'pod' | 'workspace' | 'pool' | 'node', name: string): number {
  const digits = new RegExp(`^${what}-(\\d+)$`).exec(name)?.[1];
  if (digits === undefined) throw new UnknownName(name, what);
  return Number(digits);
}
