import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { POLICIES } from '../../src/engine/policies/registry.ts';

interface Day {
  readonly day: string;
  readonly rows: readonly { readonly policy: string }[];
}

const days = JSON.parse(readFileSync('docs/policies/days.json', 'utf8')) as readonly Day[];

describe('the table of all policies on the shipped days', () => {
  it('is the page, and what the README says of it (else `npm run days -- --table`)', async () => {
    const { daysText } = await import('../../scripts/days-table.js' as string);
    const { summary, page } = daysText(days);
    expect(readFileSync('docs/policies/days.md', 'utf8')).toBe(page);
    expect(readFileSync('README.md', 'utf8')).toContain(summary);
  });

  it('has every policy on every day', () => {
    for (const { day, rows } of days)
      expect([day, rows.map(({ policy }) => policy).sort()]).toEqual([day, Object.keys(POLICIES).sort()]);
  });

  it('says what the simulator says today (else `npm run days`)', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      'scripts/write-days.js',
      '--day',
      'nightly-drift-checks',
      '--policies',
      'base-stock,knative-kpa',
    ]);
    const today = (JSON.parse(stdout) as Day).rows;
    const kept = days.find(({ day }) => day === 'nightly-drift-checks')?.rows ?? [];
    for (const row of today) expect(kept.find(({ policy }) => policy === row.policy)).toEqual(row);
  }, 120_000);
});
