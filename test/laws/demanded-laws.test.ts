import { describe, expect, test } from 'vitest';
import { podId, poolId } from '../../src/engine/ids.ts';
import { PROMISED } from '../../src/engine/laws/law-demand.ts';
import { recordRun, type WrittenRun } from '../support/small-runs.ts';

const broken = (written: WrittenRun): readonly string[] => recordRun(written).end.breaches.map(({ law }) => law);

describe('settles', () => {
  const late: WrittenRun = { tasks: [{ at: 0 }], durationMs: 60_000, drainMs: 3_600_000, breaks: ['settles'] };
  const laws = { ...PROMISED, settledBy: 1_800_000 };

  test('breaks where nobody makes a pod for the work that waits', () => {
    // The HPA does not leave zero by itself.
    expect(broken({ ...late, laws, pool: { policy: 'hpa-cpu', dispatch: { scaleUpOnNoAgent: false } } })).toEqual([
      'settles',
    ]);
  });

  test('holds where the work gets done, and is not asked of a run that says nothing of it', () => {
    expect(broken({ ...late, laws, breaks: [] })).toEqual([]);
    expect(broken({ ...late, breaks: [], pool: { policy: 'hpa-cpu' } })).toEqual([]);
  });

  test('does not count work that waits for a person', () => {
    const tasks = [{ at: 0, type: 'plan_and_apply', confirmMs: Number.POSITIVE_INFINITY }] as const;
    expect(broken({ ...late, laws, tasks, breaks: [] })).toEqual([]);
  });
});

describe('a pod of time zero with an age whose agent never comes', () => {
  test('is restarted two minutes after the start, so that the work settles', () => {
    const initial = {
      pods: [{ pod: podId(0), pool: poolId(0), state: 'connected', ageMs: 600_000 }],
      tasks: [],
    } as const;
    const lost = { at: 0, effect: { kind: 'agent-lost', select: ANY } } as const;
    const run = recordRun({ initial, pool: { min: 1, max: 1 }, faults: [lost], durationMs: 300_000 });
    expect(run.asked('pod.delete')).toMatchObject([{ at: 120_000, cause: 'unhealthy' }]);
  });
});

const ANY = { pool: null, pick: 'all', count: Number.POSITIVE_INFINITY, share: 1, pod: null } as const;
