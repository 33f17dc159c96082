import { mkdirSync, mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attachedFiles, MAX_ATTACHMENT_BYTES } from '../../src/experiment/attached-files.ts';
import { EVERYTHING, planSuite } from '../../src/experiment/plan-suite.ts';
import { runSuite } from '../../src/experiment/run-suite.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'poolproof-'));
  mkdirSync(join(folder, 'scenarios'));
  mkdirSync(join(folder, 'logs'));
  writeFileSync(join(folder, 'logs/jobs.csv'), 'submit,run\n0,10\n5,20\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const open = (path: string) => attachedFiles(join(folder, 'scenarios/a.yaml'))(path);

describe('a file that a scenario names', () => {
  test('is found from the folder of the scenario, in other folders too', () => {
    const attachment = open('../logs/jobs.csv');
    expect(attachment.kind === 'text' && attachment.text()).toBe('submit,run\n0,10\n5,20\n');
  });

  test('is the same attachment as long as it stays the same', () => {
    const file = join(folder, 'logs/changing.csv');
    writeFileSync(file, 'one');
    const before = open('../logs/changing.csv');
    expect(open('../logs/changing.csv')).toBe(before);
    writeFileSync(file, 'two');
    utimesSync(file, 1, 2);
    const after = open('../logs/changing.csv');
    expect(after).not.toBe(before);
    expect(after.kind === 'text' && after.text()).toBe('two');
  });

  test('is missing, a folder, binary, too large or no file at all', () => {
    writeFileSync(join(folder, 'logs/packed.gz'), Buffer.from([0x1f, 0x8b, 8, 0, 0]));
    writeFileSync(join(folder, 'logs/huge.csv'), '');
    // A hole, not a quarter of a gibibyte.
    truncateSync(join(folder, 'logs/huge.csv'), MAX_ATTACHMENT_BYTES + 1);
    expect(open('nothing.csv')).toEqual({ kind: 'missing' });
    expect(open('../logs/jobs.csv/deeper')).toEqual({ kind: 'missing' });
    expect(open('../logs')).toEqual({ kind: 'folder' });
    expect(open('../logs/packed.gz')).toEqual({ kind: 'binary' });
    expect(open('../logs/huge.csv')).toEqual({ kind: 'too-large', limitBytes: 268_435_456 });
    expect(open('/dev/null')).toEqual({ kind: 'unreadable', detail: 'it is no regular file' });
    expect(open('a\0b').kind).toBe('unreadable');
  });
});

test('worker threads read the log by themselves and get the same results as this thread', async () => {
  const text = `scenario: replay
run: { duration: 10m, drain: { timeout: 10m }, replications: 4 }
pool: { max: 2, pods: { start: { exponential: { mean: 20s } } } }
workload: [ { trace: { file: ../logs/jobs.csv } } ]
`;
  const { variants, problems } = planSuite([{ file: join(folder, 'scenarios/a.yaml'), text }], EVERYTHING);
  expect(problems).toEqual([]);
  const run = async (jobs: number) => {
    const { results } = await runSuite(variants, {
      jobs,
      isWorthWorkers: () => true,
      collect: { fingerprint: true, charts: false, tasks: false },
      checkDeterminism: false,
      bail: false,
      journalPath: () => null,
      signal: new AbortController().signal,
      onProgress: () => {},
    });
    return results[0]!.runs.map(({ fingerprint, metrics }) => [fingerprint, metrics.overall['wait.mean']]);
  };
  const alone = await run(1);
  expect(alone).toHaveLength(4);
  expect(await run(2)).toEqual(alone);
});
