import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { globSync } from 'tinyglobby';
import { afterAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../src/cli/program.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { folderOf, SCENARIO } from '../support/command-line.ts';

/** Two pools, a fault that comes by condition and has no end, a law that breaks on purpose, a wrapped policy. */
const WIDE = `scenario: wide
labels: [small]
run: { duration: 5m, replications: 2 }
pools:
  first: { min: 0, max: 2, autoscaler: { policy: pending-only, modifiers: [{ cooldown: 1m }] } }
  second: { min: 1, max: 1 }
workload:
  - tasks: [{ id: t1, at: 5s, pool: first, workspace: ws1, type: plan_and_apply, plan: 20s, confirm: 10s, apply: 20s }]
faults: [{ name: blind, kind: api-error, when: { pods: ">= 2" }, for: 1m, on: { verb: create, resource: pods }, status: 503 }]
expect:
  - { name: busy, at: 30s, that: { tasks.running: 3 } }
  - { name: soon, metric: { wait.max: "< 1s" } }
`;

const folder = folderOf({
  'pair.yaml': SCENARIO,
  'wide.yaml': WIDE,
  'bad.yaml': SCENARIO.replace('max: 4', 'max: -4'),
});
afterAll(() => folder.remove());
const file = (name: string): string => join(folder.path, name);

/** What a command line prints on standard output, without a process of its own. */
async function printed(...line: readonly string[]): Promise<string> {
  let out = '';
  const terminal: Terminal = {
    print: (text) => {
      out += text;
    },
    warn: () => {},
    paint: (_, text) => text,
    paintWarning: (_, text) => text,
    isWatched: false,
    width: 100,
    columns: 100,
    shownWidth: null,
  };
  await runProgram(line, terminal);
  return out;
}

const schemaOf = (command: string): object =>
  JSON.parse(readFileSync(new URL(`../../schema/output/${command}.schema.json`, import.meta.url), 'utf8')) as object;

/** The output, where it is what the schema says; nothing else may stand on standard output. */
async function checked(command: string, ...line: readonly string[]): Promise<unknown> {
  const output: unknown = JSON.parse(await printed(command, ...line, '--json'));
  expect(faultsOf(command, output)).toEqual([]);
  return output;
}

/** What of an output is not as the schema says, the first few. */
function faultsOf(command: string, output: unknown): readonly object[] {
  const check = new Ajv({ strict: true, allErrors: true }).compile(schemaOf(command));
  return check(output) ? [] : (check.errors?.slice(0, 5) ?? []);
}

const BAD = { exitCode: 2, problems: [{ line: 7 }] };

describe('what --json prints is what its schema says', () => {
  const one = ['--jobs', '1'] as const;

  it.each(['policies', 'metrics', 'faults', 'distributions', 'arrivals'])('of %s', async (command) => {
    expect(Object.keys((await checked(command)) as object).length).toBeGreaterThan(3);
  });

  it.each([
    ['run', file('nothere.yaml')],
    ['run', file('pair.yaml'), '--no-such-option'],
    ['validate', file('nothere.yaml')],
    ['compare', file('nothere.yaml'), '--policies', 'all'],
    ['tune', file('nothere.yaml'), '--policy', 'pending-only', '--param', 'step=1..2'],
    ['fuzz', '--policy', 'nope'],
    ['replay', file('nothere.jsonl')],
    ['explain', file('nothere.jsonl'), '--at', '1m'],
    ['explain', file('pair.yaml'), '--at', '1m'],
    ['report', file('nothere.jsonl')],
    ['import', file('nothere.swf')],
    ['verify', file('bad.yaml'), '--mode', 'kind'],
    ['cluster', 'upp'],
    ['init', '--ci', 'jenkins'],
    ['merge', file('nothere.gz')],
  ])('of %s that can do nothing with %s', async (command, ...line) => {
    expect(await checked(command, ...line)).toMatchObject({
      exitCode: 2,
      problems: [{ remedy: expect.stringMatching(/./) }],
    });
  });

  it('of init, whatever was there', async () => {
    const scenario = { path: file('project/scenarios/first-pool.yaml'), isNew: true };
    expect(await checked('init', file('project'))).toMatchObject({ exitCode: 0, files: [scenario] });
    const workflow = { path: file('project/.gitlab-ci.yml'), isNew: true };
    expect(await checked('init', file('project'), '--ci', 'gitlab')).toMatchObject({
      files: [{ ...scenario, isNew: false }, workflow],
    });
    expect(await checked('init', file('project'), '--ci', 'gitlab')).toMatchObject({ files: [{}, { isNew: false }] });
  });

  it('of run, in all ways in which one can end', async () => {
    const both = [file('pair.yaml'), file('wide.yaml')];
    expect(await checked('run', ...both, ...one)).toMatchObject({ exitCode: 1, variants: { passed: 2, failed: 1 } });
    const precise = ['--precision', '5%', '--report', file('out')];
    expect(await checked('run', file('pair.yaml'), ...precise, ...one)).toMatchObject({ exitCode: 0 });
    expect(await checked('run', file('bad.yaml'))).toMatchObject(BAD);
  });

  it('of the summary.json of a report, too: it is what run says of one variant', async () => {
    const check = new Ajv({ strict: true }).compile({
      ...schemaOf('run'),
      $ref: undefined,
      anyOf: [{ $ref: '#/definitions/RunOutput' }],
    });
    const runs = [JSON.parse(readFileSync(file('out/pair/plain/summary.json'), 'utf8'))];
    const variants = { planned: 1, passed: 1, failed: 0, broken: 0 };
    const around = {
      poolproof: '',
      exitCode: 0,
      notRun: [],
      interrupted: false,
      variants,
      elsewhere: [],
      goldenDifferences: [],
    };
    expect([check({ ...around, report: null, runs }), check.errors]).toEqual([true, null]);
  });

  it('of compare', async () => {
    const policies = ['--policies', 'pending-only,static:pods=2', '--replications', '3'];
    expect(await checked('compare', file('wide.yaml'), ...policies, ...one)).toMatchObject({ comparisons: [{}] });
    expect(await checked('compare', file('bad.yaml'), ...policies)).toMatchObject(BAD);
  });

  it('of tune', async () => {
    const search = [
      '--policy',
      'slot-utilization',
      '--param',
      'scaleUpAbove=0.5..0.9',
      '--budget',
      '12',
      '--replications',
      '3',
    ];
    const set = ['--variant', 'plain'];
    expect(await checked('tune', file('pair.yaml'), ...search, ...set, ...one)).toMatchObject({ tuning: {} });
    expect(await checked('tune', file('bad.yaml'), ...search)).toMatchObject(BAD);
  });

  it('of verify and of explain, from a journal', async () => {
    const journal = file('run.jsonl');
    await printed('run', file('pair.yaml'), '--variant', 'plain', '--journal', journal, '--quiet');
    const verified = ['--variant', 'plain', '--from-journal', journal];
    expect(await checked('verify', file('pair.yaml'), ...verified)).toMatchObject({ isWithin: true });
    const all = ['--at', '10s', '--task', 't1', '--pod', 'pod-000000'];
    expect(await checked('explain', journal, ...all)).toMatchObject({ task: { task: 't1' }, pod: {}, moment: {} });
    expect(await checked('explain', journal, '--at', '2m')).toMatchObject({ task: null });
  });

  it('of replay and of report, from journals: one that is the same, one that differs, and one that is none', async () => {
    const journal = file('run.jsonl');
    const lines = readFileSync(journal, 'utf8').split('\n');
    const made = lines.findIndex((line) => line.includes('"pod.create"'));
    writeFileSync(file('other.jsonl'), lines.toSpliced(made, 1).join('\n'));
    const { replays } = (await checked('replay', journal, file('other.jsonl'), file('pair.yaml'))) as {
      replays: readonly { readonly found: { readonly kind: string } }[];
    };
    expect(replays.map(({ found }) => found.kind)).toEqual(['same', 'differs', 'unreadable']);
    const reported = await checked('report', journal, '--report', file('again'));
    expect(reported).toMatchObject({ journal, runs: [{ scenario: 'pair' }] });
  });

  it('of merge, which says what the command that was shared out says', async () => {
    const grid = ['--policy', 'static', '--param', 'pods=1|2', '--method', 'grid'] as const;
    for (const [command, holds, ...more] of [
      ['run', 'runs'],
      ['compare', 'comparisons', '--policies', 'pending-only,static:pods=2'],
      ['tune', 'tuning', ...grid],
    ] as const) {
      const line = [command, file('wide.yaml'), ...more, '--replications', '2', '--json', ...one];
      for (const shard of [1, 2]) {
        await printed(...line, '--shard', `${shard}/2`, '--results', file(`${command}-${shard}.gz`));
      }
      const output = JSON.parse(await printed('merge', file(`${command}-1.gz`), file(`${command}-2.gz`)));
      expect(faultsOf('merge', output)).toEqual([]);
      expect(output).toHaveProperty(holds);
    }
    const campaign = ['fuzz', '--runs', '2', ...one, '--shard', '1/1', '--results', file('fuzz.gz')];
    await printed(...campaign);
    expect(await printed('merge', file('fuzz.gz'))).not.toContain('{');
    expect(await checked('merge', file('fuzz.gz'))).toHaveProperty('tried', 2);
  });

  it('of import, of a job log and of a platform log', async () => {
    const wrote = ['--out', file('imported.yaml'), '--force'];
    expect(await checked('import', 'scenarios/traces/builds.csv', ...wrote)).toMatchObject({ format: 'csv' });
    const log = [
      '2026-01-05T08:00:00Z Pool p status: pods=1, slots(total=3, used=1, reserved=0, idle=2)',
      '2026-01-05T08:00:10Z Pool p status: pods=2, slots(total=6, used=1, reserved=0, idle=5)',
    ];
    writeFileSync(file('incident.log'), log.join('\n'));
    const incident = await checked('import', file('incident.log'), ...wrote);
    expect(incident).toMatchObject({ format: 'platform-log', lines: { read: 2 }, wrote: file('imported.yaml') });
  });

  // The words of the command, without a cluster: what `cluster-command.ts` prints is typed by the same interface.
  it.each([
    { action: 'up', cluster: 'c', isNew: true, gateway: '172.18.0.1' },
    { action: 'status', cluster: 'c', isUp: true, runs: [], nodes: [{ name: 'n', is: 'cordoned' }] },
    { action: 'status', context: 'staging', runs: [], nodes: [] },
    { action: 'down', cluster: 'c', wasUp: false },
    { action: 'down --orphans', runs: [], nodes: [] },
  ])('of cluster $action, and nothing else', (output) => {
    expect(faultsOf('cluster', output)).toEqual([]);
    expect(faultsOf('cluster', { ...output, more: 1 })).not.toEqual([]);
  });

  it('of fuzz, with a find', async () => {
    const fault = ['--set', 'pool.dispatch.readiness=grace-period', '--laws', 'no-blind-send', '--finds', '1'];
    expect(await checked('fuzz', '--runs', '40', ...fault, ...one)).toMatchObject({
      finds: [{ law: 'no-blind-send' }],
    });
  });

  it('of validate, of good files, of bad ones, and of those that replay a job log', async () => {
    const good = [file('pair.yaml'), 'scenarios/trace-replay.yaml'];
    expect(await checked('validate', ...good)).toMatchObject({
      problems: [],
      traces: expect.arrayContaining([expect.anything()]),
    });
    expect(await checked('validate', file('bad.yaml'))).toMatchObject({ problems: BAD.problems });
  });
});

it('a schema refuses what it does not know, and every property of an interface has its place', () => {
  for (const name of globSync('schema/output/*.schema.json')) {
    const schema = JSON.parse(readFileSync(name, 'utf8')) as object;
    const check = new Ajv({ strict: true }).compile(schema);
    expect(check({ neverHeardOf: 1 })).toBe(false);
  }
});
