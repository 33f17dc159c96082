import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runScenario } from '../../../src/experiment/run-scenario.ts';
import { readTrace } from '../../../src/scenario/trace/read-trace.ts';
import { asFound } from '../../../src/scenario/trace/trace-options.ts';

/** Logs of others, which are not part of this repository. */
const FOLDER = fileURLToPath(new URL('../../../../shared/traces', import.meta.url));
const isThere = existsSync(FOLDER);

/** Lines counted without any of our readers. */
const linesOf = (file: string): readonly string[] =>
  readFileSync(join(FOLDER, file), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith(';'));

const cellsOf = (file: string, separator: RegExp | string): readonly (readonly string[])[] =>
  linesOf(file).map((line) => line.trim().split(separator));

const reading = (file: string) => readTrace(readFileSync(join(FOLDER, file), 'utf8'), asFound(file));

/** Replays a log so fast that it takes seconds, in a pool that never is the bottleneck, until all is done. */
async function replay(file: string, timeScale: number) {
  const text = `scenario: replay
run: { duration: 3h, drain: { timeout: 3h } }
pool:
  min: 100
  max: 100
  agent: { slots: 20 }
  pods: { schedule: 0s, start: 1s, connect: 0s }
workload: [ { trace: { file: ${file}, timeScale: ${timeScale} } } ]
`;
  const [result] = await runScenario(text, { file: join(FOLDER, 'replay.yaml') });
  expect(result?.verdict.kind).toBe('passed');
  return { account: result!.planned.traces[0]!.rows, measures: result!.runs[0]!.metrics.overall };
}

if (!isThere) {
  test('NOT RUN: the real job logs, because ../shared/traces is not beside this repository', () => {});
}

describe.runIf(isThere)('the real logs in ../shared/traces', () => {
  test('HPC2N: 3,170 jobs, of which 25 have no run time', () => {
    const { rows, jobs, originMs } = reading('hpc2n-3170.swf');
    const fields = cellsOf('hpc2n-3170.swf', /\s+/);
    const unknown = fields.filter((each) => each[3] === '-1');
    expect([fields.length, unknown.length]).toEqual([3170, 25]);
    expect(rows).toEqual({
      read: 3170,
      used: 3145,
      skipped: [{ reason: 'run-unknown', rows: 25, firstRow: 34 }],
    });
    // Its header says: UnixStartTime 1027839845.
    expect(originMs).toBe(1_027_839_845_000);
    const seconds = fields.reduce((sum, each) => sum + Math.max(0, Number(each[3])), 0);
    expect(jobs.reduce((sum, { runMs }) => sum + runMs / 1000, 0)).toBeCloseTo(seconds, 3);
  });

  test('Kubernetes pods: 8,152 pods, of which 897 were never scheduled', () => {
    const { rows, jobs } = reading('kubernetes-pods-openb.csv');
    const [, ...pods] = cellsOf('kubernetes-pods-openb.csv', ',');
    const scheduled = pods.filter((each) => (each[10] ?? '') !== '');
    expect([pods.length, pods.length - scheduled.length]).toEqual([8152, 897]);
    expect(rows).toEqual({
      read: 8152,
      used: 7255,
      skipped: [{ reason: 'never-started', rows: 897, firstRow: 63 }],
    });
    const seconds = scheduled.reduce((sum, each) => sum + Number(each[9]) - Number(each[10]), 0);
    expect(jobs.reduce((sum, { runMs }) => sum + runMs / 1000, 0)).toBe(seconds);
  });

  test('AccaSim: a log without a header, whose last line has no end', () => {
    const { rows, format } = reading('accasim-24.swf');
    // 24 line ends, so 25 rows.
    expect(linesOf('accasim-24.swf')).toHaveLength(25);
    expect(rows).toEqual({ read: 25, used: 25, skipped: [] });
    expect(format).toBe('swf');
  });

  test.each([
    ['hpc2n-3170.swf', 0.001, 3145],
    ['kubernetes-pods-openb.csv', 0.0002, 7255],
    ['accasim-24.swf', 0.001, 25],
  ])('%s is replayed to its end: every usable job is submitted and finished', async (file, timeScale, used) => {
    const { account, measures } = await replay(file, timeScale);
    expect(account.used).toBe(used);
    expect(account.skipped.reduce((sum, { rows }) => sum + rows, account.used)).toBe(account.read);
    expect(measures).toMatchObject({ 'tasks.submitted': used, 'tasks.finished': used, 'tasks.lost': 0 });
  });
});
