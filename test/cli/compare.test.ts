import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { folderOf, poolproof } from '../support/command-line.ts';

/** A busy half hour for at most four pods of two slots. */
const RUSH = `scenario: rush
about: Plans come all the time.
run: { duration: 30m, drain: { timeout: 30m } }
pool:
  min: 0
  max: 4
  agent: { slots: 2 }
  pods: { schedule: 1s, start: { uniform: [20s, 40s] }, connect: 2s, terminate: 5s }
  autoscaler: { policy: pending-plus-running, every: 20s }
workspaces: { count: 50 }
profiles: { job: { type: plan, plan: { exponential: { mean: 60s } } } }
workload: [{ name: all-day, arrivals: { poisson: 200/h }, profile: job }]
variants:
  plain: {}
  careless: { set: { pool.dispatch: { mode: retry-timer, readiness: grace-period } } }
`;

const folder = folderOf({ 'rush.yaml': RUSH, 'slow.yaml': 'pool: { pods: { start: 90s } }\n' });
afterAll(() => folder.remove());
const compare = (...line: string[]) => poolproof(folder.path, ['compare', 'rush.yaml', ...line]);
const plain = (...line: string[]) => compare('--variant', 'plain', '--replications', '4', ...line);
const read = (file: string): string => readFileSync(join(folder.path, file), 'utf8');

describe('poolproof compare', () => {
  it('prints the same bytes with one worker and with two', async () => {
    const line = ['--policies', 'all', '--json'];
    const [one, two] = await Promise.all([plain(...line, '--jobs', '1'), plain(...line, '--jobs', '2')]);
    expect(one.err).toBe('');
    expect(two.out).toBe(one.out);
    expect([one.code, two.code]).toEqual([0, 0]);
  });

  it('stops at the same replication with one worker and with three', async () => {
    const line = [
      '--variant',
      'plain',
      '--policies',
      'blind-step',
      '--replications',
      '2',
      '--precision',
      '20%',
      '--max-replications',
      '12',
      '--json',
    ];
    const [one, three] = await Promise.all([compare(...line, '--jobs', '1'), compare(...line, '--jobs', '3')]);
    expect(three.out).toBe(one.out);
    const { replications, precision } = JSON.parse(one.out).comparisons[0];
    expect(precision.reached || replications === 12).toBe(true);
  });

  it('gives every policy the same luck: as many tasks, of the same seed, and itself no difference', async () => {
    const { out } = await plain(
      '--policies',
      'pending-only,pending-plus-running',
      '--measure',
      'tasks.submitted',
      '--json',
    );
    const [{ policies, baseline }] = JSON.parse(out).comparisons;
    expect(baseline).toBe('pending-plus-running');
    expect(policies.map(({ label }: { label: string }) => label)).toEqual(['pending-only', 'pending-plus-running']);
    expect(policies[0].measures['tasks.submitted'].difference).toMatchObject({ mean: 0, low: 0, high: 0, n: 4 });
  });

  it('shows tables that fit the terminal, the baseline named and ties marked', async () => {
    const { out, code } = await plain('--policies', 'all,slot-utilization:scaleUpAbove=0.6');
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(out).toMatch(/^pending-plus-running +\d+=? .* baseline/m);
    expect(out).toMatch(/^slot-utilization:scaleUpAbove=0\.6 /m);
    expect(out).toContain('Holm’s correction');
    expect(code).toBe(0);
  });

  it('lays a fragment over the scenario, as run does', async () => {
    const figures = async (...flags: string[]) =>
      JSON.parse((await plain('--policies', 'blind-step', ...flags, '--json')).out).comparisons[0].policies;
    const [laid, set, neither] = await Promise.all([
      figures('--with', 'slow.yaml'),
      figures('--set', 'pool.pods.start=90s'),
      figures(),
    ]);
    expect(laid).toEqual(set);
    expect(laid).not.toEqual(neither);
  });

  it('takes a period of 10 s for all, each policy’s own, or the scenario’s', async () => {
    const periods = async (...flags: string[]) => {
      const { out } = await compare(
        '--variant',
        'plain',
        '--replications',
        '1',
        '--policies',
        'blind-step',
        ...flags,
        '--json',
      );
      return JSON.parse(out).comparisons[0].policies.map(
        ({ pools }: { pools: { everyMs: number }[] }) => pools[0]!.everyMs,
      );
    };
    expect(await periods()).toEqual([20_000, 20_000]);
    expect(await periods('--aligned')).toEqual([10_000, 10_000]);
    const native = await periods('--native');
    expect(native[0]).toBe(10_000);
  });

  it('counts laws that break, goes on, and ends with 3 only when it is asked to be strict', async () => {
    const line = ['--variant', 'careless', '--replications', '2', '--policies', 'pending-only'];
    const [told, strict] = await Promise.all([compare(...line), compare(...line, '--strict-laws')]);
    expect(told.out).toMatch(/pending-only: law no-blind-send broke in 2 of 2 runs/);
    expect([told.code, strict.code]).toEqual([0, 3]);
  });

  it('writes a page that opens offline, a Markdown table and the JSON', async () => {
    const { out, code } = await compare(
      '--replications',
      '2',
      '--policies',
      'blind-step,capacity-aware',
      '--report',
      'out',
    );
    expect(code).toBe(0);
    expect(out).toContain('report: out/index.html');
    const page = read('out/rush/plain/compare.html');
    expect(page).toContain('Wait against cost');
    expect(page).toContain('Pods over time');
    expect(page).toContain('Share of tasks that waited at most so long');
    expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(read('out/rush/careless/compare.md')).toMatch(/^\| \d=? \| capacity-aware/m);
    expect(JSON.parse(read('out/rush/plain/compare.json'))).toMatchObject({ comparisonVersion: 1, replications: 2 });
    expect(read('out/index.html')).toContain('href="rush/plain/compare.html"');
  });

  it('keeps what was measured when it is interrupted', async () => {
    const line = [
      'compare',
      'rush.yaml',
      '--variant',
      'plain',
      '--policies',
      'blind-step',
      '--replications',
      '100000',
      '--jobs',
      '1',
      '--json',
    ];
    const { out, code } = await poolproof(folder.path, line, (kill) => setTimeout(() => kill('SIGINT'), 8000));
    expect(code).toBe(130);
    const { interrupted, comparisons } = JSON.parse(out);
    expect(interrupted).toBe(true);
    expect(comparisons[0].replications).toBeGreaterThan(0);
  });
});

