import { describe, expect, test } from 'vitest';
import { definePolicy } from '../../src/engine/define-policy.ts';
import type { PolicyAnswer } from '../../src/engine/event.ts';
import { poolId } from '../../src/engine/ids.ts';
import type { Decision, PolicyBinding } from '../../src/engine/policy.ts';
import { type OnError, programPolicy } from '../../src/engine/policy-program.ts';
import { EngineByHand } from '../support/engine-by-hand.ts';
import { poolConfig } from '../support/pools.ts';
import { signals } from '../support/signals.ts';

const asked = (onError: OnError): PolicyBinding => ({
  policy: programPolicy('exec:own'),
  parameters: {},
  program: { command: ['own'], folder: '', latencyMs: 0, timeoutMs: 1_000, onError, giveUpAfter: 5, lists: [] },
});

/** A pool of 2 to 4 that a program decides for. */
const engineAsking = (onError: OnError = 'hold'): EngineByHand =>
  new EngineByHand({ min: 2, max: 4, autoscaler: { policy: asked(onError), unhealthyRestart: false } });

const answer = (engine: EngineByHand, at: number, ask: number, given: PolicyAnswer): void =>
  engine.tell({ kind: 'policy.decided', at, pool: poolId(0), ask, answer: given });

/** The last decision that was the program's. */
const decided = (engine: EngineByHand) => engine.noted('scale.decided').at(-1);

const REASON = { rule: 'own', text: 'as it likes', figures: { x: 1 }, limitedBy: null };
const wish = (pods: number): PolicyAnswer => ({ kind: 'scale-to', pods, reason: REASON });
const FAILED: PolicyAnswer = { kind: 'failed', failure: 'timed-out', detail: 'no answer in 1 s' };

describe("a program's answer", () => {
  test.each([
    [3, 3, null],
    [9, 4, 'max'],
    [0, 2, 'min'],
  ] as const)('of %i pods in a pool of 2 to 4 makes %i', (pods, to, limitedBy) => {
    const engine = engineAsking();
    engine.until(10_000);
    answer(engine, 10_000, 1, wish(pods));
    expect(decided(engine)).toMatchObject({ trigger: 'tick', from: 2, to, reason: { ...REASON, limitedBy } });
  });

  test('to hold keeps the count and its own reason', () => {
    const engine = engineAsking();
    engine.until(10_000);
    answer(engine, 10_000, 1, { kind: 'hold', reason: REASON });
    expect(decided(engine)).toMatchObject({ from: 2, to: 2, reason: REASON });
  });

  test('to another question than the last is too late', () => {
    const engine = engineAsking();
    engine.until(10_000);
    answer(engine, 11_000, 2, wish(4));
    expect(decided(engine)).toMatchObject({ trigger: 'start' });
    answer(engine, 12_000, 1, wish(4));
    answer(engine, 13_000, 1, wish(2));
    expect(decided(engine)).toMatchObject({ at: 12_000, to: 4 });
  });

  test('is waited for: no second question before it', () => {
    const engine = engineAsking();
    engine.until(20_000);
    expect(engine.asked('policy.ask')).toMatchObject([{ at: 10_000, ask: 1, trigger: 'tick', epoch: 0 }]);
    answer(engine, 25_000, 1, wish(2));
    engine.until(30_000);
    expect(engine.asked('policy.ask').map(({ at, ask }) => [at, ask])).toEqual([
      [10_000, 1],
      [30_000, 2],
    ]);
  });
});

describe('what comes up while an answer is on its way', () => {
  const reacting = (): EngineByHand =>
    new EngineByHand({
      min: 2,
      max: 4,
      autoscaler: { policy: asked('hold'), unhealthyRestart: false, reactWithinMs: 0 },
    });

  test('is asked when the answer is there, once, with what there is then', () => {
    const engine = reacting();
    engine.until(10_000);
    for (const task of [0, 1, 2]) engine.submit(10_100 + task, task);
    engine.until(10_200);
    expect(engine.asked('policy.ask')).toHaveLength(1);
    answer(engine, 10_300, 1, wish(2));
    expect(engine.asked('policy.ask').at(-1)).toMatchObject({ at: 10_300, ask: 2, trigger: 'task-event' });
    expect(engine.asked('policy.ask').at(-1)?.signals.tasks).toMatchObject({ pending: 3 });
    answer(engine, 10_400, 2, wish(3));
    expect(engine.asked('policy.ask')).toHaveLength(2);
    expect(decided(engine)).toMatchObject({ at: 10_400, trigger: 'task-event', to: 3 });
  });

  test('is not asked by a server that has restarted', () => {
    const engine = reacting();
    engine.until(10_000);
    engine.submit(10_100, 0);
    engine.until(10_200);
    engine.tell({ kind: 'server.restarted', at: 10_300, agents: [] });
    answer(engine, 10_400, 1, wish(2));
    expect(engine.asked('policy.ask')).toHaveLength(1);
  });
});

