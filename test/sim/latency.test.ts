import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/experiment/run-scenario.ts';

/** One pod that stands, one task of a minute. */
const scenario = (latency: string) =>
  `scenario: lag
run: { duration: 10m }
pool: { min: 1, max: 1, agent: { slots: 1, rule: interchangeable }${latency} }
initial: { pods: [{ state: connected }] }
workload:
  - tasks:
      - { id: first, at: 1m, workspace: a, type: plan, plan: 60s }
      - { id: second, at: 1m, workspace: b, type: plan, plan: 60s }
`.replace(', rule: interchangeable', '');

const waits = async (latency: string): Promise<number | null | undefined> => {
  const [result] = await runScenario(scenario(latency), { collect: { tasks: true } });
  return result?.runs[0]?.metrics.overall['wait.max'];
};

describe('the latency of messages', () => {
  it('lengthens the turn of whoever is served before by its way there and back, and delays the own beginning', async () => {
    expect(await waits('')).toBe(60_000);
    // The second begins after 2 s + 60 s + 3 s of the first and 2 s of its own.
    expect(await waits(', latency: { accept: 2s, report: 3s }')).toBe(67_000);
  });
});
