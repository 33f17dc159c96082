import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NOTHING_MORE } from '../../../src/experiment/measured-run.ts';
import { EVERYTHING, planSuite } from '../../../src/experiment/plan-suite.ts';
import { runOne } from '../../../src/experiment/run-one.ts';
import { compileScenario } from '../../../src/scenario/compile.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { importedIncident } from '../../support/incident.ts';
import { platformLog } from '../../support/platform-log.ts';

const POOL = 'pool-k3v9';

/** Runs a scenario of the gallery and writes what happened as the platform's log. */
function simulatedLog(file: string, variant: string, set: Readonly<Record<string, string>>) {
  const text = readFileSync(file, 'utf8');
  const overrides = Object.entries(set).map(([path, value]) => ({ path, value, from: `--set ${path}=${value}` }));
  expect(planSuite([{ file, text }], { ...EVERYTHING, set: overrides }).problems).toEqual([]);
  const { document } = loadScenario(text, file, { set: overrides });
  const compiled = compileScenario(document!, { variant, replication: 0 });
  if ('problems' in compiled) throw new Error('the gallery compiles');
  const journal: string[] = [];
  const run = runOne(compiled.scenario, NOTHING_MORE, (line) => journal.push(line));
  const { min, max, agent } = compiled.scenario.pools[0]!.config;
  return {
    log: platformLog(journal.slice(1), { name: POOL, slots: agent.slots }),
    pool: { min, max, slots: agent.slots },
    submitted: run.metrics.overall['tasks.submitted'],
  };
}

/** Runs in which the pool reaches its max and returns to min: else a log cannot know them. */
const ROUND_TRIPS: readonly (readonly [file: string, variant: string, set: Readonly<Record<string, string>>])[] = [
  ['scenarios/reports/515-max-replicas.yaml', 'after', {}],
  ['scenarios/reports/599-cold-start-pending-min-2.yaml', 'today', { 'pool.max': '2' }],
  ['scenarios/reports/604-plan-5-several-tasks.yaml', 'after', { 'pool.max': '2' }],
  ['scenarios/pull-request-fan-out.yaml', 'confirmed', { 'pool.max': '3' }],
];

describe('a simulated run, logged and imported again', () => {
  it.each(ROUND_TRIPS)('%s %s: has as many tasks, and the same min, max and slots', async (file, variant, set) => {
    const { log, pool, submitted } = simulatedLog(file, variant, set);
    const { scenario } = await importedIncident(log);
    const tasks = [...(scenario.workload ?? []).flatMap((entry) => entry.tasks), ...(scenario.initial?.tasks ?? [])];
    expect(tasks.length).toBe(submitted);
    expect({ min: scenario.pool.min, max: scenario.pool.max, slots: scenario.pool.agent.slots }).toEqual(pool);
  });
});
