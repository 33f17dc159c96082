import { describe, expect, it } from 'vitest';
import { readStatement } from '../../../src/scenario/incident/read-statement.ts';
import type { Statement } from '../../../src/scenario/incident/statement.ts';

const POOL = 'pool-k3v9';
const POD = `iac-agent-${POOL}-1772600700`;

/** One line of each form that the five reports show, with names and figures of our own. */
const FORMS: readonly (readonly [report: string, line: string, statement: Statement])[] = [
  [
    'capacity',
    `[K8sDeployment] Pool ${POOL} capacity check: online_agents=4, available_capacity=5, first_pending_tasks=2`,
    { kind: 'agent capacity', pool: POOL, online: 4, available: 5, total: null, running: null, pending: 2 },
  ],
  [
    'capacity',
    `[K8sDeployment] Pool ${POOL} capacity: online_agents=4, total_capacity=12, running_tasks=7, available=5`,
    { kind: 'agent capacity', pool: POOL, online: 4, available: 5, total: 12, running: 7, pending: null },
  ],
  [
    'capacity',
    `[K8sDeployment] Pool ${POOL} has 6 first-pending tasks but 0 online agents (cold start), scaling to 1 pod`,
    { kind: 'capacity decision', pool: POOL, pending: 6, online: 0, available: 0, to: 1 },
  ],
  [
    'capacity',
    `[K8sDeployment] Pool ${POOL} has 2 first-pending tasks but 4 online agents with 5 available capacity, no scale-up needed`,
    { kind: 'capacity decision', pool: POOL, pending: 2, online: 4, available: 5, to: null },
  ],
  [
    'capacity',
    `[K8sDeployment] Pool ${POOL} has 1 first-pending task, 1 online agent at full capacity, scaling to 2 (gradual scale-up)`,
    { kind: 'capacity decision', pool: POOL, pending: 1, online: 1, available: 0, to: 2 },
  ],
  [
    'capacity',
    '[K8sDeployment] Warning: failed to check agent capacity: context deadline exceeded',
    { kind: 'capacity unknown' },
  ],
  [
    '515',
    `[K8sDeployment] Auto-scaled pool ${POOL} from 3 to 5 replicas (active tasks: 5, includes pending+running)`,
    { kind: 'scaled', pool: POOL, from: 3, to: 5, tasks: 5, counts: 'pending+running' },
  ],
  [
    '515',
    `[K8sDeployment] Auto-scaled pool ${POOL} from 2 to 1 replicas (pending tasks: 1)`,
    { kind: 'scaled', pool: POOL, from: 2, to: 1, tasks: 1, counts: 'pending' },
  ],
  [
    '599',
    `[TaskQueue] No free slot available for task 81: no free slot available in pool ${POOL}, will retry`,
    { kind: 'no free slot', task: '81', pool: POOL, retries: true },
  ],
  ['599', '[K8sPodService] Error checking pending tasks: connection refused', { kind: 'pending unknown' }],
  [
    '599',
    `[K8sPodService] Pool ${POOL} cold start: 3 pending tasks, scaling to 2 pods`,
    { kind: 'cold start', pool: POOL, pending: 3, to: 2 },
  ],
  [
    '599',
    `[K8sPodService] Pool ${POOL} cold start: no pending tasks, scaling to min_replicas=2`,
    { kind: 'cold start', pool: POOL, pending: 0, to: 2 },
  ],
  [
    '599',
    `[PodManager] Pod ${POD} is new (created 1m26.5s ago), allowing without heartbeat check`,
    { kind: 'young pod', pod: POD, ageMs: 86_500, verdict: 'allowed unseen' },
  ],
  [
    '599',
    `[PodManager] Pod ${POD} is offline (last heartbeat: 3m0s ago), skipping`,
    { kind: 'pod offline', pod: POD, silentMs: 180_000 },
  ],
  [
    '599',
    `[K8sPodService] Created pod with new config for pool ${POOL} (now 2/3)`,
    { kind: 'pod created', pool: POOL, pods: 2, wanted: 3 },
  ],
  [
    '604',
    `[TaskQueue] No free slot available for task 82: no free slot available in pool ${POOL}`,
    { kind: 'no free slot', task: '82', pool: POOL, retries: false },
  ],
  [
    '604',
    `[K8sPodService] Pool ${POOL} status: pods=2, slots(total=6, used=3, reserved=1, idle=2)`,
    { kind: 'pool status', pool: POOL, pods: 2, slots: { total: 6, used: 3, reserved: 1, idle: 2 } },
  ],
  [
    '604',
    `[PodManager] Pod ${POD} is new (created 250ms ago), allowing without strict heartbeat check`,
    { kind: 'young pod', pod: POD, ageMs: 250, verdict: 'allowed unseen' },
  ],
  [
    '604',
    `[PodManager] Pod ${POD} is new but agent not registered yet, skipping`,
    { kind: 'young pod', pod: POD, ageMs: null, verdict: 'skipped unregistered' },
  ],
  [
    '604',
    `[PodManager] Pod ${POD} is new (created 1h2m3s ago) with registered agent agent-${POOL}-1, allowing`,
    { kind: 'young pod', pod: POD, ageMs: 3_723_000, verdict: 'allowed registered' },
  ],
  [
    '604',
    '- Task 83: Running on workspace ws-mine/prod',
    { kind: 'task state', task: '83', workspace: 'ws-mine/prod', state: 'running' },
  ],
  ['713', '[TaskQueue] K8s mode with slot management enabled for task 84', { kind: 'task queued', task: '84' }],
  [
    '713',
    `[PodManager] Assigned task 84 (type: plan_and_apply) to pod ${POD} slot 2`,
    { kind: 'task assigned', task: '84', type: 'plan_and_apply', pod: POD, slot: 2 },
  ],
  [
    '713',
    `[TaskQueue] Allocated slot 2 on pod ${POD} for task 84`,
    { kind: 'task assigned', task: '84', type: null, pod: POD, slot: 2 },
  ],
  [
    '713',
    `[PodManager] Released slot 2 on pod ${POD} (task 84 completed)`,
    { kind: 'slot released', pod: POD, slot: 2, task: '84' },
  ],
  [
    '713',
    `[TaskQueue] Released slot 2 on pod ${POD} (no connected agents)`,
    { kind: 'slot given back', pod: POD, slot: 2 },
  ],
  ['713', '[TaskQueue] No connected agents found, task 84 will retry', { kind: 'no agent', task: '84', retries: true }],
  [
    '713',
    `[TaskQueue] Triggering immediate scale-up check for pool ${POOL} (no connected agents)`,
    { kind: 'immediate check', pool: POOL },
  ],
  [
    '713',
    `[TaskQueue] Failed to get pool ${POOL} for scale-up: record not found`,
    { kind: 'immediate check failed', pool: POOL },
  ],
  [
    '713',
    `[TaskQueue] Pool ${POOL} is not K8s type, skipping scale-up`,
    { kind: 'pool not on Kubernetes', pool: POOL },
  ],
  [
    '713',
    `[TaskQueue] Failed to ensure pods for pool ${POOL}: pods is forbidden`,
    { kind: 'immediate check failed', pool: POOL },
  ],
  [
    '713',
    `[TaskQueue] Failed to auto-scale pool ${POOL}: pods is forbidden`,
    { kind: 'immediate check failed', pool: POOL },
  ],
  [
    '713',
    `[TaskQueue] Successfully triggered scale-up for pool ${POOL}, new pod count: 2`,
    { kind: 'immediate check done', pool: POOL, pods: 2, scaled: true },
  ],
  [
    '713',
    `[TaskQueue] Scale-up check completed for pool ${POOL}, no scaling needed (current pods: 1)`,
    { kind: 'immediate check done', pool: POOL, pods: 1, scaled: false },
  ],
  [
    '713',
    `[PodManager] Pod ${POD} is in Failed state, will be cleaned up`,
    { kind: 'pod ended', pod: POD, phase: 'failed' },
  ],
  [
    '713',
    `[PodManager] Pod ${POD} is in Succeeded state, will be cleaned up`,
    { kind: 'pod ended', pod: POD, phase: 'succeeded' },
  ],
  ['713', `[PodManager] Cleaning up failed/succeeded pod ${POD}`, { kind: 'pod removed', pod: POD }],
  ['713', `[PodManager] Warning: failed to delete failed pod ${POD}: timeout`, { kind: 'pod not removed', pod: POD }],
  ['713', `[PodManager] Deleted failed/succeeded pod ${POD} from K8s`, { kind: 'pod removed', pod: POD }],
];

describe("the platform's lines", () => {
  it.each(FORMS)('of report %s: %s', (_, line, statement) => {
    expect(readStatement(line)).toEqual(statement);
  });

  it('are understood behind any prefix and before any suffix', () => {
    for (const [, line, statement] of FORMS) {
      expect(readStatement(`server-7 INFO 2026/03/04 05:06:07 main.go:9: ${line} trace=abc`), line).toEqual(statement);
      expect(readStatement(line.replace(/^\[\w+\] /, '')), line).toEqual(statement);
    }
  });

  it('take names with dots and quotes around them', () => {
    expect(readStatement('Failed to auto-scale pool "eu.west-1": no')).toEqual({
      kind: 'immediate check failed',
      pool: 'eu.west-1',
    });
  });

  it.each([
    'GET /api/v1/agent-pools/pool-1/capacity 200',
    'Pool full status: pods=many, slots(total=3)',
    'Pool p status: pods=123456, slots(total=3, used=1, reserved=0, idle=2)',
    'Released 3 pods',
    '',
  ])('are not seen in %j', (line) => {
    expect(readStatement(line)).toBeNull();
  });
});
