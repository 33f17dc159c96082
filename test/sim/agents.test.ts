import { describe, expect, test } from 'vitest';
import { recordRun, select, type WrittenFault, type WrittenRun } from '../support/small-runs.ts';

const cut = (at: number, reconnectMs: number): WrittenFault => ({
  at,
  effect: {
    kind: 'disconnect-agents',
    select: select({ count: 1, pick: 'oldest' }),
    cutMs: 0,
    reconnectMs: () => reconnectMs,
  },
});

const NEVER = Number.POSITIVE_INFINITY;

describe('an agent', () => {
  test('connects after schedule, start and connect, and takes work at that instant', () => {
    const run = recordRun({ pods: { scheduleMs: 1_000, startMs: 20_000, connectMs: 2_000 }, tasks: [{ at: 5_000 }] });
    expect(run.witnessed('pod.up')[0]?.at).toBe(5_000);
    expect(run.witnessed('pod.phase')[0]).toMatchObject({ at: 26_000, phase: 'running' });
    expect(run.witnessed('agent.up')[0]?.at).toBe(28_000);
    expect(run.phases(0)).toEqual(['28000 plan began on 0', '88000 plan success']);
  });

  test('whose socket is cut works on and reports when it is back', () => {
    // 23–83 s; away 60–90 s.
    const run = recordRun({ tasks: [{ at: 0 }], faults: [cut(60_000, 30_000)] });
    expect(run.phases(0).at(-1)).toBe('83000 plan success');
    expect(run.story(0).at(-1)).toEqual([90_000, 'success']);
  });

  test('that is cut off for a while comes back after its own delay from the end of it', () => {
    const effect = {
      kind: 'disconnect-agents',
      select: select({ count: 1, pick: 'oldest' }),
      cutMs: 30_000,
      reconnectMs: () => 2_000,
    } as const;
    const run = recordRun({ tasks: [{ at: 0 }], faults: [{ at: 60_000, until: 90_000, effect }] });
    expect(run.heard('agent.disconnected')[0]?.at).toBe(60_000);
    expect(run.heard('agent.connected').map(({ at }) => at)).toEqual([23_000, 92_000]);
    expect([run.witnessed('fault.began')[0]?.at, run.witnessed('fault.ended')[0]?.at]).toEqual([60_000, 90_000]);
  });

  test('that stays away falls silent two minutes after its last beat, and is given up five minutes after it', () => {
    // Beats at 23 and 53 s.
    const run = recordRun({ tasks: [{ at: 0, planMs: 400_000 }], faults: [cut(60_000, NEVER)] });
    expect(run.heard('agent.disconnected')).toMatchObject([{ at: 60_000, lastBeatAt: 53_000 }]);
    expect(run.heard('agent.silent')).toMatchObject([{ at: 173_000, lastBeatAt: 53_000 }]);
    expect(run.story(0).at(-1)).toEqual([353_000, 'failed']);
  });

  test('whose socket is cut before it took the work up leaves open whether it came, and gets it anew when it is back', () => {
    // Sent at 23 s, due at 33 s; away 30–31 s. Its hello at 31 s does not name the work, so that certainly came to nothing: sent again 5 s later.
    const run = recordRun({ acceptMs: 10_000, tasks: [{ at: 0 }], faults: [cut(30_000, 1_000)] });
    expect(run.heard('task.sendFailed')).toMatchObject([{ at: 30_000, certain: false, reason: 'connection-lost' }]);
    expect(run.heard('task.accepted')).toHaveLength(1);
    expect(run.phases(0)).toEqual(['46000 plan began on 0', '106000 plan success']);
  });

  test('that is back in time is not silent', () => {
    const run = recordRun({ tasks: [{ at: 0, planMs: 400_000 }], faults: [cut(60_000, 60_000)] });
    expect(run.heard('agent.silent')).toEqual([]);
  });

  test('that comes back to work given up is stopped, and free for new work', () => {
    // Given up at 353 s; back at 400 s with the old plan (23–1 223 s); the task that waited starts at once in the same slot.
    const run = recordRun({
      pool: { min: 1, max: 1, agent: { rule: 'single' }, autoscaler: { unhealthyRestart: false } },
      tasks: [{ at: 0, planMs: 1_200_000 }, { at: 100_000 }],
      faults: [cut(60_000, 340_000)],
    });
    expect(run.phases(0)).toEqual(['23000 plan began on 0', '400000 plan cancelled']);
    expect(run.phases(1)).toEqual(['400000 plan began on 0', '460000 plan success']);
    expect(run.noted('result.ignored').map(({ task }) => task)).toEqual([0]);
    expect(run.story(0).at(-1)).toEqual([353_000, 'failed']);
  });

  test('that comes back with a result of work given up is not believed', () => {
    // The plan ended at 323 s, unheard.
    const run = recordRun({
      pool: { min: 1, autoscaler: { unhealthyRestart: false } },
      tasks: [{ at: 0, planMs: 300_000 }],
      faults: [cut(60_000, 340_000)],
    });
    expect(run.phases(0).at(-1)).toBe('323000 plan success');
    expect(run.noted('result.ignored')).toMatchObject([{ at: 400_000, task: 0 }]);
    expect(run.story(0).at(-1)?.[1]).toBe('failed');
  });
});

