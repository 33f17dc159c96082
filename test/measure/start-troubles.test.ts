import { expect, it } from 'vitest';
import type { EngineEvent } from '../../src/engine/event.ts';
import { type PodId, podId, poolId } from '../../src/engine/ids.ts';
import { StartTroubles } from '../../src/measure/start-troubles.ts';
import { clusterSentences } from '../../src/report/cluster-text.ts';
import { finishedRun, resultOf } from '../support/made-results.ts';
import { scenarioOf } from '../support/records.ts';
import { runHealth } from '../support/run-health.ts';

const [FIRST, SECOND] = [podId(0), podId(1)];

const changed = (pod: PodId, phase: 'pending' | 'running' | 'failed', reason: string | null): EngineEvent => ({
  kind: 'pod.changed',
  at: 0,
  pod,
  phase,
  scheduled: true,
  reason,
});

function watched(events: readonly EngineEvent[]): StartTroubles {
  const troubles = new StartTroubles(scenarioOf());
  for (const pod of [FIRST, SECOND]) troubles.command({ kind: 'pod.create', at: 0, pod, pool: poolId(0) });
  for (const event of events) troubles.event(event);
  return troubles;
}

it('counts each pod once for each word, and those that ran in the end', () => {
  const found = watched([
    { kind: 'pod.createFailed', at: 0, pod: FIRST, certain: true, reason: 'HTTP 403 Forbidden: exceeded quota' },
    { kind: 'pod.createFailed', at: 1, pod: FIRST, certain: true, reason: 'HTTP 403 Forbidden: exceeded quota again' },
    changed(FIRST, 'pending', 'Unschedulable: no node'),
    changed(SECOND, 'pending', 'Unschedulable: still none'),
    changed(FIRST, 'running', null),
  ]).summary();
  expect(found.map(({ reason, pods, ran }) => ({ reason, pods, ran }))).toEqual([
    { reason: 'HTTP 403 Forbidden: exceeded quota', pods: 1, ran: 1 },
    { reason: 'Unschedulable: no node', pods: 2, ran: 1 },
  ]);
});

it('takes the end of a pod that ran for no trouble with its start', () => {
  expect(watched([changed(FIRST, 'running', null), changed(FIRST, 'failed', 'Error: exit code 1')]).summary()).toEqual(
    [],
  );
});

it('tells a pod of which only the end was seen from one that did not start', () => {
  const troubles = watched([
    changed(FIRST, 'failed', 'Error: exit code 137'),
    changed(SECOND, 'pending', 'ErrImagePull: none'),
  ]);
  expect(troubles.summary().map(({ reason, ran, ended }) => ({ reason, ran, ended }))).toEqual([
    { reason: 'Error: exit code 137', ran: 0, ended: 1 },
    { reason: 'ErrImagePull: none', ran: 0, ended: 0 },
  ]);
});

it('is told in sentences with everything that is left in the cluster', () => {
  const cluster = {
    leftOut: [],
    left: ['namespace poolproof-x: Timeout'],
    health: runHealth(),
    notStarted: [
      { pool: 'pool', reason: 'ErrImagePull: no such image', pods: 2, ran: 0, ended: 0 },
      { pool: 'pool', reason: 'Error: exit code 137', pods: 1, ran: 0, ended: 1 },
    ],
  };
  expect(clusterSentences(resultOf([finishedRun({ cluster })]))).toEqual([
    '2 pods of pool did not start at once, none of them ran: ErrImagePull: no such image',
    '1 pod of pool ended before it was seen to run: Error: exit code 137',
    'left in the cluster: namespace poolproof-x: Timeout',
  ]);
  expect(clusterSentences(resultOf([finishedRun()]))).toEqual([]);
});
