import { describe, expect, test } from 'vitest';
import { decisionAt, notesOf, scaleDecisions } from '../support/scale-decisions.ts';

// The report's log has two lines, three seconds apart: no free slot for the task, then the pool's status with its pods and its
// slots (total, used, reserved, idle). Here the ticks fall on the tenth second, so they are two seconds apart.

const FILE = 'reports/604-wrong-kind-slot.yaml';
const STATUS_MS = 10_000;
const AS_LOGGED = { pods: 1, slotsTotal: 3, slotsUsed: 1, slotsReserved: 0, slotsIdle: 2 };

describe('the decisions of report 604 carry the figures of its log line', () => {
  test('two seconds after the task found no free slot the status shows two idle ones', () => {
    for (const variant of ['before', 'after', 'grace-period']) {
      const refused = notesOf(FILE, variant).find((note) => note.kind === 'dispatch.failed');
      expect(refused).toMatchObject({ at: 8_000, cause: 'no-free-slot', retryAt: 18_000 });
      expect(decisionAt(scaleDecisions(FILE, variant), STATUS_MS).reason.figures).toMatchObject(AS_LOGGED);
    }
  });

  test('unfixed, the third that is used is neither much nor little, and the pool stays at 1', () => {
    const { from, to, reason } = decisionAt(scaleDecisions(FILE, 'before'), STATUS_MS);
    expect([from, to, reason.rule]).toEqual([1, 1, 'occupancy-fine']);
    expect(reason.figures.occupancy).toBeCloseTo(1 / 3, 12);
    expect(reason.text).toContain('33 %');
  });

  test('unfixed, the status line does not change for as long as the first task plans', () => {
    for (const { at, reason } of scaleDecisions(FILE, 'before')) {
      if (at >= STATUS_MS && at < 240_000) expect(reason.figures).toMatchObject(AS_LOGGED);
    }
  });

  test('fixed, the same figures and one waiting plan_and_apply make it two pods', () => {
    const { from, to, reason } = decisionAt(scaleDecisions(FILE, 'after'), STATUS_MS);
    expect([from, to, reason.rule, reason.figures.unblockedApplies]).toEqual([1, 2, 'unblocked-applies', 1]);
  });
});