describe('a plan that is done again elsewhere', () => {
  const twoPods: WrittenRun = {
    pool: {
      min: 2,
      max: 2,
      agent: { rule: 'single' },
      dispatch: { onAgentLost: 'retry-plan' },
      autoscaler: { unhealthyRestart: false },
    },
    tasks: [{ at: 0, planMs: 400_000 }],
    faults: [cut(60_000, 440_000)],
  };

  test('is not stopped when the first agent comes back with its old attempt', () => {
    // Lost at 353 s, sent to pod 1 at once: 353–753 s. The first agent goes on (23–423 s) and is back at 500 s with a late result.
    const run = recordRun(twoPods);
    expect(run.phases(0)).toEqual([
      '23000 plan began on 0',
      '353000 plan began on 1',
      '423000 plan success',
      '753000 plan success',
    ]);
    expect(run.asked('task.cancel')).toEqual([]);
    expect(run.noted('result.ignored')).toMatchObject([{ at: 500_000 }]);
    expect(run.story(0).at(-1)).toEqual([753_000, 'success']);
  });

  test('is stopped only at the first agent when that is back while both work', () => {
    const run = recordRun({ ...twoPods, faults: [cut(60_000, 340_000)] });
    expect(run.phases(0)).toEqual([
      '23000 plan began on 0',
      '353000 plan began on 1',
      '400000 plan cancelled',
      '753000 plan success',
    ]);
    expect(run.asked('task.cancel')).toMatchObject([{ at: 400_000, pod: 0, attempt: 1 }]);
    expect(run.story(0).at(-1)).toEqual([753_000, 'success']);
  });
});

describe('a deleted pod', () => {
  test('takes its idle agent along at once and is gone after its termination time', () => {
    const run = recordRun({ pool: { policy: 'pending-only' }, tasks: [{ at: 0, planMs: 10_000 }] });
    // 23–33 s; the tick at 40 s shrinks to 0; gone 5 s later.
    expect(run.witnessed('agent.down')).toMatchObject([{ at: 40_000 }]);
    expect(run.witnessed('pod.down')).toMatchObject([{ at: 45_000 }]);
  });

  test('lets its busy agent work until it is gone (unordered): what is not done by then is lost', () => {
    const shrinking = { policy: 'pending-only', autoscaler: { victims: 'unordered' } } as const;
    const run = (planMs: number) => recordRun({ pool: shrinking, tasks: [{ at: 0, planMs }] });
    // 23 s on; deleted at 30 s, gone at 35 s.
    expect(run(11_999).phases(0).at(-1)).toBe('34999 plan success');
    expect(run(13_000).phases(0).at(-1)).toBe('35000 plan lost');
    expect(run(13_000).story(0).at(-1)).toEqual([35_000, 'failed']);
  });

  test('that no node has yet goes at once', () => {
    const run = recordRun({
      pods: { scheduleMs: 60_000 },
      pool: { policy: 'pending-only' },
      tasks: [{ at: 0 }],
      people: [{ at: 5_000, kind: 'cancel', task: 0 as never }],
    });
    expect(run.witnessed('pod.down')).toMatchObject([{ at: 10_000 }]);
  });
});

describe('an apply', () => {
  const applying = { at: 0, type: 'plan_and_apply', confirmMs: 30_000 } as const;

  test('in its own slot pays no init time', () => {
    // Plan 23–83 s, confirmed at 113 s, applied at 173 s.
    const run = recordRun({ pods: { initMs: 45_000 }, tasks: [applying] });
    expect(run.story(0).at(-1)).toEqual([173_000, 'applied']);
  });

  test('on another pod pays the init time of that pod', () => {
    // The pod fails at 90 s; at 113 s the apply finds none: a new one is up at 134 s, its agent at 136 s, 45 s init, 60 s apply.
    const run = recordRun({
      pods: { initMs: 45_000 },
      tasks: [applying],
      faults: [{ at: 90_000, effect: { kind: 'pod-failure', select: select() } }],
    });
    expect(run.story(0).slice(-3)).toEqual([
      [113_000, 'pending'],
      [136_000, 'running'],
      [241_000, 'applied'],
    ]);
  });
});
