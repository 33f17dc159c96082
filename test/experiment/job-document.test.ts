import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { documentOf } from '../../src/experiment/job-document.ts';
import { NOTHING_MORE } from '../../src/experiment/measured-run.ts';
import { EVERYTHING, type PlannedVariant, planSuite, type SuiteChoice } from '../../src/experiment/plan-suite.ts';
import { type RunJob, runJob } from '../../src/experiment/run-job.ts';
import { withPolicies } from '../../src/experiment/user-policies.ts';
import { folderOf, SCENARIO } from '../support/command-line.ts';

const folder = folderOf({
  'mine.mjs': `export default {
  name: 'mine', summary: 'None.', nativePeriodMs: 10000, parameters: [],
  promises: () => ({ economy: false, responsive: false }), initialMemory: () => null,
  decide: (signals, memory) => ({ decision: { kind: 'hold', reason: { rule: 'r', text: 't', figures: {}, limitedBy: null } }, memory }),
};`,
  'durations.txt': '10s\n20s\n',
});
afterAll(() => folder.remove());

/** The first variant of a text in that folder, planned anew. */
const planned = (text: string, choice: Partial<SuiteChoice> = {}): Promise<PlannedVariant> =>
  withPolicies(() => {
    const { variants, problems } = planSuite([{ file: join(folder.path, 'a.yaml'), text }], {
      ...EVERYTHING,
      ...choice,
    });
    expect(problems).toEqual([]);
    return variants[0]!;
  });
const read = async (text: string, choice: Partial<SuiteChoice> = {}) => {
  const variant = await planned(text, choice);
  return withPolicies(() => documentOf(variant));
};

describe('the document of a job', () => {
  it('is read once for all replications, and for the policies of a comparison', async () => {
    const first = await read(SCENARIO);
    expect(first?.variants.map(({ name }) => name)).toEqual(['plain']);
    expect(await read(SCENARIO, { seed: '7' })).toBe(first);
    expect(await read(SCENARIO, { policy: 'static' })).toBe(first);
  });

  it('is another one for another variant, text or setting', async () => {
    const others = [
      await read(SCENARIO),
      await read(SCENARIO, { variant: 'impatient' }),
      await read(SCENARIO, { set: [{ path: 'pool.max', value: '5', from: '--set pool.max=5' }] }),
      await read(`${SCENARIO}# changed\n`),
    ];
    expect(new Set(others).size).toBe(4);
  });

  it.each([
    ['a module', SCENARIO.replace('  max: 4', '  max: 4\n  autoscaler: { policy: ./mine.mjs }')],
    ['a program', SCENARIO.replace('  max: 4', '  max: 4\n  autoscaler: { policy: "exec:node mine.mjs" }')],
    [
      'a file of durations',
      SCENARIO.replace('  max: 4', '  max: 4\n  pods: { start: { empirical: { file: durations.txt } } }'),
    ],
  ])('is read anew where it names %s, which may change', async (_, text) => {
    const first = await read(text);
    expect(first).not.toBeNull();
    expect(await read(text)).not.toBe(first);
  });

  it('is forgotten when many others were read', async () => {
    const first = await read(SCENARIO);
    for (let other = 0; other < 10; other++) await read(`${SCENARIO}# ${other}\n`);
    expect(await read(SCENARIO)).not.toBe(first);
  });

  // Arrivals that remember, closed users, people, faults and nodes: nothing of a run stays in the document for the next.
  it.each(['cold-monday-morning', 'pull-request-fan-out', 'shared-nodes', 'spot-reclaim'])(
    'of %s gives each replication the same run, whatever ran before',
    async (name) => {
      const text = readFileSync(new URL(`../../scenarios/${name}.yaml`, import.meta.url), 'utf8');
      const fingerprints = async (replication: number) => {
        const collect = { ...NOTHING_MORE, fingerprint: true };
        const job: RunJob = {
          planned: await planned(text),
          replication,
          collect,
          checkDeterminism: false,
          journal: null,
        };
        const outcome = await runJob(job);
        return 'fingerprint' in outcome ? outcome.fingerprint : outcome;
      };
      const first = await fingerprints(0);
      expect(first).toEqual(expect.any(String));
      expect(await fingerprints(1)).not.toEqual(first);
      expect(await fingerprints(0)).toEqual(first);
    },
  );
});
