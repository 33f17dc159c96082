import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderOf, inProcess, poolproof, SCENARIO } from '../support/command-line.ts';
import { filesIn } from '../support/files-in.ts';

/** Whatever was lost on the way, of chance or of a figure, would show. */
const DRAWN = `scenario: drawn
about: Tasks come and last as chance has it.
run: { duration: 40m, drain: { timeout: 10m } }
pool: { min: 0, max: 3 }
profiles: { preview: { type: plan, plan: { lognormal: { median: 50s, p95: 3m } } } }
workload:
  - { name: all, arrivals: { poisson: 60/h }, profile: preview, until: 35m }
expect:
  - { name: short waits, metric: { wait.p95: "< 1s" } }
`;

const folder = folderOf({ 'pair.yaml': SCENARIO, 'drawn.yaml': DRAWN });
afterAll(() => folder.remove());

const inShards = (line: readonly string[], count: number, name: string) =>
  Promise.all(
    Array.from({ length: count }, (_, at) =>
      poolproof(folder.path, [...line, '--shard', `${at + 1}/${count}`, '--results', `${name}-${at + 1}.gz`]),
    ),
  );

describe('runs that are shared out over three machines', () => {
  const line = [
    'run',
    'pair.yaml',
    'drawn.yaml',
    '--replications',
    '4',
    '--json',
    '--report',
    'out',
    '--check-determinism',
  ];

  it('give, merged, what one machine gives, byte for byte, in any order of the shards', async () => {
    const one = await poolproof(folder.path, line);
    const reports = filesIn(join(folder.path, 'out'));
    expect(Object.keys(reports).length).toBeGreaterThan(10);
    const shards = await inShards(line, 3, 'run');
    expect(shards.map(({ code, err }) => [code, err])).toEqual([
      [0, ''],
      [0, ''],
      [0, ''],
    ]);
    const merged = await poolproof(folder.path, ['merge', 'run-3.gz', 'run-1.gz', 'run-2.gz']);
    expect(one.code).toBe(1);
    expect(merged).toEqual(one);
    expect(filesIn(join(folder.path, 'out'))).toEqual(reports);
  });

  it('are told when a shard is missing, there twice, cut off, or of something else', async () => {
    await inShards(['run', 'pair.yaml', '--seed', '7'], 2, 'other');
    const told = async (...files: readonly string[]): Promise<readonly [number | null, string]> => {
      const { code, err, out } = await poolproof(folder.path, ['merge', ...files]);
      expect(out).toBe('');
      return [code, err];
    };
    const whole = readFileSync(join(folder.path, 'other-1.gz'));
    writeFileSync(join(folder.path, 'cut.gz'), whole.subarray(0, whole.length - 20));
    writeFileSync(join(folder.path, 'alien.gz'), gzipSync('hello'));
    expect(gunzipSync(whole).length).toBeGreaterThan(1000);
    expect(await told()).toEqual([2, expect.stringMatching(/merge needs the results of all shards/)]);
    expect(await told('other-2.gz')).toEqual([2, expect.stringMatching(/1 of 2 shards is missing: 1\n.*--shard 1\/2/)]);
    expect(await told('other-2.gz', 'other-2.gz')).toEqual([2, expect.stringMatching(/are both shard 2\/2/)]);
    expect(await told('cut.gz', 'other-2.gz')).toEqual([2, expect.stringMatching(/cut.gz does not hold the results/)]);
    expect(await told('alien.gz')).toEqual([2, expect.stringMatching(/alien.gz does not hold the results/)]);
    expect(await told('none.gz')).toEqual([2, expect.stringMatching(/cannot read none.gz/)]);
    expect(await told('other-1.gz', 'run-2.gz')).toEqual([2, expect.stringMatching(/shards of different commands/)]);
    writeFileSync(join(folder.path, 'pair.yaml'), SCENARIO.replace('60s', '61s'));
    expect(await told('other-1.gz', 'other-2.gz')).toEqual([
      2,
      expect.stringMatching(/the shards did not run pair.yaml as it stands now \(plain, replication 0\)/),
    ]);
    writeFileSync(join(folder.path, 'pair.yaml'), SCENARIO);
  });

  it('may be fewer than the shards: the others have nothing to do, and merge all the same', async () => {
    const small = ['run', 'pair.yaml', '--json', '--variant', 'plain'];
    const shards = await inShards(small, 3, 'few');
    expect(shards.map(({ code }) => code)).toEqual([0, 0, 0]);
    const merged = await poolproof(folder.path, ['merge', 'few-1.gz', 'few-2.gz', 'few-3.gz']);
    expect(merged).toEqual(await poolproof(folder.path, small));
  });
});

