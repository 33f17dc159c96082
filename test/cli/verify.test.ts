import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderOf, poolproof } from '../support/command-line.ts';

/** Forty plans for four slots: most wait for several others. */
const SCENARIO = `scenario: rush
run: { duration: 10m, drain: { timeout: 20m }, timeScale: 10 }
pool: { min: 0, max: 2, agent: { slots: 2 } }
workload:
  - tasks:
      - { id: job, at: 5s, count: 40, workspace: "ws{n}", type: plan, plan: { uniform: [20s, 40s] } }
`;

/** A "reality" whose delays are known: the same scenario with these. */
const REALITY = ['schedule=3s', 'start=50s', 'connect=7s', 'terminate=9s'].map((delay) => `pool.pods.${delay}`);
const MESSAGES = ['pool.latency.accept=200ms', 'pool.latency.report=1800ms'];

const folder = folderOf({ 'rush.yaml': SCENARIO });
afterAll(() => folder.remove());
const verify = (...line: string[]) => poolproof(folder.path, ['verify', 'rush.yaml', ...line]);
const read = (file: string): string => readFileSync(join(folder.path, file), 'utf8');

beforeAll(async () => {
  const changed = [...REALITY, ...MESSAGES].flatMap((field) => ['--set', field]);
  await poolproof(folder.path, ['run', 'rush.yaml', '--journal', 'same.jsonl']);
  await poolproof(folder.path, ['run', 'rush.yaml', '--journal', 'real.jsonl', ...changed]);
});

describe('poolproof verify', () => {
  it('finds no difference between a run and its own journal', async () => {
    const { code, out } = await verify('--from-journal', 'same.jsonl', '--json');
    const { measures, samples, decisions } = JSON.parse(out);
    expect(measures.filter((measure: { difference: number | null }) => (measure.difference ?? 0) !== 0)).toEqual([]);
    expect(samples.map((sample: { distance: number }) => sample.distance)).toEqual([0, 0, 0]);
    expect(decisions).toMatchObject({ ratio: 1, firstDifference: null });
    expect(code).toBe(0);
  });

  it('ends with 1 where the simulation knows other delays, and says by how much', async () => {
    const { code, out } = await verify('--from-journal', 'real.jsonl', '--tolerance', '5%', '--report', 'out');
    // 23 s in place of 60 s until the first pod is connected, and 2 s less for each of ten rounds.
    expect(out).toMatch(/wait\.p95 .* -\d.*NOT within/);
    expect(out).toContain('not within 5 % on p95 wait and utilization');
    expect(code).toBe(1);
    expect(read('out/verify.html')).toContain('not within 5 %');
    expect(JSON.parse(read('out/verify.json')).isWithin).toBe(false);
  });

  it('learns the delays from the run, and with them predicts it exactly', async () => {
    const { code, out } = await verify('--from-journal', 'real.jsonl', '--calibrate', 'measured.yaml');
    expect(out).toContain('calibrated to this very run');
    expect(code).toBe(0);
    const fragment = read('measured.yaml');
    for (const line of ['schedule: 3s', 'start: 50s', 'connect: 7s', 'accept: 200ms', 'report: 1s800ms'])
      expect(fragment).toContain(`    ${line} #`);
    const again = await verify('--from-journal', 'real.jsonl', '--with', 'measured.yaml', '--tolerance', '1%');
    expect(again.code).toBe(0);
    expect(again.out).toMatch(/wait\.p95 .* 0 % /);
  });

  it('takes the time scale from the journal, or from the command line where that is older', async () => {
    const [header = '', ...lines] = read('same.jsonl').split('\n');
    expect(JSON.parse(header)).not.toHaveProperty('timeScale');
    writeFileSync(join(folder.path, 'fast.jsonl'), [header.replace(/\}$/, ',"timeScale":25}'), ...lines].join('\n'));
    const scale = async (...line: string[]) => JSON.parse((await verify(...line, '--json')).out).timeScale;
    expect(await scale('--from-journal', 'same.jsonl')).toBe(10);
    expect(await scale('--from-journal', 'same.jsonl', '--time-scale', '20')).toBe(20);
    expect(await scale('--from-journal', 'fast.jsonl')).toBe(25);
    const { code, err } = await verify('--from-journal', 'fast.jsonl', '--time-scale', '20');
    expect([code, err]).toEqual([2, expect.stringContaining('fast.jsonl is of a run at timeScale 25')]);
  });

  it('lays a fragment over a run, under what --set says', async () => {
    writeFileSync(join(folder.path, 'slow.yaml'), 'pool:\n  pods:\n    start: { constant: 4m }\n');
    const p95 = async (...line: string[]) => {
      const { out } = await poolproof(folder.path, ['run', 'rush.yaml', '--json', ...line]);
      return (
        JSON.parse(out).runs?.[0]?.measures?.['wait.p95']?.value ?? out.match(/"wait.p95": \{\s*"value": (\d+)/)?.[1]
      );
    };
    const [plain, slow, reset] = [
      await p95(),
      await p95('--with', 'slow.yaml'),
      await p95('--with', 'slow.yaml', '--set', 'pool.pods.start=20s'),
    ];
    expect(Number(slow) - Number(plain)).toBeGreaterThan(200_000);
    expect(reset).toBe(plain);
  });

  it.each([
    ['no real run', [], /--mode kind, --mode cluster or --from-journal/],
    [
      'a journal of another seed',
      ['--from-journal', 'same.jsonl', '--seed', 'other'],
      /of seed .* the file of "other"/,
    ],
    ['a journal that is none', ['--from-journal', 'rush.yaml'], /no journal/],
    ['a journal that is not there', ['--from-journal', 'none.jsonl'], /cannot read none\.jsonl/],
    [
      'a fragment of nothing',
      ['--from-journal', 'same.jsonl', '--with', 'rush.yaml'],
      /a fragment cannot have "scenario"/,
    ],
    ['a journal and a cluster', ['--from-journal', 'same.jsonl', '--mode', 'kind'], /both say/],
  ])('refuses %s with exit code 2 and writes nothing', async (_, line, message) => {
    const { code, err } = await verify(...line, '--calibrate', 'never.yaml');
    expect(err).toMatch(message);
    expect(code).toBe(2);
    expect(existsSync(join(folder.path, 'never.yaml'))).toBe(false);
  });
});
