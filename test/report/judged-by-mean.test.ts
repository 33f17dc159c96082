import { describe, expect, it } from 'vitest';
import { prettyReport } from '../../src/cli/run/pretty.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { observedText } from '../../src/report/report-subject.ts';
import { finishedRun, metricExpectation, metricsOf, plainTerminal, resultOf } from '../support/made-results.ts';

const LIMIT_MS = 30_000;

/** Replications with such longest waits, which are expected to be below 30 s. */
function subjectOf(...longest: readonly number[]) {
  const condition = {
    metric: 'wait.max',
    comparison: { op: '<', value: LIMIT_MS },
    text: 'wait.max "< 30s"',
  } as const;
  const expectation = metricExpectation('short', condition);
  const runs = longest.map((ms, replication) =>
    finishedRun({
      replication,
      expectations: [{ expectation, held: ms < LIMIT_MS, observed: '', observedAt: null }],
      metrics: metricsOf({ 'wait.max': ms }),
    }),
  );
  return { result: resultOf(runs), command: 'poolproof run', version: '0.1.0' };
}
const observed = (...longest: readonly number[]): string =>
  observedText(subjectOf(...longest).result.verdict.checks[0]!);
const told = (...longest: readonly number[]): string =>
  prettyReport([subjectOf(...longest)], plainTerminal, { quiet: false, fingerprint: false });

describe('an expectation on a measure, over replications', () => {
  it('is observed as a mean, with how many replications alone did not hold it', () => {
    expect(observed(20_000, 22_000)).toBe('wait.max = 21s (21000 ms), mean of 2 replications');
    expect(observed(10_000, 31_000, 40_000)).toBe(
      'wait.max = 27s (27000 ms), mean of 3 replications; 2 of 3 replications did not hold it',
    );
    expect(observed(20_000)).toBe('wait.max = 20s (20000 ms)');
  });

  it('says on the terminal, too, that it holds by the mean alone', () => {
    expect(told(10_000, 31_000, 40_000)).toContain(
      '    short: held by the mean of 3 replications; 2 of 3 replications did not hold it\n',
    );
    expect(told(20_000, 22_000)).not.toContain('replications');
    expect(markdownReport(subjectOf(10_000, 40_000))).toContain('1 of 2 replications did not hold it |');
  });

  it('that fails says so once, where it says what was observed', () => {
    const text = told(10_000, 80_000);
    expect(text.match(/1 of 2 replications did not hold it/g)).toHaveLength(1);
    expect(text).toContain('observed  wait.max = 45s (45000 ms), mean of 2 replications; 1 of 2');
  });
});
