import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as messages from '../../../src/scenario/messages.ts';
import { folderOf, poolproof } from '../../support/command-line.ts';

/** Seven rows: five jobs within two hours, one without an end, one that is none. */
const CSV = `queued_at,finished_at,repo
2026-03-04T08:00:00Z,2026-03-04T08:10:00Z,core
2026-03-04T08:00:00Z,2026-03-04T08:20:00Z,core
2026-03-04T08:30:00Z,2026-03-04T08:40:00Z,core
2026-03-04T09:30:00Z,,web
2026-03-04T09:00:00Z,2026-03-04T09:30:00Z,web
soon,2026-03-04T09:30:00Z,web
2026-03-04T10:00:00Z,2026-03-04T10:50:00Z,infra
`;

const folders: { remove(): void }[] = [];
const folderWith = (files: Readonly<Record<string, string>>): string => {
  const folder = folderOf(files);
  folders.push(folder);
  return folder.path;
};
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

interface Written {
  readonly run: { readonly duration: string };
  readonly pool: { readonly min: number; readonly max: number; readonly dispatch?: { readonly taskTimeout: string } };
  readonly workload: readonly { readonly trace: Readonly<Record<string, unknown>> }[];
}
const written = (folder: string, file = 'scenarios/jobs.yaml'): Written =>
  parse(readFileSync(join(folder, file), 'utf8')) as Written;

