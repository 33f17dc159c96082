import { describe, expect, it } from 'vitest';
import { STEP_SUMMARY_MAX, stepSummary } from '../../src/report/step-summary.ts';
import { finishedRun, heldOf, resultOf } from '../support/made-results.ts';

const subjectOf = (variant: string, names: readonly string[], held: boolean) => ({
  result: resultOf([finishedRun({ expectations: names.map((name) => heldOf(name, held)) })], { variant }),
  command: `poolproof run scenarios/monday.yaml --variant ${variant} --seed 42`,
  version: '0.1.0',
});
const bytes = (text: string): number => Buffer.byteLength(text);
const countedIn = (text: string, what: RegExp): number => Number(what.exec(text)?.[1] ?? 0);

describe('a step summary', () => {
  it('counts, then shows what failed with its place and command, then every variant', () => {
    const text = stepSummary([subjectOf('before', ['busy'], false), subjectOf('after', ['busy'], true)], 100_000);
    expect(text.split('\n')[0]).toBe('## ✗ Poolproof: 1 passed, 1 failed, 0 broken');
    expect(text).toContain(
      '| scenarios/monday.yaml:31 | monday \\> before | busy: at 0:01:30: tasks.running 2 | tasks.running = 1 at 0:01:30 |\n',
    );
    expect(text).toContain('\n    poolproof run scenarios/monday.yaml --variant before --seed 42\n');
    expect(text).toContain('| ✓ | monday | after | 63.4 % | 1m 05s |\n');
    expect(text).not.toContain('more');
  });

  it('has no table of failures when all is well', () => {
    expect(
      stepSummary([subjectOf('after', ['busy'], true)], 100_000),
    ).toBe(`## ✓ Poolproof: 1 passed, 0 failed, 0 broken

| | scenario | variant | utilization | p95 wait |
|---|---|---|---:|---:|
| ✓ | monday | after | 63.4 % | 1m 05s |
`);
  });

  it('of a suite far too large stays under 1 MiB, shows failures first and counts what it leaves out', () => {
    // Three bytes a character: what counts is bytes.
    const names = Array.from({ length: 20 }, (_, index) => `${'…'.repeat(200)} ${index}`);
    const subjects = Array.from({ length: 500 }, (_, index) => subjectOf(`v${index}`, names, false));
    const text = stepSummary(subjects, STEP_SUMMARY_MAX);
    expect(bytes(text)).toBeLessThan(STEP_SUMMARY_MAX);
    expect(bytes(text)).toBeGreaterThan(STEP_SUMMARY_MAX * 0.6);
    const failures = text.match(/^\| scenarios\/monday\.yaml:31 /gm)?.length ?? 0;
    expect(failures).toBeGreaterThan(500);
    expect(failures + countedIn(text, /and (\d+) more failures/)).toBe(10_000);
    const commands = text.match(/^ {4}poolproof run/gm)?.length ?? 0;
    expect(commands + countedIn(text, /and (\d+) more commands?\./)).toBe(500);
    const variants = text.match(/^\| ✗ \|/gm)?.length ?? 0;
    expect(variants + countedIn(text, /and (\d+) more variants?\./)).toBe(500);
  });

  it.each([0, 500, 600, 1_000, 2_000])('of %d bytes has no more than that', (limit) => {
    const subjects = Array.from({ length: 30 }, (_, index) => subjectOf(`v${index}`, ['busy'], index % 2 === 0));
    expect(bytes(stepSummary(subjects, limit))).toBeLessThanOrEqual(limit);
  });
});
