import { describe, expect, it } from 'vitest';
import { InvalidScenario, POLICIES, runScenario } from '../../src/index.ts';
import { SCENARIO } from '../support/command-line.ts';

describe('the library', () => {
  it('runs a scenario text and gives the verdict of each variant', async () => {
    const results = await runScenario(SCENARIO);
    expect(results.map(({ planned, verdict }) => [planned.variant, verdict.kind])).toEqual([
      ['plain', 'passed'],
      ['impatient', 'passed'],
    ]);
    expect(results[0]?.runs[0]?.metrics.overall['tasks.finished']).toBe(2);
  });

  it('runs one variant with another policy and seed', async () => {
    const results = await runScenario(SCENARIO, { variant: 'plain', policy: 'pending-only', seed: '7' });
    expect(results).toHaveLength(1);
    expect(results[0]?.runs[0]).toMatchObject({ seed: '7', brief: { pools: [{ policy: 'pending-only' }] } });
    expect(Object.keys(POLICIES)).toContain('pending-only');
  });

  it('refuses a text with mistakes, and says them all', async () => {
    const text = SCENARIO.replace('max: 4', 'max: -4').replace('duration: 5m', 'duration: 5');
    const refusal = runScenario(text, { file: 'mine.yaml' });
    await expect(refusal).rejects.toBeInstanceOf(InvalidScenario);
    await expect(refusal).rejects.toThrow(/mine\.yaml:4:18: [\s\S]*mine\.yaml:7:/);
  });
});
