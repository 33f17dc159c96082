import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as messages from '../../src/scenario/messages.ts';
import { folderOf, poolproof } from '../support/command-line.ts';

/** Twice three tasks of a minute at once; agents of one slot that are there at once. Nothing is drawn. */
const BURSTS = `scenario: bursts
run: { duration: 15m }
pool:
  min: 0
  max: 8
  agent: { slots: 1 }
  pods: { schedule: 0s, start: 1s, connect: 0s, terminate: 1s }
workload:
  - tasks:
${[5, 10].flatMap((at) => [1, 2, 3].map((n) => `      - { id: t${at}-${n}, at: ${at}m, workspace: ws${n}, type: plan, plan: 60s }`)).join('\n')}
`;

/** Always so many pods. */
const FIXED = `export default {
  name: 'fixed', summary: 'So many pods.', nativePeriodMs: 10000,
  parameters: [
    { name: 'pods', kind: 'count', default: 2, min: 1, max: 8, summary: 'Pods.' },
    { name: 'mood', kind: 'choice', default: 'calm', choices: ['calm', 'eager'], summary: 'Without effect.' },
  ],
  promises: () => ({ economy: false, responsive: false }), initialMemory: () => null,
  decide(signals, memory, { pods }) {
    return { decision: { kind: 'scale-to', pods, reason: { rule: 'fixed', text: 'fixed', figures: {}, limitedBy: null } }, memory };
  },
};
`;

/** The same as a program, which does not describe its parameters. */
const FIXED_PROGRAM = `import { createInterface } from 'node:readline';
let pods = 2;
for await (const line of createInterface({ input: process.stdin })) {
  const m = JSON.parse(line);
  if (m.type === 'hello') pods = m.parameters.pods ?? pods;
  else console.log(JSON.stringify({ ask: m.ask, scaleTo: pods }));
}
`;

const folder = folderOf({
  'fixed-program.mjs': FIXED_PROGRAM,
  'inside/program.yaml': BURSTS.replace(
    '  max: 8\n',
    "  max: 8\n  autoscaler: { policy: 'exec:node ../fixed-program.mjs', with: { pods: 2 } }\n",
  ),
  'inside/bursts.yaml': BURSTS,
  'fixed.mjs': FIXED,
  'variants.yaml': `${BURSTS}variants: { a: {}, b: { set: { pool.autoscaler.policy: blind-step } } }\n`.replace(
    ': bursts',
    ': two',
  ),
});
afterAll(() => folder.remove());
const tune = (...line: string[]) =>
  poolproof(folder.path, ['tune', 'inside/bursts.yaml', '--wait', 'wait.max', '--replications', '2', ...line]);
const FIXED_PODS = ['--policy', './fixed.mjs', '--param', 'pods=1..8'];

interface Tuned {
  readonly front: readonly string[];
  readonly picked: string;
  readonly settings: readonly { label: string; fate: string; by: string; wait: number; parameters: { pods: number } }[];
}
const tuningOf = (out: string): Tuned => JSON.parse(out).tuning;

