import { describe, expect, test } from 'vitest';
import type { EngineEvent } from '../../src/engine/event.ts';
import { podId, poolId } from '../../src/engine/ids.ts';
import { type LawDemand, PROMISED } from '../../src/engine/laws/law-demand.ts';
import { type EngineByHand, engineWith } from '../support/engine-by-hand.ts';
import { LawBench } from '../support/law-bench.ts';
import { engineWithWaiting, type Waiting } from '../support/waiting-work.ts';

const ALL: LawDemand = { ...PROMISED, demand: 'all' };

const said = (bench: LawBench): string | null => bench.said('work-conserving');

describe('work-conserving', () => {
  const judged = (waiting: Waiting, change: (engine: EngineByHand) => void = () => {}): string | null => {
    const engine = engineWithWaiting(1, waiting);
    change(engine);
    const bench = new LawBench(engine);
    bench.podReady(1_500, 0);
    bench.watch.instantEnded(2_000);
    return said(bench);
  };

  test.each<[keyof Waiting]>([['plans'], ['driftChecks'], ['planAndApplies'], ['applies'], ['backoff']])(
    'breaks with one of %s beside a free slot',
    (list) => {
      expect(judged({ [list]: 1 })).toBe('2000: task-000000 waits although pod-000000 has a slot for it');
    },
  );

  test('holds with a claimed task: it waits for its own agent', () => {
    expect(judged({ claimed: 1 })).toBeNull();
  });

  test('is not asked before slots are rebuilt, though tasks wait', () => {
    expect(
      judged({ plans: 1 }, (engine) => {
        engine.pool.recovery = 'first-decision';
      }),
    ).toBeNull();
  });

  test('is asked of a pool that works by retry timers only where all laws are demanded', () => {
    const judgedBy = (laws: LawDemand): string | null => {
      const bench = new LawBench(engineWithWaiting(1, { plans: 1 }, { dispatch: { mode: 'retry-timer' } }), laws);
      bench.podReady(1_500, 0);
      bench.watch.instantEnded(2_000);
      return said(bench);
    };
    expect(judgedBy(PROMISED)).toBeNull();
    expect(judgedBy(ALL)).not.toBeNull();
  });
});

describe('work-conserving, of a confirmed apply in its reserved slot', () => {
  /** Its person has confirmed at 2 s; the first send fails, and the next try is due at 7 s. */
  const confirmed = (changes: Parameters<typeof engineWith>[1] = {}): { engine: EngineByHand; bench: LawBench } => {
    const engine = engineWith(1, changes);
    const bench = new LawBench(engine);
    bench.podReady(0, 0);
    engine.reserve(1_000, 0);
    engine.confirm(2_000, 0);
    engine.sendFails(2_000, 0);
    return { engine, bench };
  };
  const looked = ({ bench }: { bench: LawBench }): string | null => {
    bench.watch.instantEnded(7_000);
    return said(bench);
  };

  test('breaks when it stays there', () => {
    expect(looked(confirmed())).toBe('7000: task-000000 waits although pod-000000 has a slot for it');
  });

  test('breaks beside another one that waits for a slot', () => {
    const run = confirmed();
    run.engine.pod(0).uses.fill('reserved');
    run.engine.pod(0).reserved = 4;
    run.engine.submit(3_000, 1);
    expect(looked(run)).toContain('task-000000');
  });

  test('holds while its agent is away, and while its pod is closed for new work or is no more in the books', () => {
    const away = confirmed();
    away.bench.fact({ kind: 'agent.down', at: 3_000, pod: podId(0) });
    expect(looked(away)).toBeNull();
    const closed = confirmed();
    closed.engine.pod(0).cordoned = true;
    expect(looked(closed)).toBeNull();
    const forgotten = confirmed();
    forgotten.engine.pool.pods.remove(forgotten.engine.pod(0));
    expect(looked(forgotten)).toBeNull();
  });

  test('holds while another task works on the pod that it must have for itself', () => {
    const exclusive = confirmed({ agent: { rule: 'apply-exclusive' } });
    exclusive.engine.pod(0).running = 1;
    expect(looked(exclusive)).toBeNull();
    expect(looked(confirmed({ agent: { rule: 'apply-exclusive' } }))).not.toBeNull();
  });

  test('holds while its workspace is locked', () => {
    const run = confirmed();
    const task = run.engine.task(0);
    if (task !== undefined) task.workspace.locks = 1;
    expect(looked(run)).toBeNull();
  });
});

describe('work-conserving, of a pod that had no slot at first', () => {
  const shown = { phase: 'running', scheduled: true, createdAt: 0, runningAt: 0, terminating: false } as const;
  const pod = podId(0);
  const at = 3_000;

  /** Pod 0 is closed when the law first looks, and open again when `told` of what happened. */
  const judged = (told: (bench: LawBench) => void): string | null => {
    const engine = engineWithWaiting(1, { plans: 1 });
    const bench = new LawBench(engine);
    bench.podReady(1_500, 0);
    engine.pod(0).cordoned = true;
    bench.watch.instantEnded(2_000);
    expect(said(bench)).toBeNull();
    engine.pod(0).cordoned = false;
    told(bench);
    bench.watch.instantEnded(at);
    return said(bench);
  };

  test.each<[EngineEvent]>([
    [{ kind: 'pods.listed', at, pool: poolId(0), pods: [{ ...shown, pod, registered: false }] }],
    [{ kind: 'pod.changed', at, pod, phase: 'running', scheduled: true, reason: null }],
    [{ kind: 'pod.deleteFailed', at, pod, reason: 'HTTP 500' }],
    [{ kind: 'agent.connected', at, pod, running: [], finished: [] }],
    [{ kind: 'agent.registered', at, pod }],
    [{ kind: 'agent.heard', at, pod, lastBeatAt: at }],
    [{ kind: 'server.restarted', at, agents: [] }],
  ])('breaks after the event $kind', (event) => {
    expect(judged((bench) => bench.event(event))).toBe('3000: task-000000 waits although pod-000000 has a slot for it');
  });

  test('breaks after notes of a slot that is left and of a pod that is opened', () => {
    expect(judged((bench) => bench.slot(at, 0, 1, 'running', 'idle'))).not.toBeNull();
    expect(judged((bench) => bench.watch.note({ kind: 'pod.cordoned', at, pod, cordoned: false }))).not.toBeNull();
  });

  test('breaks after the fact that its agent connected, and when a server that stood still goes on', () => {
    expect(judged((bench) => bench.fact({ kind: 'agent.up', at, pod }))).not.toBeNull();
    expect(judged((bench) => bench.fact({ kind: 'server.resumed', at }))).not.toBeNull();
  });
});
