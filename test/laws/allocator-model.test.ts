import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SLOT_RULES } from '../../src/engine/pool-config.ts';
import { TASK_TYPES } from '../../src/engine/task.ts';
import { bookFaults } from '../support/book-check.ts';
import { EngineByHand } from '../support/engine-by-hand.ts';
import type { PoolChanges } from '../support/pools.ts';

/** One step of a random world: what happens, to which of the tasks or pods there are. */
interface Step {
  readonly what: (typeof STEPS)[number];
  readonly which: number;
  readonly afterS: number;
}

const STEPS = [
  'submit plan',
  'submit plan_and_apply',
  'submit drift_check',
  'accept',
  'plan',
  'finish',
  'fail to send',
  'confirm',
  'cancel',
  'discard',
  'lock',
  'unlock',
  'connect',
  'connect without work',
  'disconnect',
  'fall silent',
  'lose pod',
  'fail pod',
  'refuse create',
  'restart',
  'nothing',
] as const;

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(...STEPS),
  which: fc.nat(50),
  afterS: fc.constantFrom(0, 0, 1, 4, 10, 70),
});

const pool: fc.Arbitrary<PoolChanges> = fc
  .record({
    rule: fc.constantFrom(...SLOT_RULES),
    mode: fc.constantFrom('event-driven' as const, 'retry-timer' as const),
    assignment: fc.constantFrom('immediate' as const, 'when-connected' as const),
    readiness: fc.constantFrom('connected' as const, 'grace-period' as const),
    onAgentLost: fc.constantFrom('fail' as const, 'retry-plan' as const),
    slotSync: fc.constantFrom('before-first-decision' as const, 'after-first-decision' as const),
    victims: fc.constantFrom('idle-only' as const, 'longest-idle' as const, 'drain' as const, 'unordered' as const),
  })
  .map(({ rule, victims, ...dispatch }) => ({ min: 1, max: 3, agent: { rule }, autoscaler: { victims }, dispatch }));

/** Does the step if it makes sense: a step about nobody is none. */
function take(engine: EngineByHand, { what, which }: Step, at: number): void {
  const tasks: number[] = [];
  engine.engine.books.store.tasks.forEach((task) => {
    tasks.push(task.id);
  });
  const running = tasks.filter((id) => engine.state(id) === 'running');
  const pods = [...engine.cluster.keys()];
  const task = tasks[which % Math.max(tasks.length, 1)];
  const runner = running[which % Math.max(running.length, 1)];
  const pod = pods[which % Math.max(pods.length, 1)];
  const workspace = (which % 3) as never;
  const submit = TASK_TYPES.find((type) => what === `submit ${type}`);
  if (submit !== undefined) engine.submit(at, engine.engine.books.store.submitted, submit, workspace);
  else if (what === 'lock') engine.tell({ kind: 'workspace.locked', at, workspace });
  else if (what === 'unlock') engine.tell({ kind: 'workspace.unlocked', at, workspace });
  else if (what === 'restart') engine.restart(at);
  else if (what === 'nothing') engine.until(at);
  else if (task !== undefined && what === 'confirm') engine.confirm(at, task);
  else if (task !== undefined && what === 'cancel') engine.cancel(at, task);
  else if (task !== undefined && what === 'discard') engine.tell({ kind: 'apply.discarded', at, task: task as never });
  else if (runner !== undefined) work(engine, what, runner, at);
  if (pod !== undefined) life(engine, what, pod, at);
}

function work(engine: EngineByHand, what: Step['what'], task: number, at: number): void {
  const known = engine.task(task);
  if (known === undefined) return;
  if (what === 'accept') engine.accept(at, task);
  else if (what === 'fail to send' && !known.accepted) engine.sendFails(at, task);
  else if (what === 'plan' && known.accepted && known.type === 'plan_and_apply' && known.phase === 'plan')
    engine.planned(at, task);
  else if (what === 'finish' && known.accepted) engine.finish(at, task);
}

function life(engine: EngineByHand, what: Step['what'], pod: number, at: number): void {
  const working = [...engine.engine.books.store.queues]
    .flatMap((queues) => [...queues.running])
    .filter((task) => task.pod === pod);
  if (what === 'connect') engine.connect(at, pod, { running: working.map((task) => task.attempt) });
  else if (what === 'connect without work') engine.connect(at, pod);
  else if (what === 'disconnect') engine.disconnect(at, pod);
  else if (what === 'fall silent') engine.silent(at, pod, Math.max(at - 120_000, 0));
  else if (what === 'lose pod') engine.gone(at, pod);
  else if (what === 'fail pod') {
    Object.assign(engine.cluster.get(pod) ?? {}, { phase: 'failed' });
    engine.tell({ kind: 'pod.changed', at, pod: pod as never, phase: 'failed', scheduled: true, reason: null });
  } else if (what === 'refuse create') {
    engine.cluster.delete(pod);
    engine.tell({ kind: 'pod.createFailed', at, pod: pod as never, certain: at % 2_000 === 0, reason: 'HTTP 504' });
  }
}

describe('the allocator, whatever happens', () => {
  test('keeps books that agree with themselves after every event', () => {
    fc.assert(
      fc.property(pool, fc.array(step, { maxLength: 80, size: 'max' }), (changes, steps) => {
        const engine = new EngineByHand(changes);
        let at = 0;
        for (const next of steps) {
          at += next.afterS * 1_000;
          take(engine, next, at);
          expect(bookFaults(engine.engine.books)).toEqual([]);
        }
      }),
      { seed: 599, numRuns: 400 },
    );
  });

  test('gives a slot to one task and a task to one slot', () => {
    fc.assert(
      fc.property(pool, fc.array(step, { maxLength: 80, size: 'max' }), (changes, steps) => {
        const engine = new EngineByHand({ ...changes, dispatch: { ...changes.dispatch, onAgentLost: 'fail' } });
        let at = 0;
        for (const next of steps) {
          at += next.afterS * 1_000;
          take(engine, next, at);
        }
        const { tasks } = engine.engine.books.store;
        const held: string[] = [];
        tasks.forEach((task) => {
          if (task.hold !== 'idle') held.push(`${task.pod}/${task.slot}`);
        });
        expect(new Set(held).size).toBe(held.length);
      }),
      { seed: 515, numRuns: 100 },
    );
  });
});
