import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { folderOf, inProcess, poolproof } from '../support/command-line.ts';
import { filesIn } from '../support/files-in.ts';

/** Whatever was lost on the way, of chance or of a figure, would show. */
const DRAWN = `scenario: drawn
run: { duration: 40m, drain: { timeout: 10m } }
pool: { min: 0, max: 6, autoscaler: { policy: ../spare.mjs } }
profiles: { preview: { type: plan, plan: { lognormal: { median: 50s, p95: 3m } } } }
workload:
  - { name: all, arrivals: { poisson: 60/h }, profile: preview, until: 35m }
`;

const SPARE = `export default {
  name: 'spare', summary: 'A pod for each task, and spare ones.', nativePeriodMs: 10000,
  parameters: [
    { name: 'spare', kind: 'count', default: 0, min: 0, max: 4, summary: 'Pods beyond.' },
    { name: 'mood', kind: 'choice', default: 'calm', choices: ['calm', 'eager'], summary: 'Without effect.' },
  ],
  promises: () => ({ economy: false, responsive: false }), initialMemory: () => null,
  decide({ tasks }, memory, { spare }) {
    const pods = (tasks.pending ?? 0) + tasks.running + spare;
    return { decision: { kind: 'scale-to', pods, reason: { rule: 'spare', text: 'spare', figures: {}, limitedBy: null } }, memory };
  },
};
`;

const folder = folderOf({ 'days/drawn.yaml': DRAWN, 'spare.mjs': SPARE });
const elsewhere = folderOf({});
afterAll(() => {
  folder.remove();
  elsewhere.remove();
});
/** The policy lies outside of where the commands are given. */
const days = join(folder.path, 'days');

const GRID = ['tune', 'drawn.yaml', '--param', 'spare=0..2:1', '--param', 'mood=calm|eager', '--method', 'grid'];
const shardOf = (line: readonly string[], index: number, count: number, name: string, place = days) =>
  poolproof(place, [
    ...line,
    '--replications',
    '3',
    '--shard',
    `${index}/${count}`,
    '--results',
    `${name}-${index}.gz`,
  ]);
const here = (...line: readonly string[]) => poolproof(days, [...line, '--replications', '3']);

describe('a grid that is shared out over three machines', () => {
  const written = ['--report', 'out', '--out', 'out/tuned.yaml'];

  it('gives, merged in any order, what one machine gives, byte for byte: text, pages and fragment', async () => {
    const one = await here(...GRID, ...written);
    const files = filesIn(join(days, 'out'));
    expect(Object.keys(files)).toEqual(expect.arrayContaining(['/drawn/default/compare.html', '/tune.json']));
    expect(files['/tuned.yaml']).toContain('policy: "../spare.mjs"\n');
    // The scenario's own setting is one of the grid, and is run once.
    expect(one.out).toContain('6 settings tried in 18 runs (grid)');
    for (const index of [1, 2, 3]) {
      const { code, out, err } = await shardOf([...GRID, ...written], index, 3, 'grid');
      expect([code, err]).toEqual([0, '']);
      expect(out).toMatch(new RegExp(`^shard ${index} of 3: 6 of 18 runs .*\nresults: grid-${index}.gz\n$`));
    }
    for (const order of ['312', '231']) {
      const shards = [...order].map((index) => `grid-${index}.gz`);
      expect(await poolproof(days, ['merge', ...shards])).toEqual(one);
      expect(filesIn(join(days, 'out'))).toEqual(files);
    }
  });

  it('is the same in a checkout that has another path, and ends as on one machine where nothing keeps the promise', async () => {
    cpSync(folder.path, elsewhere.path, { recursive: true });
    const line = [...GRID, '--json', '--pick', 'pods.hours<0.001', '--out', 'none.yaml'];
    const there = join(elsewhere.path, 'days');
    const ended = [await shardOf(line, 1, 2, 'far'), await shardOf(line, 2, 2, 'far', there)];
    expect(ended).toEqual([1, 2].map(() => ({ code: 0, out: '', err: '' })));
    const far = join(there, 'far-2.gz');
    const merged = await poolproof(days, ['merge', far, 'far-1.gz']);
    expect(merged).toEqual(await here(...line));
    expect([merged.code, existsSync(join(days, 'none.yaml'))]).toEqual([1, false]);
  });

  it('is told when a shard is missing, of another grid, or of a scenario that has changed since', async () => {
    const small = ['tune', 'drawn.yaml', '--param', 'spare=0|1', '--method', 'grid'];
    await shardOf(small, 1, 2, 'small');
    await shardOf(small, 2, 2, 'small');
    await shardOf([...small, '--param', 'mood=calm|eager'], 2, 2, 'large');
    const told = async (...files: readonly string[]): Promise<readonly [number | null, string, string]> => {
      const { code, err, out } = await poolproof(days, ['merge', ...files]);
      return [code, out, err];
    };
    expect(await told('small-2.gz')).toEqual([2, '', expect.stringMatching(/1 of 2 shards is missing: 1\n/)]);
    expect(await told('small-1.gz', 'large-2.gz')).toEqual([2, '', expect.stringMatching(/of different commands/)]);
    const text = readFileSync(join(days, 'drawn.yaml'), 'utf8');
    writeFileSync(join(days, 'drawn.yaml'), text.replace('60/h', '61/h'));
    const changed = /did not run drawn.yaml as it stands now \(default, replication 0\)/;
    expect(await told('small-1.gz', 'small-2.gz')).toEqual([2, '', expect.stringMatching(changed)]);
    writeFileSync(join(days, 'drawn.yaml'), text);
  });
});

describe('a search that cannot be shared out', () => {
  const shard = ['--shard', '1/2', '--results', 'never.gz'];
  const cluster = ['--on', 'kubernetes', '--shards', '2'];
  const grid = ['--method', 'grid'];
  it.each([
    [shard, /a race chooses what to try next by what it saw.*\n.*--method grid, or leave out --shard\n/],
    [[...cluster, '--method', 'race'], /a race chooses .*\n.*--method grid, or leave out --on kubernetes\n/],
    [[...shard, ...grid, '--time', '1m'], /--time ends where a machine has come to.*\n.*leave it out/],
    [[...cluster, ...grid, '--time', '1m'], /--time ends where a machine has come to.*\n.*leave it out/],
    [[...shard, ...cluster, ...grid], /--on kubernetes does all of them/],
    [[...shard, ...grid, '--budget', '5'], /more than --budget 5/],
    [['--shard', '1/2', ...grid], /--shard needs a file for its results/],
    [['--shards', '2', ...grid], /--shards is for shards in a cluster/],
    [[...cluster, ...grid], /drawn.yaml does not lie below the working directory/],
  ])('%j is refused before anything runs', async (options, words) => {
    const line = ['tune', join(days, 'drawn.yaml'), '--param', 'spare=0|1', ...options, '--report', 'never'];
    const { code, err, out } = await inProcess(line);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(words);
    expect(['never', 'never.gz'].map((name) => existsSync(name))).toEqual([false, false]);
  });
});