describe('poolproof tune', () => {
  it('finds the front that a pencil finds, and the same bytes with one worker and with two', async () => {
    const [one, two] = await Promise.all([
      tune(...FIXED_PODS, '--jobs', '1', '--json'),
      tune(...FIXED_PODS, '--jobs', '2', '--json'),
    ]);
    expect(one.err).toBe('');
    expect([one.code, two.code]).toEqual([0, 0]);
    expect(two.out).toBe(one.out);
    const { front, settings } = tuningOf(one.out);
    const onFront = front.map((label) => settings.find((setting) => setting.label === label)!);
    // Three pods serve a burst at once, two leave one task for a minute, one leaves one for two; a fourth only costs.
    expect(onFront.map(({ parameters, wait }) => [parameters.pods, wait])).toEqual([
      [3, 0],
      [2, 60_000],
      [1, 120_000],
    ]);
    const beaten = settings.filter(({ fate }) => fate === 'stopped' || fate === 'beaten');
    expect(beaten.map(({ parameters }) => parameters.pods).sort()).toEqual([4, 5, 6, 7, 8]);
  });

  it('picks the cheapest that keeps a promise, as a fragment that run takes and finds the same with', async () => {
    const { out, code } = await tune(...FIXED_PODS, '--pick', 'wait.max<90s', '--out', 'tuned.yaml', '--json');
    expect(code).toBe(0);
    expect(tuningOf(out).picked).toBe('./fixed.mjs:pods=2');
    const fragment = readFileSync(join(folder.path, 'tuned.yaml'), 'utf8');
    expect(fragment).toContain('policy: "../fixed.mjs"\n    with:\n      pods: 2\n');
    const run = await poolproof(folder.path, ['run', 'inside/bursts.yaml', '--with', 'tuned.yaml', '--json']);
    expect(run.code).toBe(0);
    expect(JSON.parse(run.out).runs[0].measures['wait.max'].value).toBe(60_000);
  });

  it('searches what a program is told, which describes no parameters itself', async () => {
    const program = ['--policy', 'exec:node fixed-program.mjs:mood=calm', '--param', 'pods=1..4:1', '--budget', '12'];
    const { out, err, code } = await tune(...program, '--pick', 'wait.max<90s', '--out', 'told.yaml', '--json');
    expect([err, code]).toEqual(['', 0]);
    const { front, picked } = tuningOf(out);
    expect(front).toEqual([3, 2, 1].map((pods) => `exec:node fixed-program.mjs:pods=${pods},mood=calm`));
    expect(picked).toBe(front[1]);
    // From the folder of the scenario the program is one up.
    const fragment = readFileSync(join(folder.path, 'told.yaml'), 'utf8');
    expect(fragment).toContain(
      'policy: "exec:node ../fixed-program.mjs"\n    with:\n      pods: 2\n      mood: "calm"\n',
    );
    const run = await poolproof(folder.path, ['run', 'inside/bursts.yaml', '--with', 'told.yaml', '--json']);
    expect(JSON.parse(run.out).runs[0].measures['wait.max'].value).toBe(60_000);
  });

  it("searches a scenario's own program, which is named from its folder", async () => {
    const line = ['tune', 'inside/program.yaml', '--wait', 'wait.max', '--replications', '2', '--budget', '12'];
    const { out, err, code } = await poolproof(folder.path, [...line, '--param', 'pods=1|2|3', '--json']);
    expect([err, code]).toEqual(['', 0]);
    const labels = ['pods=3', 'pods=2', 'pods=1'].map((pods) => `exec:node ./fixed-program.mjs:${pods}`);
    // Its own setting goes by its name alone.
    expect(tuningOf(out).front).toEqual([labels[0], 'exec:node ./fixed-program.mjs', labels[2]]);
    expect(tuningOf(out).settings.map(({ fate }) => fate)).toEqual(['front', 'front', 'front']);
  });

  it('says that settings do not differ where a parameter has no effect, and runs each of them once', async () => {
    const { out } = await tune('--policy', './fixed.mjs:pods=3', '--param', 'mood=calm|eager', '--json');
    const { settings } = tuningOf(out);
    expect(settings.map(({ fate, by }) => [fate, by])).toEqual([
      ['reference', null],
      ['front', null],
      ['same', './fixed.mjs:mood=calm,pods=3'],
    ]);
  });

  it('prints a table that fits the terminal, with the pick marked and told', async () => {
    const { out, code } = await tune(...FIXED_PODS, '--method', 'grid', '--report', 'out');
    expect(code).toBe(0);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(out).toMatch(/^\.\/fixed\.mjs:pods=\d .*◆$/m);
    expect(out).toContain('◆ the knee of the front: ./fixed.mjs:pods=');
    expect(out).toContain('8 settings tried in 18 runs (grid): 3 on the front, 5 beaten on average');
    expect(readFileSync(join(folder.path, 'out/bursts/default/compare.html'), 'utf8')).toContain('Wait against cost');
    expect(JSON.parse(readFileSync(join(folder.path, 'out/tune.json'), 'utf8'))).toMatchObject({ tuningVersion: 1 });
  });

  it('ends with 1 and writes nothing when no setting keeps the promise', async () => {
    const { out, code } = await tune(...FIXED_PODS, '--pick', 'pods.hours<0.01', '--out', 'none.yaml');
    expect(out).toContain('No setting of the front meets pods.hours<0.01.');
    expect([code, existsSync(join(folder.path, 'none.yaml'))]).toEqual([1, false]);
  });

  it('keeps what was measured when it is interrupted or its time is up', async () => {
    const line = [
      'tune',
      'inside/bursts.yaml',
      ...FIXED_PODS,
      '--replications',
      '50000',
      '--budget',
      '9999999',
      '--json',
    ];
    const [stopped, timed] = await Promise.all([
      poolproof(folder.path, [...line, '--jobs', '1'], (kill) => setTimeout(() => kill('SIGINT'), 8000)),
      poolproof(folder.path, [...line, '--jobs', '1', '--time', '3s']),
    ]);
    expect([stopped.code, timed.code]).toEqual([130, 0]);
    expect(JSON.parse(stopped.out).tuning.ended).toBe('interrupted');
    expect(JSON.parse(timed.out).tuning.ended).toBe('time');
    expect(tuningOf(timed.out).front.length).toBeGreaterThan(0);
  });
});

