import { describe, expect, test } from 'vitest';
import type { ListedPod } from '../../../src/engine/event.ts';
import { attemptId, podId, poolId, taskId } from '../../../src/engine/ids.ts';
import { Evidence, NOTHING } from '../../../src/engine/laws/evidence.ts';
import { poolConfig } from '../../support/pools.ts';

const POOL = poolId(0);
const OTHER = poolId(1);

/** Two pools of four slots; pods 0, 1, … of pool 0 are up. */
function withPods(pods: number): Evidence {
  const evidence = new Evidence([poolConfig(), poolConfig()]);
  for (let pod = 0; pod < pods; pod += 1) evidence.keep({ kind: 'pod.up', at: 0, pod: podId(pod), pool: POOL });
  return evidence;
}

const phase = (evidence: Evidence, pod: number, to: 'running' | 'succeeded' | 'failed' | 'terminating'): void =>
  evidence.keep({ kind: 'pod.phase', at: 1_000, pod: podId(pod), phase: to });
const down = (evidence: Evidence, pod: number): void => evidence.keep({ kind: 'pod.down', at: 1_000, pod: podId(pod) });

const shown = (pod: number, changes: Partial<ListedPod> = {}): ListedPod => ({
  pod: podId(pod),
  phase: 'running',
  scheduled: true,
  createdAt: 0,
  runningAt: 0,
  terminating: false,
  registered: false,
  ...changes,
});

describe('living pods', () => {
  test('are counted by pool until they end in whatever way, and once only', () => {
    const evidence = withPods(4);
    evidence.keep({ kind: 'pod.up', at: 0, pod: podId(9), pool: OTHER });
    phase(evidence, 0, 'running');
    expect(evidence.living).toEqual([4, 1]);
    phase(evidence, 0, 'terminating');
    phase(evidence, 0, 'failed');
    down(evidence, 0);
    expect(evidence.living).toEqual([3, 1]);
    phase(evidence, 1, 'succeeded');
    down(evidence, 2);
    expect(evidence.living).toEqual([1, 1]);
    expect(evidence.pods.get(podId(2))).toBeUndefined();
  });

  test('do not change by facts about pods that never came', () => {
    const evidence = withPods(1);
    phase(evidence, 5, 'failed');
    down(evidence, 5);
    evidence.keep({ kind: 'agent.up', at: 0, pod: podId(5) });
    expect(evidence.living).toEqual([1, 0]);
    expect(evidence.isConnected(podId(5))).toBe(false);
  });

  test('are less by one whose deletion is asked for, and more again when it is refused, however often that is told', () => {
    const evidence = withPods(2);
    evidence.willGo(podId(0));
    evidence.willGo(podId(0));
    expect(evidence.living).toEqual([1, 0]);
    evidence.stays(podId(0));
    evidence.stays(podId(0));
    expect(evidence.living).toEqual([2, 0]);
    down(evidence, 0);
    expect(evidence.living).toEqual([1, 0]);
  });

  test('do not come back when the deletion of one that has ended meanwhile is refused', () => {
    const evidence = withPods(1);
    evidence.willGo(podId(0));
    phase(evidence, 0, 'terminating');
    evidence.stays(podId(0));
    expect(evidence.living).toEqual([0, 0]);
  });

  test('do not count one whose deletion was asked for before it came, and do count the next of its name', () => {
    const evidence = withPods(1);
    evidence.willGo(podId(1));
    evidence.keep({ kind: 'pod.up', at: 0, pod: podId(1), pool: POOL });
    expect(evidence.living).toEqual([1, 0]);
    evidence.willGo(podId(0));
    for (const pod of [0, 1]) down(evidence, pod);
    for (const pod of [0, 1]) evidence.keep({ kind: 'pod.up', at: 0, pod: podId(pod), pool: POOL });
    expect(evidence.living).toEqual([2, 0]);
  });
});

describe('what a list shows', () => {
  test('hides the living pods of its pool that it does not have', () => {
    const evidence = withPods(3);
    evidence.keep({ kind: 'pod.up', at: 0, pod: podId(9), pool: OTHER });
    phase(evidence, 2, 'failed');
    expect(evidence.hidden).toEqual([0, 0]);
    evidence.listed(POOL, [shown(0)]);
    expect(evidence.hidden).toEqual([1, 0]);
    expect([0, 1, 2, 9].map((pod) => evidence.pods.get(pod)?.isHidden)).toEqual([false, true, false, false]);
    evidence.listed(POOL, [shown(0), shown(1)]);
    expect(evidence.hidden).toEqual([0, 0]);
  });

  test('hides a pod no more once that has ended, nor when its deletion is refused afterwards', () => {
    const evidence = withPods(2);
    evidence.listed(POOL, []);
    expect(evidence.hidden).toEqual([2, 0]);
    evidence.willGo(podId(0));
    expect(evidence.hidden).toEqual([1, 0]);
    evidence.stays(podId(0));
    phase(evidence, 0, 'failed');
    expect(evidence.hidden).toEqual([1, 0]);
  });

  test.each<[string, ListedPod, number]>([
    ['a pod that is no more', shown(7), 1],
    ['a pod that has ended', shown(1), 1],
    ['a pod that lives', shown(0), 0],
    ['a pod that is no more, as terminating', shown(7, { terminating: true }), 0],
    ['a pod that is no more, as failed', shown(7, { phase: 'failed' }), 0],
    ['a pod that is no more, as succeeded', shown(7, { phase: 'succeeded' }), 0],
    ['a pod that is no more, as pending', shown(7, { phase: 'pending' }), 1],
  ])('with %s', (_, pod, phantoms) => {
    const evidence = withPods(2);
    phase(evidence, 1, 'failed');
    expect(evidence.phantoms).toEqual([0, 0]);
    evidence.listed(POOL, [shown(0), pod]);
    expect(evidence.phantoms).toEqual([phantoms, 0]);
  });
});

