import { describe, expect, it } from 'vitest';
import type { PolicyAsk } from '../../src/engine/command.ts';
import type { PolicyAnswer } from '../../src/engine/event.ts';
import { PolicyFailed } from '../../src/engine/policy-failed.ts';
import { type PolicyProgram, programPolicy } from '../../src/engine/policy-program.ts';
import type { CompiledScenario } from '../../src/scenario/compiled.ts';
import { Simulation, simulate } from '../../src/sim/run.ts';
import { Recording, smallScenario, type WrittenRun } from '../support/small-runs.ts';

const PROGRAM: PolicyProgram = {
  command: ['nobody'],
  folder: '',
  latencyMs: 0,
  timeoutMs: 1000,
  onError: 'hold',
  giveUpAfter: 5,
  lists: [],
};

function asking(written: WrittenRun, changes: Partial<PolicyProgram> = {}): CompiledScenario {
  const scenario = smallScenario(written);
  const pools = scenario.pools.map((pool) => {
    const policy = { policy: programPolicy('exec:nobody'), parameters: {}, program: { ...PROGRAM, ...changes } };
    return { ...pool, config: { ...pool.config, autoscaler: { ...pool.config.autoscaler, policy } } };
  });
  return { ...scenario, pools };
}

/** Plays it with these answers, and keeps what was said and asked. */
function play(
  scenario: CompiledScenario,
  answer: (question: PolicyAsk) => PolicyAnswer,
): { readonly said: Recording; readonly questions: readonly PolicyAsk[] } {
  const said = new Recording();
  const questions: PolicyAsk[] = [];
  const simulation = new Simulation(scenario, [said]);
  for (;;) {
    const step = simulation.advance();
    if (step.kind === 'done') return { said, questions };
    questions.push(step.question);
    simulation.answer(answer(step.question));
  }
}

const reason = { rule: 'mine', text: 'mine', figures: {}, limitedBy: null };
const scaleTo = (pods: number): PolicyAnswer => ({ kind: 'scale-to', pods, reason });
const failed: PolicyAnswer = { kind: 'failed', failure: 'timed-out', detail: 'too slow' };
const MINUTE: WrittenRun = { durationMs: 60_000, pool: { min: 0, max: 4 } };

describe('a simulation whose policy is a program', () => {
  it('asks at every tick and follows the answer at the same instant', () => {
    const { said, questions } = play(asking(MINUTE), () => scaleTo(2));
    expect(questions.map(({ at, ask }) => [at, ask])).toEqual([
      [10_000, 1],
      [20_000, 2],
      [30_000, 3],
      [40_000, 4],
      [50_000, 5],
    ]);
    expect(said.heard('policy.decided').map(({ at }) => at)).toEqual([10_000, 20_000, 30_000, 40_000, 50_000]);
    expect(said.asked('pod.create').map(({ at }) => at)).toEqual([10_000, 10_000]);
  });

  it('follows an answer with latency that much later, and asks nothing while one is on its way', () => {
    const { said, questions } = play(asking(MINUTE, { latencyMs: 15_000 }), () => scaleTo(1));
    // 10 → 25, the tick at 20 finds it on its way; 30 → 45, likewise 40; 50 is after the end when it comes.
    expect(questions.map(({ at }) => at)).toEqual([10_000, 30_000, 50_000]);
    expect(said.heard('policy.decided').map(({ at }) => at)).toEqual([25_000, 45_000]);
    expect(said.asked('pod.create').map(({ at }) => at)).toEqual([25_000]);
  });

  it('keeps the answer between min and max, and says so', () => {
    const { said } = play(asking({ ...MINUTE, pool: { min: 1, max: 4 } }), ({ at }) => scaleTo(at < 30_000 ? 9 : 0));
    const decided = said.noted('scale.decided').filter(({ trigger }) => trigger === 'tick');
    expect(decided.map(({ to, reason: { limitedBy } }) => [to, limitedBy])).toEqual([
      [4, 'max'],
      [4, 'max'],
      [1, 'min'],
      [1, 'min'],
      [1, 'min'],
    ]);
  });

  it.each([
    ['hold', 3],
    ['min', 1],
  ] as const)('without an answer does what onError says: %s', (onError, pods) => {
    const scenario = asking({ ...MINUTE, pool: { min: 1, max: 4 } }, { onError });
    const { said } = play(scenario, ({ at }) => (at === 10_000 ? scaleTo(3) : failed));
    const last = said.noted('scale.decided').at(-1);
    expect(last).toMatchObject({
      to: pods,
      reason: { rule: 'program-failed', figures: { failure: 'timed-out', failuresInARow: 4 } },
    });
  });

  it('stops without an answer if it should', () => {
    const run = () => play(asking(MINUTE, { onError: 'stop' }), ({ at }) => (at === 20_000 ? failed : scaleTo(1)));
    expect(run).toThrow(PolicyFailed);
    expect(run).toThrow('timed-out: too slow');
  });

  it('drops an answer that a restart of the server has overtaken, and asks again with another epoch', () => {
    const restart = { kind: 'server-restart', downMs: 1000, reconnectMs: () => 0 } as const;
    const faults = [{ at: 12_000, effect: restart }];
    const { said, questions } = play(asking({ ...MINUTE, faults }, { latencyMs: 5000 }), ({ ask }) => scaleTo(ask));
    expect(questions[0]).toMatchObject({ at: 10_000, ask: 1, epoch: 0 });
    expect(questions[1]).toMatchObject({ ask: 2, epoch: 1 });
    const ticks = said.noted('scale.decided').filter(({ trigger }) => trigger === 'tick');
    expect(ticks[0]).toMatchObject({ at: (questions[1]?.at ?? 0) + 5000, to: 2 });
  });

  it('lists what was asked for', () => {
    const pods = { ...MINUTE, pool: { min: 2, max: 4 } };
    const { questions } = play(asking(pods, { lists: ['pods'] }), () => scaleTo(2));
    expect(questions[0]?.signals.lists.pods?.map(({ pod }) => pod)).toEqual([0, 1]);
    expect(Object.keys(questions[0]?.signals.lists ?? {})).toEqual(['pods']);
  });

  it('cannot be played by who asks nobody', () => {
    expect(() => simulate(asking(MINUTE), [])).toThrow('is a program, which nobody here can ask');
  });
});
