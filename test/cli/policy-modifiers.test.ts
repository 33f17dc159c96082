import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MODIFIERS } from '../../src/engine/modifiers/registry.ts';
import { folderOf, poolproof } from '../support/command-line.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/policies/', import.meta.url));

/** The same formula three times: ours, a module and a program. */
const FORMULAS = {
  ours: 'pending-plus-running',
  module: join(EXAMPLES, 'active-tasks.js'),
  program: `exec:python3 ${join(EXAMPLES, 'active_tasks.py')}`,
};

/** Waves of four tasks a minute long, and one by itself; each modifier in a variant in which it has something to do. */
const WAVES = `scenario: waves
clock: { start: 2026-01-05T08:50:00 }
run: { duration: 12m }
pool:
  max: 8
  agent: { slots: 1 }
  pods: { schedule: 0s, start: 5s, connect: 0s, terminate: 1s }
workload:
  - tasks:
      - { at: 12s, count: 4, workspace: "a-{n}", type: plan, plan: 60s }
      - { at: 45s, workspace: b, type: plan, plan: 60s }
      - { at: 3m5s, count: 4, workspace: "c-{n}", type: plan, plan: 60s }
variants:
  clamp: { set: { pool.autoscaler.modifiers: [{ clamp: { max: 2 } }] } }
  cooldown: { set: { pool.autoscaler.modifiers: [{ cooldown: 2m }] } }
  stabilization: { set: { pool.autoscaler.modifiers: [{ stabilization: 3m }] } }
  rate-limit: { set: { pool.autoscaler.modifiers: [{ rate-limit: 1 }] } }
  tolerance: { set: { pool.autoscaler.modifiers: [{ tolerance: 0.3 }] } }
  headroom: { set: { pool.autoscaler.modifiers: [{ headroom: 2 }] } }
  schedule:
    set: { pool.autoscaler.modifiers: [{ schedule: [{ from: "08:55", to: "08:58", pods: 3 }] }] }
  predictive-floor:
    set:
      run.duration: 25h
      pool.autoscaler.every: 5m
      pool.autoscaler.modifiers: [{ predictive-floor: { season: day, quantile: 1 } }]
`;

const LIMITS: Readonly<Record<string, string>> = { clamp: 'max', schedule: 'floor', 'predictive-floor': 'floor' };

const folder = folderOf({ 'waves.yaml': WAVES });
afterAll(() => folder.remove());

beforeAll(async () => {
  for (const [name, policy] of Object.entries(FORMULAS)) {
    const journal = ['--journal', `${name}-{variant}.jsonl`];
    const { code, err } = await poolproof(folder.path, ['run', 'waves.yaml', '--policy', policy, ...journal]);
    expect([err, code]).toEqual(['', 0]);
  }
}, 60_000);

const decisionsOf = (formula: string, modifier: string) =>
  readFileSync(join(folder.path, `${formula}-${modifier}.jsonl`), 'utf8')
    .split('\n')
    .filter((line) => line.includes('"scale.decided"'))
    .map((line) => {
      const { t, from, to, reason } = JSON.parse(line);
      return { t, from, to, reason };
    });

describe.each(Object.keys(MODIFIERS))('the modifier %s', (modifier) => {
  it('changes what ours decides, in this scenario', () => {
    const limits = decisionsOf('ours', modifier).map(({ reason }) => reason.limitedBy);
    expect(limits).toContain(LIMITS[modifier] ?? modifier);
  });

  it.each(['module', 'program'])(
    'does to the same formula in a %s what it does to ours, and says the same',
    (formula) => {
      expect(decisionsOf(formula, modifier)).toEqual(decisionsOf('ours', modifier));
    },
  );
});