describe('agents, the server and work', () => {
  test('an agent is connected from its coming to its going', () => {
    const evidence = withPods(1);
    expect(evidence.isConnected(podId(0))).toBe(false);
    evidence.keep({ kind: 'agent.up', at: 0, pod: podId(0) });
    expect(evidence.isConnected(podId(0))).toBe(true);
    evidence.keep({ kind: 'agent.down', at: 0, pod: podId(0) });
    expect(evidence.isConnected(podId(0))).toBe(false);
  });

  test.each([
    ['server.down', 'server.up'],
    ['server.paused', 'server.resumed'],
  ] as const)('the server hears nothing from %s to %s', (from, to) => {
    const evidence = withPods(0);
    expect(evidence.isServerUp).toBe(true);
    evidence.keep({ kind: from, at: 0 });
    expect(evidence.isServerUp).toBe(false);
    evidence.keep({ kind: to, at: 0 });
    expect(evidence.isServerUp).toBe(true);
  });

  test('a slot tells who worked in it, and a pod how many work on it', () => {
    const evidence = withPods(1);
    const pod = podId(0);
    expect(evidence.pods.get(pod)?.working).toEqual([NOTHING, NOTHING, NOTHING, NOTHING]);
    expect(evidence.occupy(pod, 1, taskId(0))).toBe(NOTHING);
    expect(evidence.occupy(pod, 3, taskId(5))).toBe(NOTHING);
    expect(evidence.pods.get(pod)).toMatchObject({ working: [NOTHING, 0, NOTHING, 5], workers: 2 });
    expect(evidence.occupy(pod, 1, NOTHING)).toBe(0);
    expect(evidence.pods.get(pod)).toMatchObject({ working: [NOTHING, NOTHING, NOTHING, 5], workers: 1 });
    expect(evidence.occupy(pod, 3, NOTHING)).toBe(5);
    expect(evidence.occupy(podId(8), 0, taskId(1))).toBe(NOTHING);
  });

  test('facts about nodes, faults and phases change none of it', () => {
    const evidence = withPods(1);
    const before = structuredClone(evidence.pods.get(podId(0)));
    const phased = { at: 1, task: taskId(0), attempt: attemptId(1), phase: 'plan', pod: podId(0), slot: 0 } as const;
    evidence.keep({ kind: 'pod.unschedulable', at: 1, pod: podId(0) });
    evidence.keep({ kind: 'fault.began', at: 1, fault: 0, name: 'x' });
    evidence.keep({ kind: 'phase.began', ...phased });
    evidence.keep({ kind: 'phase.ended', ...phased, outcome: 'success' });
    expect(evidence.pods.get(podId(0))).toEqual(before);
    expect([evidence.living, evidence.isServerUp]).toEqual([[1, 0], true]);
  });
});

describe('a pod that the platform does not know of', () => {
  const up = (evidence: Evidence, pod: number): void =>
    evidence.keep({ kind: 'pod.up', at: 2_000, pod: podId(pod), pool: POOL });
  /** Living, and of these hidden. */
  const counts = ({ living, hidden }: Evidence) => [living[POOL], hidden[POOL]];

  test('comes after its deletion was told that there is none, and is known when a list shows it', () => {
    const evidence = withPods(1);
    evidence.asked(podId(5));
    evidence.willGo(podId(5));
    evidence.gone(podId(5));
    up(evidence, 5);
    expect(counts(evidence)).toEqual([2, 1]);
    evidence.listed(POOL, [shown(0), shown(5)]);
    expect(counts(evidence)).toEqual([2, 0]);
  });

  test('comes while that answer is on its way', () => {
    const evidence = withPods(1);
    evidence.asked(podId(5));
    evidence.willGo(podId(5));
    up(evidence, 5);
    expect(counts(evidence)).toEqual([1, 0]);
    evidence.gone(podId(5));
    expect(counts(evidence)).toEqual([2, 1]);
  });

  test('was asked for before a restart, and comes after it', () => {
    const evidence = withPods(1);
    for (const pod of [5, 6, 7]) evidence.asked(podId(pod));
    up(evidence, 5);
    evidence.refused(podId(6));
    evidence.serverCameBack();
    for (const pod of [6, 7]) up(evidence, pod);
    expect(counts(evidence)).toEqual([4, 1]);
    expect(evidence.isHiding(POOL)).toBe(true);
    expect(evidence.isHiding(OTHER)).toBe(false);
  });

  test('is none of those whose end is as certain as their beginning was', () => {
    const evidence = withPods(1);
    evidence.asked(podId(5));
    up(evidence, 5);
    evidence.willGo(podId(5));
    down(evidence, 5);
    evidence.gone(podId(5));
    evidence.gone(podId(0));
    expect(counts(evidence)).toEqual([1, 0]);
  });
});
