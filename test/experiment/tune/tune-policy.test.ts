import { describe, expect, it } from 'vitest';
import { InvalidScenario, tunePolicy } from '../../../src/index.ts';

/** Three tasks of a minute at once, for agents of one slot that are there at once. Nothing is drawn. */
const BURST = `scenario: burst
run: { duration: 10m }
pool:
  max: 8
  agent: { slots: 1 }
  pods: { schedule: 0s, start: 1s, connect: 0s, terminate: 1s }
  autoscaler: { policy: static, with: { pods: 2 } }
workload:
  - tasks: [{ id: t, at: 5m, count: 3, workspace: "ws-{n}", type: plan, plan: 60s }]
`;
const BRIEF = { wait: 'wait.max', replications: 2, budget: 40 } as const;

describe('tunePolicy', () => {
  it('finds the front that a pencil finds, in every variant', async () => {
    const text = `${BURST}variants: { short: {}, long: { set: { run.duration: 20m } } }\n`;
    const results = await tunePolicy(text, ['pods=1..5'], BRIEF);
    expect(results.map(({ variant }) => variant)).toEqual(['short', 'long']);
    for (const { front, settings, ended } of results) {
      const onFront = front.map((label) => settings.find((setting) => setting.label === label)!);
      // Three pods serve all at once, two leave one task for a minute, one leaves one for two; a fourth only costs.
      expect(onFront.map(({ parameters, wait }) => [parameters?.pods, wait])).toEqual([
        [3, 0],
        [2, 60_000],
        [1, 120_000],
      ]);
      expect(ended).toBe('done');
    }
  });

  it('tells all mistakes of text, policy and ranges at once, and runs nothing', async () => {
    await expect(tunePolicy(BURST, ['pod=1..5', 'pods=5..1'], BRIEF)).rejects.toSatisfy(
      (error) =>
        error instanceof InvalidScenario &&
        error.message.includes('did you mean pods?') &&
        error.message.includes('nothing lies in 5..1'),
    );
  });

  it('wants to be told the policy where the pools have none in common', async () => {
    const [, pool = ''] = /^pool:\n((?: {2}.*\n)+)/m.exec(BURST) ?? [];
    const of = (name: string, pods: number): string =>
      `  ${name}:\n${pool.replace(/^/gm, '  ').replace('pods: 2', `pods: ${pods}`)}`;
    const two = BURST.replace(`pool:\n${pool}`, `pools:\n${of('a', 1)}\n${of('b', 2)}\n`).replace(
      'id: t,',
      'id: t, pool: a,',
    );
    await expect(tunePolicy(two, ['pods=1..5'], BRIEF)).rejects.toThrow('scale by different policies or parameters');
  });
});
