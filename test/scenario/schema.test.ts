import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';
import { describe, expect, it, test } from 'vitest';
import { STARTER_SCENARIO } from '../../src/cli/init/starter-scenario.ts';
import { MODIFIERS } from '../../src/engine/modifiers/registry.ts';
import { POLICIES } from '../../src/engine/policies/registry.ts';
import { programPolicy } from '../../src/engine/policy-program.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { ownPolicies, type PolicyLookup } from '../../src/scenario/policy-lookup.ts';
import { EDITOR_SCHEMA, markedByEditor, propertiesOf } from '../support/editor-schema.ts';
import { withDefaults } from '../support/schema-defaults.ts';
import { EVERY_SECTION } from './every-section.ts';
import { attached, problemsOf, scenarioText } from './scenario-text.ts';

const root = new URL('../../', import.meta.url);
const schemaFile = new URL('schema/scenario.schema.json', root);
const SHIPPED = globSync(['scenarios/**/*.yaml', 'bench/scenarios/**/*.yaml'], { cwd: fileURLToPath(root) }).sort();
const read = (file: string): string => readFileSync(new URL(file, root), 'utf8');

/** As little as may be written of everything. */
const BARE = 'scenario: bare\nrun: { duration: 1h }\npool: { max: 1 }\n';
const BARE_MODIFIERS = `scenario: bare-modifiers
run: { duration: 1h }
clock: { start: 2026-01-05T08:50:00 }
pool:
  max: 1
  autoscaler:
    modifiers: [ ${Object.keys(MODIFIERS)
      .filter((name) => name !== 'schedule')
      .map((name) => `{ ${name}: {} }`)
      .join(', ')}, { schedule: [ { from: "08:00", to: "09:59", pods: 1 } ] } ]
`;
const REPLAY =
  'scenario: replay\nrun: { duration: 1h }\npool: { max: 1 }\nworkload: [ { trace: { file: log.csv } } ]\n';
const LOG = attached({ 'log.csv': 'submit,run\n0,10\n' });
const ASKED =
  'scenario: asked\nrun: { duration: 1h }\npool: { max: 1, autoscaler: { policy: exec:./scaler, program: {} } }\n';
/** Every program is there. */
const policies: PolicyLookup = (written) =>
  written.startsWith('exec:')
    ? { kind: 'found', policy: programPolicy(written), module: null, program: { command: [written], folder: '' } }
    : ownPolicies(written);
const BARE_POOLS = `scenario: bare-pools
run: { duration: 1h, replications: { precision: 0.05 } }
clock: { start: 2026-01-05T08:50:00 }
pools:
  a: { max: 3, pods: { requests: {} }, latency: {}, freeze: [ { from: "22:00", to: "23:00" } ] }
  b: { max: 3, agent: { rule: weighted, slots: 6, weights: {} } }
cluster: { nodes: { count: 3, capacity: {} } }
workspaces: { count: 3 }
profiles: { p: { type: plan, plan: 1s } }
workload:
  - { arrivals: { burst: { at: 1m, count: 3 } }, profile: p, pool: a }
  - { arrivals: { closed: { users: 3, think: 1m } }, profile: p, pool: a }
initial: { pods: [ { pool: a, state: connected } ] }
faults:
  - { kind: server-restart, at: 1m }
  - { kind: api-error, at: 1m, on: { verb: list, resource: pods } }
  - { kind: slot-conflict, at: 1m }
  - { kind: node-paused, at: 1m }
  - { kind: node-lost, at: 1m }
variants: { v: }
`;

