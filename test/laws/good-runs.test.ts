import { describe, expect, test } from 'vitest';
import { LAW_NAMES } from '../../src/engine/laws/law-catalogue.ts';
import { type Recording, recordRun, type WrittenTask } from '../support/small-runs.ts';

const tasks: readonly WrittenTask[] = [
  { at: 0, workspace: 0, type: 'plan_and_apply', confirmMs: 30_000 },
  { at: 0, workspace: 0, type: 'plan_and_apply', confirmMs: 30_000 },
  { at: 5_000, workspace: 1, type: 'plan_and_apply', discards: true },
  { at: 5_000, workspace: 2, type: 'plan_and_apply', nothingToApply: true },
  ...Array.from({ length: 9 }, (_, index): WrittenTask => ({ at: 60_000, workspace: 3 + index, planMs: 200_000 })),
  { at: 400_000, workspace: 0, type: 'drift_check' },
];

/** A pool that grows, plans, reserves, applies, empties and shrinks, under a policy that promises economy and responsiveness. */
const goodRun = (): Recording => recordRun({ pool: { policy: 'blind-step', max: 4 }, tasks, drainMs: 3_600_000 });

describe('a good run', () => {
  test('grows, applies and shrinks, so that there is something to break', () => {
    const run = goodRun();
    expect(run.asked('pod.create').length).toBeGreaterThan(1);
    expect(run.asked('pod.delete').length).toBeGreaterThan(1);
    expect(run.asked('task.send').filter((send) => send.phase === 'apply')).toHaveLength(2);
    expect(run.end.cause).toBe('drained');
  });

  test.each(LAW_NAMES)('does not break the law %s', (law) => {
    expect(goodRun().end.breaches.map((breach) => breach.law)).not.toContain(law);
  });
});

describe('a law that breaks', () => {
  const blind = { pool: { dispatch: { readiness: 'grace-period' } }, tasks: [{ at: 0 }] } as const;

  test('stops the run and says which, when and why', () => {
    // The arrival asks for a pod at once; it is young enough to be "ready", and its slot is taken in the same instant.
    expect(() => recordRun(blind)).toThrow(
      /law no-blind-send broken at 0 ms \(event \d+\): task-000000 got a slot of pod-000000/,
    );
  });

  test('is recorded once when the variant names it, and the run goes on', () => {
    const run = recordRun({ ...blind, breaks: ['no-blind-send'] });
    expect(run.end.breaches.map(({ law, at }) => [law, at])).toEqual([['no-blind-send', 0]]);
    expect(run.end.endedAt).toBe(3_600_000);
    expect(run.story(0).at(-1)?.[1]).toBe('success');
  });
});
