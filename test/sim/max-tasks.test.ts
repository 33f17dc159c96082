import { describe, expect, test } from 'vitest';
import { poolId } from '../../src/engine/ids.ts';
import { recordRun } from '../support/small-runs.ts';

/** A pod is created, scheduled after 1 s, runs after 20 s more, its agent connects after 2 s more. */
describe('an ephemeral agent', () => {
  const single = { max: 1, agent: { rule: 'single', maxTasks: 1 } } as const;

  test('exits after its task, and the next task gets a fresh one', () => {
    const run = recordRun({ pool: single, tasks: [{ at: 0 }, { at: 0 }] });
    // The first pod ends at 83 s; the tick at 90 s removes it and makes the second.
    expect(run.phases(0)).toEqual(['23000 plan began on 0', '83000 plan success']);
    expect(run.phases(1)).toEqual(['113000 plan began on 1', '173000 plan success']);
    const ends = run.witnessed('pod.phase').filter(({ phase }) => phase === 'succeeded');
    expect(ends.map(({ at, pod }) => [at, pod])).toEqual([
      [83_000, 0],
      [173_000, 1],
    ]);
    expect(run.asked('pod.delete').map(({ at, pod, cause }) => [at, pod, cause])).toEqual([
      [90_000, 0, 'reaper'],
      [180_000, 1, 'reaper'],
    ]);
  });

  test('with several slots ends with the longest of its last tasks, and takes none meanwhile', () => {
    const tasks = [{ at: 0 }, { at: 0, planMs: 100_000 }, { at: 30_000 }];
    const run = recordRun({ pool: { max: 1, agent: { slots: 4, maxTasks: 2 } }, tasks });
    expect(run.phases(1)).toEqual(['23000 plan began on 0', '123000 plan success']);
    // Removed and replaced at the tick of 130 s.
    expect(run.phases(2)).toEqual(['153000 plan began on 1', '213000 plan success']);
  });

  test('delivers the result of its last task before it exits, however long the server is down', () => {
    const down = { kind: 'server-restart', downMs: 100_000, reconnectMs: () => 1_000 } as const;
    const run = recordRun({ pool: single, tasks: [{ at: 0 }], faults: [{ at: 40_000, effect: down }] });
    expect(run.phases(0)).toEqual(['23000 plan began on 0', '83000 plan success']);
    expect(run.story(0).at(-1)).toEqual([141_000, 'success']);
    expect(run.witnessed('pod.phase').find(({ phase }) => phase === 'succeeded')?.at).toBe(141_000);
  });

  test('stays in the books without a reaper, and fills the pool for good', () => {
    const run = recordRun({
      pool: { ...single, autoscaler: { reaper: false } },
      tasks: [{ at: 0 }, { at: 0 }],
    });
    expect(run.phases(1)).toEqual([]);
    expect(run.asked('pod.delete')).toEqual([]);
  });

  test('works for one task at most in a whole pool of them', () => {
    const tasks = Array.from({ length: 40 }, (_, index) => ({ at: index * 5_000 }));
    const run = recordRun({ pool: { max: 5, agent: { rule: 'single', maxTasks: 1 } }, tasks });
    const pods = run.witnessed('phase.began').map(({ pod }) => pod);
    expect(pods.length).toBe(40);
    expect(new Set(pods).size).toBe(40);
    expect(run.witnessed('pod.up').every(({ pool }) => pool === poolId(0))).toBe(true);
  });
});