describe('the schema for editors', () => {
  it('is what the decoder says (npm run schema rewrites it)', () => {
    const tracked = readFileSync(schemaFile, 'utf8');
    execFileSync(process.execPath, [fileURLToPath(new URL('scripts/write-schema.js', root))]);
    expect(readFileSync(schemaFile, 'utf8')).toBe(tracked);
  });

  it('describes every property', () => {
    const properties = propertiesOf(EDITOR_SCHEMA);
    expect(properties.length).toBeGreaterThan(400);
    const silent = properties.filter(({ json }) => typeof json.description !== 'string');
    expect(silent.map(({ pointer }) => pointer)).toEqual([]);
  });

  it('leaves no value open but those that the decoder leaves open', () => {
    const open = propertiesOf(EDITOR_SCHEMA).filter(({ json }) =>
      Object.keys(json).every((key) => ['description', 'default', 'examples'].includes(key)),
    );
    expect(open.map(({ pointer }) => pointer)).toEqual([]);
  });

  it('knows the parameters of every policy', () => {
    const written = JSON.stringify(EDITOR_SCHEMA.definitions);
    for (const policy of Object.values(POLICIES))
      for (const { summary } of policy.parameters) expect(written).toContain(JSON.stringify(summary));
  });

  it.each([...SHIPPED, 'the starter of init', 'the scenario with every section'])('marks nothing in %s', (file) => {
    const text =
      file === 'the starter of init'
        ? STARTER_SCENARIO
        : file === 'the scenario with every section'
          ? EVERY_SECTION
          : read(file);
    expect(markedByEditor(text)).toEqual([]);
  });

  it('marks nothing in the scenario that the README shows', () => {
    const shown = /^```yaml\n([\s\S]+?)^```$/m.exec(read('README.md'))?.[1] ?? '';
    expect(shown).toContain('scenario:');
    expect(markedByEditor(shown)).toEqual([]);
  });
});

test.each(SHIPPED)('%s tells editors where the schema is', (file) => {
  const path = relative(dirname(file), 'schema/scenario.schema.json').replaceAll('\\', '/');
  expect(read(file).split('\n')[0]).toBe(`# yaml-language-server: $schema=${path}`);
});

describe('a default of the schema', () => {
  const filled = new Set<string>();

  it.each([EVERY_SECTION, BARE, BARE_POOLS, BARE_MODIFIERS, REPLAY, ASKED])('is what the decoder fills in', (text) => {
    const written = withDefaults(text);
    for (const pointer of written.filled) filled.add(pointer);
    const [bare, full] = [text, written.text].map((each) =>
      loadScenario(each, 'a.yaml', { set: [], attachments: LOG, policies }),
    );
    expect(full?.problems).toEqual([]);
    expect(decoded(full?.document)).toEqual(decoded(bare?.document));
  });

  it('is tried by the tests above, every one', () => {
    const known = propertiesOf(EDITOR_SCHEMA)
      .filter(({ json, pointer }) => 'default' in json && !/autoscaler\/allOf/.test(pointer))
      .map(({ pointer }) => pointer);
    expect(known.filter((pointer) => !filled.has(pointer))).toEqual([]);
  });
});

/** Without what only says where a thing was written. */
const decoded = (document: unknown): unknown =>
  JSON.parse(
    JSON.stringify(document, (key, value: unknown) =>
      key === 'place' ? undefined : value instanceof Map ? [...value] : value instanceof Set ? [...value] : value,
    ),
  );