describe('poolproof import of a job log', () => {
  it('writes a scenario that validates, runs all jobs of the log, and passes as it stands', async () => {
    const folder = folderWith({ 'jobs.csv': CSV });
    const imported = await poolproof(folder, ['import', 'jobs.csv']);
    expect(imported).toMatchObject({ code: 0, err: '' });
    expect((await poolproof(folder, ['validate'])).code).toBe(0);
    const { code, out } = await poolproof(folder, ['run', '--reporter', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(out).runs[0].measures['tasks.finished'].value).toBe(5);
  });

  it.each([
    ['on one line', '[{"submit":1,"run":60},{"submit":5,"run":60}]\n'],
    ['on several', '[\n  {"submit":1,"run":60},\n  {"submit":5,"run":60}\n]\n'],
  ])('says that a JSON array %s is none of its formats', async (_, text) => {
    const folder = folderWith({ 'jobs.json': text });
    const { code, out, err } = await poolproof(folder, ['import', 'jobs.json', '--json']);
    expect(code).toBe(2);
    const { id, message, remedy } = messages.logIsArray('jobs.json');
    expect(err).toBe(`error: ${message}\n  → ${remedy}\n`);
    expect(JSON.parse(out).problems).toMatchObject([{ id, message, file: 'jobs.json' }]);
  });

  it('says what is in the log: figures by hand', async () => {
    const folder = folderWith({ 'jobs.csv': CSV });
    const { out } = await poolproof(folder, ['import', 'jobs.csv', '--json']);
    const found = JSON.parse(out);
    expect(found.rows).toMatchObject({ read: 7, used: 5 });
    expect(found.rows.skipped.reduce((sum: number, { rows }: { rows: number }) => sum + rows, 0)).toBe(2);
    // Five jobs in two hours; 10 + 20 + 10 + 30 = 70 min of work within them, 50 min come after: 7/12 erlang.
    expect(found.arrivals).toMatchObject({ count: 5, spanMs: 7_200_000, perHour: 2.5, busiestHour: { count: 3 } });
    expect(found.arrivals.hours.map(({ count }: { count: number }) => count)).toEqual([3, 1, 1]);
    expect(found.load).toMatchObject({ mean: 7 / 12, peak: 2 });
    expect(found.unknownTypes).toEqual([]);
    expect(found.durations).toMatchObject({ p50: 1_200_000, p90: 3_000_000, max: 3_000_000 });
    expect(found.workspaces).toMatchObject({ count: 3, busiest: [{ workspace: 'core', jobs: 3, share: 0.6 }, {}, {}] });
    // Two whole hours with 3 and 1: mean 2, variance 2. Gaps 0, 30, 30, 60 min: mean 30, s² = 600, c² = 2/3.
    expect(found.arrivals.dispersionHour).toBe(1);
    expect(found.arrivals.gapVariation).toBeCloseTo(2 / 3, 12);
    // Two busy slots fit into one pod; nothing is known to need two.
    expect(written(folder).pool).toMatchObject({ min: 0, max: 1 });
  });

  it('gives each plan_and_apply at once a pod, as the slot rule does', async () => {
    // Three of ten minutes begin together with five plans: eight slots fit into two pods, three applies need three.
    const rows = ['plan_and_apply', 'plan'].flatMap((kind, index) =>
      Array.from({ length: 3 + 2 * index }, () => `2026-03-04T08:00:00Z,2026-03-04T08:10:00Z,${kind}\n`),
    );
    const last = '2026-03-04T08:10:00Z,2026-03-04T08:10:01Z,plan\n';
    const folder = folderWith({ 'jobs.csv': `queued_at,finished_at,type\n${rows.join('')}${last}` });
    await poolproof(folder, ['import', 'jobs.csv']);
    expect(written(folder).pool).toMatchObject({ min: 1, max: 3 });
    const text = readFileSync(join(folder, 'scenarios/jobs.yaml'), 'utf8');
    expect(text).toContain(
      'max: 3 # guess: enough for 99 % of the time were 3 plan_and_apply, one to a pod; at most 3 at once',
    );
  });

  it('names the kinds of jobs that it did not understand, with their number and the remedy', async () => {
    const kinds = ['deploy', 'plan', 'deploy', 'Plan and apply', 'db: migrate', 'drift-check'];
    const rows = kinds.map((kind, minute) => `2026-03-04T08:0${minute}:00Z,2026-03-04T08:10:00Z,${kind}\n`);
    const folder = folderWith({ 'jobs.csv': `queued_at,finished_at,type\n${rows.join('')}` });
    const { out } = await poolproof(folder, ['import', 'jobs.csv']);
    expect(out).toContain('Kinds of jobs that were not understood');
    expect(out).toMatch(/^deploy +2 +taken for plan; if it applies: types: \{ deploy: plan_and_apply \}$/m);
    expect(out).toMatch(/^db: migrate +1 +likewise$/m);
    const text = readFileSync(join(folder, 'scenarios/jobs.yaml'), 'utf8');
    expect(text).toContain(
      '# kinds of jobs that were not understood and are plans here: deploy (2), db: migrate (1)\n',
    );
    // The remedy does as it says.
    const remedied = text.replace('# types: { deploy: plan_and_apply }', 'types: { deploy: plan_and_apply }');
    expect(parse(remedied)).toMatchObject({ workload: [{ types: { deploy: 'plan_and_apply' } }] });
    const json = await poolproof(folder, ['import', 'jobs.csv', '--json', '--force']);
    expect(JSON.parse(json.out).unknownTypes).toEqual([
      { word: 'deploy', jobs: 2 },
      { word: 'db: migrate', jobs: 1 },
    ]);
  });

  it('shows rows, charts, times, workspaces and burstiness within 100 columns, without colour', async () => {
    const { out } = await poolproof(folderWith({ 'jobs.csv': CSV }), ['import', 'jobs.csv']);
    for (const heading of ['Rows', 'Arrivals', 'Times', 'Workspaces', 'Burstiness'])
      expect(out).toContain(`\n${heading}`);
    expect(out).toMatch(/read +7\n/);
    expect(out).toMatch(/busiest hour +3 +from 2026-03-04T08:00Z\n/);
    expect(out).toContain('█');
    expect(out).not.toContain('\u001b');
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('writes down the columns that it found, and which of them were given', async () => {
    const folder = folderWith({ 'jobs.csv': CSV });
    await poolproof(folder, ['import', 'jobs.csv', '--map', 'workspace=repo']);
    expect(written(folder).workload[0]?.trace).toMatchObject({
      file: '../jobs.csv',
      format: 'csv',
      map: {
        submit: { column: 'queued_at', unit: 'iso' },
        end: { column: 'finished_at', unit: 'iso' },
        workspace: 'repo',
      },
    });
    expect(readFileSync(join(folder, 'scenarios/jobs.yaml'), 'utf8')).toMatch(/workspace: "repo" # given\n/);
  });

  it('takes part of a log, shortened, and makes the run as long as that part', async () => {
    const folder = folderWith({ 'jobs.csv': CSV });
    await poolproof(folder, [
      ...['import', 'jobs.csv', '--from', '30m', '--until', '2026-03-04T09:30:00Z', '--time-scale', '0.5'],
    ]);
    // From 08:30 on: the submissions of 08:30 and 09:00, of which the last comes after half of 30 min.
    expect(written(folder).workload[0]?.trace).toMatchObject({
      select: { from: '30m', until: '2026-03-04T09:30:00Z' },
      timeScale: 0.5,
    });
    expect(written(folder).run.duration).toBe('16m');
    expect((await poolproof(folder, ['run'])).out).toContain('2 used');
  });

  it('lets no task run into the time-out: the longest of two hours gets four', async () => {
    const folder = folderWith({ 'jobs.csv': 'submit,run\n0,7200\n60,10\n' });
    await poolproof(folder, ['import', 'jobs.csv']);
    expect(written(folder).pool.dispatch).toEqual({ taskTimeout: '4h' });
  });

  it.each([
    [['--format', 'cvs'], 'did you mean csv?'],
    [['--format', 'xml'], 'swf, csv, jsonl, platform-log'],
    [['--map', 'workspace'], 'write field=column'],
    [['--map', 'workspaces=repo'], 'did you mean workspace?'],
    [['--map', 'end=a', '--map', 'end=b'], '--map names end twice'],
    [['--map', 'workspace=rep'], 'did you mean repo?'],
    [['--unit', 'weeks'], 'one of: ns, us, ms, s, min, h, iso'],
    [['--limit', '0'], '--limit must be a whole number'],
    [['--from', 'monday'], '--from must be a duration or a date'],
    [['--time-scale', '10%'], '--time-scale must be a number above 0'],
    [['--pool', 'x'], '--pool means nothing for a job log'],
    [['--from', '100d'], 'no usable row'],
  ])('refuses %j with exit code 2, a remedy, and nothing written', async (options, sentence) => {
    const folder = folderWith({ 'jobs.csv': CSV });
    const { code, err, out } = await poolproof(folder, ['import', 'jobs.csv', ...options]);
    expect(err).toContain(sentence);
    expect(err).toMatch(/^error: .*\n {2}→ .*\n$/);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(existsSync(join(folder, 'scenarios'))).toBe(false);
  });

  it('tells all mistakes of a mapping at once', async () => {
    const { err, code } = await poolproof(folderWith({ 'jobs.csv': 'a,b\n1,2\n' }), ['import', 'jobs.csv']);
    expect(err.match(/^error: /gm)).toHaveLength(2);
    expect(err).toContain('--map field=column');
    expect(code).toBe(2);
  });
});

const LOGS = fileURLToPath(new URL('../../../../shared/traces', import.meta.url));

/** Rows as the folder's README counts them. */
const REAL: readonly (readonly [file: string, read: number])[] = [
  ['hpc2n-3170.swf', 3170],
  ['kubernetes-pods-openb.csv', 8152],
];

if (!existsSync(LOGS))
  it('NOT RUN: the real job logs, because ../shared/traces is not beside this repository', () => {});

describe.runIf(existsSync(LOGS))('the real logs in ../shared/traces', () => {
  it.each(REAL)('%s is imported with every row accounted for, into a scenario without problems', async (file, read) => {
    const folder = folderWith({});
    const { out, code } = await poolproof(folder, ['import', join(LOGS, file), '--json']);
    expect(code).toBe(0);
    const { rows } = JSON.parse(out);
    expect(rows.read).toBe(read);
    const skipped = rows.skipped.reduce((sum: number, each: { rows: number }) => sum + each.rows, 0);
    expect(rows.used + skipped).toBe(read);
    expect((await poolproof(folder, ['validate'])).code).toBe(0);
  });
});
