/**
 * Ids are small whole numbers inside (they index tables on the hot path) and padded names outside
 * (journals sort and diff). This file makes either; where a number becomes an id on a hot path, or in tests, it is cast.
 */

declare const brand: unique symbol;

/** Given out by the scenario, from 0: first tasks with a place in its text, then all others in order of submission. Never used twice. */
export type TaskId = number & { readonly [brand]: 'task' };
/** The n-th pod ever asked for, over all pools, from 0. Never used twice. */
export type PodId = number & { readonly [brand]: 'pod' };
/** The n-th node of the cluster, from 0. Never used twice. */
export type NodeId = number & { readonly [brand]: 'node' };
/** Index into the scenario's list of workspaces. */
export type WorkspaceId = number & { readonly [brand]: 'workspace' };
/** Index into the scenario's list of pools. */
export type PoolId = number & { readonly [brand]: 'pool' };
/** Number of a send, from 1, never used twice: tells a late answer from a present one. */
export type AttemptId = number & { readonly [brand]: 'attempt' };

export const taskId = (n: number): TaskId => n as TaskId;
export const podId = (n: number): PodId => n as PodId;
export const nodeId = (n: number): NodeId => n as NodeId;
export const workspaceId = (n: number): WorkspaceId => n as WorkspaceId;
export const poolId = (n: number): PoolId => n as PoolId;
export const attemptId = (n: number): AttemptId => n as AttemptId;

/** `task-000017`: what journals, reports and messages call a task that its author did not name. */
export const taskName = (id: TaskId): string => `task-${pad(id)}`;
/** `pod-000003`. */
export const podName = (id: PodId): string => `pod-${pad(id)}`;
/** `node-000001`. */
export const nodeName = (id: NodeId): string => `node-${pad(id)}`;

const pad = (n: number): string => String(n).padStart(6, '0');