describe('both the schema and the decoder refuse', () => {
  it.each<[what: string, sections: string]>([
    ['an unknown section', 'polcy: 3'],
    ['pool and pools together', 'pool: { max: 3 }\npools: { a: { max: 3 } }'],
    ['a bare number as a duration', 'run: { duration: 30 }'],
    ['a duration of an unknown unit', 'run: { duration: 2hours }'],
    ['a run of no time', 'run: { duration: 0s }'],
    ['a null', 'run: { duration: 1h, drain: ~ }'],
    ['a percentage as a ratio', 'profiles: { p: { type: plan, plan: 1s, fail: 5% } }'],
    ['a profile without its plan time', 'profiles: { p: { type: plan } }'],
    ['a plan with an apply phase', 'profiles: { p: { type: plan, plan: 1s, apply: 1s } }'],
    ['a plan_and_apply without one', 'profiles: { p: { type: plan_and_apply, plan: 1s } }'],
    ['an unknown distribution', 'pool: { max: 1, pods: { start: { lognormla: 3s } } }'],
    ['two distributions', 'pool: { max: 1, pods: { start: { constant: 3s, uniform: [1s, 2s] } } }'],
    ['two ways to give one distribution', 'pool: { max: 1, pods: { start: { lognormal: { median: 2s, cv: 1 } } } }'],
    ['a distribution in a mixture', 'pool: { max: 1, pods: { start: { mixture: [ { weight: 1, of: 3 } ] } } }'],
    ['never, where something must come', 'pool: { max: 1, pods: { start: never } }'],
    ['an unknown policy', 'pool: { max: 1, autoscaler: { policy: magic } }'],
    [
      'a parameter of another policy',
      'pool: { max: 1, autoscaler: { policy: pending-only, with: { scaleUpAbove: 1 } } }',
    ],
    ['a parameter out of its range', 'pool: { max: 1, autoscaler: { with: { scaleUpAbove: 80 } } }'],
    ['an unknown parameter of the default policy', 'pool: { max: 1, autoscaler: { with: { scaleUpAbov: 0.8 } } }'],
    ['weights without their rule', 'pool: { max: 1, agent: { weights: { plan: 2 } } }'],
    ['the rule weighted without slots', 'pool: { max: 1, agent: { rule: weighted } }'],
    ['the rule single with four slots', 'pool: { max: 1, agent: { rule: single, slots: 4 } }'],
    [
      'arrivals of two kinds',
      'profiles: { p: { type: plan, plan: 1s } }\nworkload: [ { arrivals: { poisson: 1/h, every: 1m }, profile: p } ]',
    ],
    [
      'a schedule of four fields',
      'profiles: { p: { type: plan, plan: 1s } }\nworkload: [ { arrivals: { cron: "0 9 * *" }, profile: p } ]',
    ],
    ['a plan of time zero without its plan time', 'initial: { tasks: [ { id: t1, workspace: ws1, type: plan } ] }'],
    ['a person who does two things', 'people: [ { at: 1m, cancel: a, confirm: b } ]'],
    ['an unknown fault', 'faults: [ { kind: pod-failre, at: 1m } ]'],
    ['a parameter of another fault', 'faults: [ { kind: slot-conflict, at: 1m, status: 500 } ]'],
    ['a fault with two beginnings', 'faults: [ { kind: slot-conflict, at: 1m, from: 2m } ]'],
    ['a fault with two ends', 'faults: [ { kind: slot-conflict, at: 1m, for: 1m, until: 2m } ]'],
    ['a fault without a beginning', 'faults: [ { kind: slot-conflict } ]'],
    ['a fault at an instant that has an end', 'faults: [ { kind: agent-lost, at: 1m, until: 2m } ]'],
    [
      'a disconnection with two ends',
      'faults: [ { kind: disconnect-agents, at: 1m, for: 1m, until: 2m, reconnect: 1s } ]',
    ],
    ['a disconnection without a beginning', 'faults: [ { kind: disconnect-agents, for: 1m, reconnect: 1s } ]'],
    ['one pod and a choice of pods', 'faults: [ { kind: agent-lost, at: 1m, pod: 1, pick: all } ]'],
    ['an unknown series', 'expect: [ { at: 1m, that: { tasks.runing: 2 } } ]'],
    ['a series compared with a word', 'expect: [ { at: 1m, that: { pods: few } } ]'],
    ['a time compared with a number', 'expect: [ { at: 1m, that: { queue.oldest: "< 4" } } ]'],
    ['a phase that no pod has', 'expect: [ { at: 1m, that: { pod.1.phase: asleep } } ]'],
    ['an unknown metric', 'expect: [ { metric: { wait.p96: "< 4s" } } ]'],
    ['a metric in percent', 'expect: [ { metric: { utilization.mean: ">= 60%" } } ]'],
    ['an expectation of nothing', 'expect: [ { always: {} } ]'],
    ['a field that a variant sets to what it cannot be', 'variants: { v: { set: { pool.max: many } } }'],
    ['a field that no variant can change', 'variants: { v: { set: { seed: 4 } } }'],
  ])('%s', (_what, sections) => {
    expect(problemsOf(sections)).not.toEqual([]);
    expect(markedByEditor(scenarioText(sections))).not.toEqual([]);
  });
});
