import { describe, expect, test } from 'vitest';
import { notesOf } from '../support/scale-decisions.ts';

// The report's log: within one second a task gets slot 0, the slot is given back since no agent is connected, and the task is
// to be tried again. Its test plan names the lines that must follow: the immediate check, and the cold start with the number of
// pending tasks and of pods.

const LOG = 'reports/713-agent-lost-pod-stays.yaml';
const TEST_PLAN = 'reports/713-own-test-plan.yaml';
const ARRIVAL_MS = 32_000;

const toldOnArrival = (file: string, variant: string) =>
  notesOf(file, variant).filter((note) => note.at === ARRIVAL_MS);

describe('the engine tells what the log of report 713 shows', () => {
  test('slot 0 is given, taken back in the same instant, and the task is tried again 15 s later', () => {
    expect(toldOnArrival(LOG, 'before')).toMatchObject([
      { kind: 'task.moved', to: 'pending' },
      { kind: 'slot.changed', slot: 0, from: 'idle', to: 'running' },
      { kind: 'slot.changed', slot: 0, from: 'running', to: 'idle' },
      { kind: 'dispatch.failed', cause: 'agent-not-connected', retryAt: ARRIVAL_MS + 15_000 },
    ]);
  });

  test('the immediate check finds the pod that is there and asks for none', () => {
    expect(toldOnArrival(LOG, 'after-check-alone').at(-1)).toMatchObject({
      kind: 'scale.decided',
      trigger: 'scale-check',
      from: 1,
      to: 1,
      reason: { figures: { pods: 1, slotsTotal: 3, slotsIdle: 3 } },
    });
  });
});

describe("the engine tells what report 713's test plan wants to see", () => {
  test('no agent, next try 15 s later, and in the same instant a check that brings the pool to min', () => {
    expect(toldOnArrival(TEST_PLAN, 'after')).toMatchObject([
      { kind: 'task.moved', to: 'pending' },
      { kind: 'dispatch.failed', cause: 'no-ready-pod', retryAt: ARRIVAL_MS + 15_000 },
      { kind: 'scale.decided', trigger: 'scale-check', from: 0, to: 1, reason: { figures: { pods: 0, min: 1 } } },
      { kind: 'scale.decided', trigger: 'scale-check', from: 1, to: 1 },
    ]);
  });

  test('where min does not make the pod, the cold start does: one pending task, one pod', () => {
    expect(toldOnArrival(TEST_PLAN, 'after-min-0').at(-1)).toMatchObject({
      kind: 'scale.decided',
      trigger: 'scale-check',
      from: 0,
      to: 1,
      reason: { rule: 'cold-start', figures: { pods: 0, pending: 1 } },
    });
  });

  test('unfixed, nothing is checked before the tick', () => {
    expect(toldOnArrival(TEST_PLAN, 'before').some((note) => note.kind === 'scale.decided')).toBe(false);
    const decided = notesOf(TEST_PLAN, 'before').filter((note) => note.kind === 'scale.decided');
    expect(decided.map(({ at, from, to }) => [at, from, to])).toEqual([
      [0, 0, 1],
      [600_000, 0, 1],
    ]);
  });
});