describe('a comparison that is shared out over two machines', () => {
  const line = ['compare', 'drawn.yaml', '--policies', 'pending-only,base-stock', '--replications', '3', '--json'];
  beforeAll(() => inShards([...line, '--report', 'cmp'], 2, 'cmp'));

  it('gives, merged, what one machine gives, byte for byte', async () => {
    const one = await poolproof(folder.path, [...line, '--report', 'cmp']);
    const reports = filesIn(join(folder.path, 'cmp'));
    expect(await poolproof(folder.path, ['merge', 'cmp-1.gz', 'cmp-2.gz'])).toEqual(one);
    expect(filesIn(join(folder.path, 'cmp'))).toEqual(reports);
  });
});

describe('a shard that makes no sense', () => {
  it.each([
    [['--shard', '3/2', '--results', 'x.gz'], /--shard 3\/2 is no share/],
    [['--shard', 'two', '--results', 'x.gz'], /--shard two is no share/],
    [['--shard', '1/2'], /--shard needs a file for its results/],
    [['--results', 'x.gz'], /--results is for the runs of a shard/],
    [['--shard', '1/2', '--results', 'x.gz', '--bail'], /--bail looks at verdicts/],
    [['--shard', '1/2', '--results', 'x.gz', '--precision', '5%'], /--precision adds runs by what the others gave/],
    [
      ['--shard', '1/2', '--results', 'x.gz', '--set', 'run.replications={ precision: 0.05 }'],
      /run.replications of pair/,
    ],
    [['--shard', '1/2', '--results', 'pair.yaml/x.gz'], /results cannot be written to pair.yaml\/x.gz/],
  ])('%j is refused before anything runs', async (options, words) => {
    const { code, err, out } = await poolproof(folder.path, ['run', 'pair.yaml', ...options]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(words);
  });
});

describe('shards on a cluster', () => {
  it.each([
    [['--on', 'nomad', '--shards', '2'], /--on cannot be nomad\n.*one of: kubernetes/],
    [['--on', 'kubernetes'], /--on kubernetes needs --shards/],
    [['--shards', '2'], /--shards is for shards in a cluster/],
    [['--image', 'node:20'], /--image is for shards in a cluster/],
    [['--on', 'kubernetes', '--shards', '2000'], /--shards 2000 is too many/],
    [['--on', 'kubernetes', '--shards', '2', '--memory', '1'], /--memory 1 is too little for Node/],
    [['--on', 'kubernetes', '--shards', '2', '--memory', 'much'], /--memory .*much/],
    [['--on', 'kubernetes', '--shards', '2', '--cpu', 'all'], /--cpu .*all/],
    [['--on', 'kubernetes', '--shards', '2', '--shard', '1/2', '--results', 'x'], /--on kubernetes does all of them/],
    [['--on', 'kubernetes', '--shards', '2', '--advertise', '1.2.3.4'], /--advertise is for a real cluster/],
    [['--on', 'kubernetes', '--shards', '2', '--mode', 'kind'], /runs in mode kind makes no sense/],
    [['--on', 'kubernetes', '--shards', '2', '--journal', 'j.jsonl'], /--journal is written where a run runs/],
    [['--on', 'kubernetes', '--shards', '2', '--watch'], /a shard runs where nobody watches/],
    [['--on', 'kubernetes', '--shards', '2', '--precision', '5%'], /--precision adds runs by what the others gave/],
    [['--on', 'kubernetes', '--shards', '2'], /pair.yaml does not lie below the working directory/],
  ])('%j are refused before anything is made', async (options, words) => {
    const { code, err, out } = await inProcess(['run', join(folder.path, 'pair.yaml'), ...options]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(words);
  });
});

describe('what is wrong with an output or a golden file', () => {
  // A cluster that nobody gets to: whoever asked it first would end with 4.
  const cluster = ['--on', 'kubernetes', '--shards', '2', '--kubeconfig', 'none'];
  it.each([
    ['run', ['--golden', 'none.json'], /no such golden file: none.json/],
    ['run', ['--report', 'drawn.yaml'], /reports cannot be written to drawn.yaml/],
    ['compare', ['--policies', 'all', '--report', 'drawn.yaml'], /reports cannot be written to drawn.yaml/],
    [
      'tune',
      ['--policy', 'static', '--param', 'pods=1|2', '--method', 'grid', '--report', 'drawn.yaml'],
      /reports cannot be written to drawn.yaml/,
    ],
  ])('is told by %s %j before a cluster does anything', async (command, more, words) => {
    const { code, err } = await poolproof(folder.path, [command, 'drawn.yaml', ...more, ...cluster]);
    expect([code, err]).toEqual([2, expect.stringMatching(words)]);
  });
});