describe('poolproof compare refuses', () => {
  it.each([
    [['--policies', 'slot-utilisation'], 'did you mean slot-utilization?'],
    [['--policies', 'slot-utilization:scaleUpOver=1'], 'the policy slot-utilization has no parameter scaleUpOver'],
    [['--policies', 'blind-step', '--baseline', 'blindstep'], 'did you mean blind-step?'],
    [['--policies', 'pending-plus-running'], 'there is nothing to compare with'],
    [[], 'compare needs --policies'],
    [['--policies', 'all', '--wait', 'wait.p96'], 'there is no measure wait.p96'],
    [['--policies', 'all', '--cost', 'throughput'], 'less is better'],
    [['--policies', 'all', '--aligned', '--native'], 'both set the periods'],
    [['--policies', 'all', '--max-replications', '9'], 'needs --precision'],
    [['--policies', 'all', '--interval', 'guess'], 'one of: t, bootstrap'],
    [['--policies', 'all', '--variant', 'other'], 'there is no variant other'],
  ])('%j, saying what to do', async (line, said) => {
    const { code, err, out } = await compare(...line, '--report', 'refused');
    expect(err).toContain(said);
    expect([code, out, existsSync(join(folder.path, 'refused'))]).toEqual([2, '', false]);
  });

  it('a line without a scenario', async () => {
    const { code, err } = await poolproof(folder.path, ['compare', '--policies', 'all']);
    expect(err).toContain('compare needs a scenario');
    expect(code).toBe(2);
  });
});
