import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { folderOf, poolproof } from '../support/command-line.ts';

const scenario = (file: string): string => `scenario: replay
run: { duration: 1h }
pool: { max: 2 }
workload:
  - { name: builds, trace: { file: ${file} } }
`;

const folder = folderOf({
  'scenarios/good.yaml': scenario('../logs/jobs.csv'),
  'bad/missing.yaml': scenario('jobs.csv'),
  'logs/jobs.csv': 'submit,run\n0,10\n5,\n9000,20\nx,1\n',
});
afterAll(() => folder.remove());

const ACCOUNT =
  "../logs/jobs.csv: 4 rows read, 1 used; skipped: 1 with a submission time that is none (first in line 5), 1 without a run time or an end (first in line 3), 1 after the run's end (first in line 4)";

describe('what became of the rows of a job log', () => {
  it('is said by run under its variant, and stands in every report', async () => {
    const { code, out } = await poolproof(folder.path, ['run', '--report', 'out']);
    expect(code).toBe(0);
    expect(out).toContain(`\n    ${ACCOUNT}\n`);
    const report = (name: string): string => readFileSync(join(folder.path, 'out/replay/default', name), 'utf8');
    const rows = {
      read: 4,
      used: 1,
      skipped: [
        { reason: 'submit-unreadable', rows: 1, firstRow: 5 },
        { reason: 'run-unknown', rows: 1, firstRow: 3 },
        { reason: 'after-end', rows: 1, firstRow: 4 },
      ],
    };
    expect(JSON.parse(report('summary.json')).traces).toEqual([{ name: 'builds', file: '../logs/jobs.csv', rows }]);
    expect(report('report.html')).toContain('<td>without a run time or an end</td><td class="number">1</td><td>3</td>');
    expect(report('report.md')).toContain('4 rows read, 1 used');
  });

  it('is said by validate, as text and as JSON', async () => {
    const { code, out } = await poolproof(folder.path, ['validate']);
    expect(code).toBe(0);
    expect(out).toContain(`${ACCOUNT}\nok`);
    const { out: json } = await poolproof(folder.path, ['validate', '--json']);
    expect(JSON.parse(json).traces).toMatchObject([
      { scenario: 'scenarios/good.yaml', variant: 'default', name: 'builds', rows: { read: 4, used: 1 } },
    ]);
  });

  it('a log that is not there is bad input, shown where it is named', async () => {
    const { code, err } = await poolproof(folder.path, ['run', 'bad/missing.yaml']);
    expect(code).toBe(2);
    expect(err).toContain('bad/missing.yaml:5:36: there is no file jobs.csv');
  });
});