describe('without an answer', () => {
  test('the count is kept, and the reason says why and how often in a row; a good answer ends the row', () => {
    const engine = engineAsking('hold');
    engine.until(10_000);
    answer(engine, 10_000, 1, wish(3));
    for (const ask of [2, 3]) {
      engine.until(ask * 10_000);
      answer(engine, ask * 10_000, ask, FAILED);
    }
    expect(decided(engine)).toMatchObject({
      from: 3,
      to: 3,
      reason: {
        rule: 'program-failed',
        text: 'the program gave no answer (timed-out: no answer in 1 s): the count is kept',
        figures: { failure: 'timed-out', failuresInARow: 2 },
        limitedBy: null,
      },
    });
    engine.until(40_000);
    answer(engine, 40_000, 4, { kind: 'hold', reason: REASON });
    engine.until(50_000);
    answer(engine, 50_000, 5, FAILED);
    expect(decided(engine)?.reason.figures).toEqual({ failure: 'timed-out', failuresInARow: 1 });
  });

  test('the pool goes to min where it should', () => {
    const engine = engineAsking('min');
    engine.until(10_000);
    answer(engine, 10_000, 1, wish(4));
    engine.until(20_000);
    answer(engine, 20_000, 2, FAILED);
    expect(decided(engine)).toMatchObject({
      from: 4,
      to: 2,
      reason: { text: 'the program gave no answer (timed-out: no answer in 1 s): the pool goes to min' },
    });
  });

  test('the run ends where it should, and names the program, the instant and the cause', () => {
    const engine = engineAsking('stop');
    engine.until(10_000);
    const failing = () => answer(engine, 10_500, 1, FAILED);
    const message = 'timed-out: no answer in 1 s';
    expect(failing).toThrow(expect.objectContaining({ name: 'PolicyFailed', policy: 'exec:own', at: 10_500, message }));
  });
});

test('what stands for a program wherever a policy is named promises nothing, remembers nothing and cannot be called', () => {
  const policy = programPolicy('exec:own');
  expect(policy).toMatchObject({ name: 'exec:own', parameters: [], nativePeriodMs: 10_000 });
  expect(policy.summary).toContain('program of your own');
  expect(policy.promises(poolConfig())).toEqual({ economy: false, responsive: false });
  expect(policy.initialMemory()).toBeNull();
  expect(() => policy.decide(signals(), null, {})).toThrow('exec:own is asked, not called');
});

describe('definePolicy', () => {
  const held: { readonly decision: Decision; readonly memory: null } = {
    decision: { kind: 'hold', reason: REASON },
    memory: null,
  };
  const least = { name: 'own', summary: 'Holds.', decide: () => held };

  // The doc comments of PolicyDefinition: none, ten seconds, neither, null.
  test('fills in what was left out', () => {
    const policy = definePolicy(least);
    expect(policy).toMatchObject({ ...least, parameters: [], nativePeriodMs: 10_000 });
    expect(policy.promises(poolConfig())).toEqual({ economy: false, responsive: false });
    expect(policy.initialMemory()).toBeNull();
  });

  test('leaves what was given', () => {
    const parameters = [{ name: 'spare', kind: 'count', default: 1, summary: 'So many more.' }] as const;
    const promises = () => ({ economy: true, responsive: false });
    const policy = definePolicy({ ...least, parameters, nativePeriodMs: 5_000, promises, initialMemory: () => null });
    expect(policy).toMatchObject({ parameters, nativePeriodMs: 5_000, promises });
  });
});