describe('poolproof tune refuses', () => {
  it.each([
    [['--policy', './fixed.mjs', '--param', 'pod=1..3'], 'did you mean pods?'],
    [['--policy', 'slot-utilisation', '--param', 'scaleUpAbove=0..1'], 'did you mean slot-utilization?'],
    [['--policy', './fixed.mjs'], 'tune needs at least one --param'],
    [[...FIXED_PODS, '--budget', '7'], '7 runs do not pay for a race of 2 replications'],
    [[...FIXED_PODS, '--method', 'grid', '--budget', '17'], 'the grid has 8 settings'],
    [[...FIXED_PODS, '--method', 'anneal'], 'one of: race, grid'],
    [[...FIXED_PODS, '--pick', 'cheap'], "--pick 'wait.p95<30s'"],
    [[...FIXED_PODS, '--pick', 'wait.p95<30'], 'needs a unit'],
    [[...FIXED_PODS, '--time', '10'], 'needs a unit'],
    [[...FIXED_PODS, '--cost', 'throughput'], 'less is better'],
  ])('%j, saying what to do', async (line, said) => {
    const { code, err, out } = await tune(...line, '--report', 'refused', '--out', 'refused.yaml');
    expect(err).toContain(said);
    const written = ['refused', 'refused.yaml'].map((name) => existsSync(join(folder.path, name)));
    expect([code, out, written]).toEqual([2, '', [false, false]]);
  });

  it('ranges, all that is wrong with them at once', async () => {
    const ranges = ['pods=0..3', 'pods=3..1', 'mood=calm..eager', 'pods=1..3', 'pods=4|5'];
    const { code, err } = await tune(
      '--policy',
      './fixed.mjs:mood=calm',
      ...ranges.flatMap((range) => ['--param', range]),
    );
    const refused = [
      messages.tooSmall('pods', 0, 1, true),
      messages.emptyRange('pods', '3', '1'),
      messages.rangeOfWords('mood', ['calm', 'eager']),
      messages.parameterTwice('pods'),
    ];
    for (const { message } of refused) expect(err).toContain(`${message}\n`);
    expect(err).toContain('4 problems; nothing was run');
    expect(code).toBe(2);
    const fixed = await tune('--policy', './fixed.mjs:mood=calm', '--param', 'mood=calm|eager');
    expect(fixed.err).toContain(messages.parameterFixed('mood').message);
    expect(fixed.code).toBe(2);
  });

  it('several variants at once, and says which there are', async () => {
    const { code, err } = await poolproof(folder.path, ['tune', 'variants.yaml', ...FIXED_PODS]);
    expect(err).toContain('--variant a, or --variant b');
    expect(code).toBe(2);
  });

  it('to promise that --with reaches a variant that sets the policy itself', async () => {
    const line = ['tune', 'variants.yaml', '--variant', 'b', ...FIXED_PODS, '--replications', '2', '--out', 'b.yaml'];
    const { code, out } = await poolproof(folder.path, line);
    expect(code).toBe(0);
    expect(out).toContain('the variant b sets the policy itself, which --with does not reach');
  });
});
