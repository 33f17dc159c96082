import { describe, expect, it } from 'vitest';
import type { RunOutcome } from '../../src/experiment/run-outcome.ts';
import { overviewPage } from '../../src/report/html/overview.ts';
import { reportPage } from '../../src/report/html/report-page.ts';
import { junitReport } from '../../src/report/junit.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { precisionText, replicationsText } from '../../src/report/precision-text.ts';
import type { ReportSubject } from '../../src/report/report-subject.ts';
import { summaryOf } from '../../src/report/summary.ts';
import { finishedRun, metricsOf, resultOf } from '../support/made-results.ts';
import { elementsOf } from '../support/xml.ts';

/** Waits 90, 100 and 110 s: off by at most 33.1 % of the true mean; pods never vary. */
const RUNS = [90_000, 100_000, 110_000].map((wait, replication) =>
  finishedRun({ replication, metrics: metricsOf({ 'wait.mean': wait, 'pods.mean': 4 }) }),
);

const goal = (precision: number) => ({ precision, confidence: 0.95, metrics: ['pods.mean', 'wait.mean'] });

const result = (precision: number, max: number, outcomes: readonly RunOutcome[] = RUNS) =>
  resultOf(outcomes, { replications: { min: 2, max, goal: goal(precision) } });

const subject = (precision: number, max: number): ReportSubject => ({
  result: result(precision, max),
  command: 'poolproof run monday.yaml',
  version: '0.1.0',
});

const SHORT = 'precision 10 % not reached with 3 replications, the most allowed: wait.mean within 33.1 %';

describe('the sentence on the precision of a variant', () => {
  it('tells a precision that was reached, one that was not, and one that was not waited for', () => {
    expect(precisionText(result(0.34, 9))).toBe('precision 34 % reached with 3 replications: wait.mean within 33.1 %');
    expect(precisionText(result(0.1, 3))).toBe(SHORT);
    expect(precisionText(result(0.1, 9))).toBe(
      'interrupted after 3 replications, before precision 10 % was reached: wait.mean within 33.1 %',
    );
    expect(precisionText(result(0.1, 9, RUNS.slice(0, 1)))).toBe(
      'interrupted after 1 replication, before precision 10 % was reached: pods.mean without a bound',
    );
    const crashed: RunOutcome = { kind: 'crashed', replication: 3, seed: '42', message: 'out of memory' };
    expect(precisionText(result(0.1, 9, [...RUNS, crashed]))).toBe('precision 10 % given up after 4 replications');
  });

  it('is not there where the number of replications is fixed', () => {
    const fixed = resultOf(RUNS);
    expect(precisionText(fixed)).toBeNull();
    expect(replicationsText(fixed)).toBe('3');
    expect(replicationsText(resultOf(RUNS, { replications: { min: 5, max: 5, goal: null } }))).toBe(
      '3 of 5 (interrupted)',
    );
  });
});

describe('a precision that was not reached', () => {
  const missed = subject(0.1, 3);

  it('stands in the report’s page, on the overview and in Markdown', () => {
    const page = reportPage(missed, []);
    expect(page).toContain(SHORT);
    // The one measure is known, the other is not.
    expect(page).toMatch(/<tr class="good"><td><code>pods\.mean<\/code>.*± 0 pods.*within 0 %.*yes/);
    expect(page).toMatch(/<tr class="bad"><td><code>wait\.mean<\/code>.*1m 40s.*± 24\.8s.*within 33\.1 %.*no/);
    expect(overviewPage([{ subject: missed, href: 'a/report.html' }], '0.1.0')).toContain(SHORT);
    expect(markdownReport(missed)).toContain(SHORT);
  });

  it('stands in the summary with all figures', () => {
    const { replications } = JSON.parse(JSON.stringify(summaryOf(missed)));
    expect(replications).toMatchObject({
      planned: null,
      finished: 3,
      precision: { wanted: 0.1, confidence: 0.95, min: 2, max: 3, reached: false },
    });
    expect(replications.precision.measures['pods.mean']).toEqual({
      mean: 4,
      halfWidth: 0,
      relativeError: 0,
      reached: true,
    });
    expect(replications.precision.measures['wait.mean'].relativeError).toBeCloseTo(0.3306, 3);
  });

  it('stands in JUnit as a property of the file’s suite, before its cases', () => {
    const elements = elementsOf(junitReport([missed, { ...missed, result: resultOf(RUNS, { variant: 'fixed' }) }]));
    expect(elements.map(({ name }) => name)).toEqual([
      'testsuites',
      'testsuite',
      'properties',
      'property',
      'testcase',
      'testcase',
    ]);
    expect(elements[3]?.attributes).toEqual({ name: 'monday.after.precision', value: SHORT });
  });
});
