import { describe, expect, it } from 'vitest';
import { prettyReport } from '../../src/cli/run/pretty.ts';
import { caveatSentences } from '../../src/report/caveat-text.ts';
import { reportPage } from '../../src/report/html/report-page.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { observedText } from '../../src/report/report-subject.ts';
import { stepSummary } from '../../src/report/step-summary.ts';
import type { Comparison } from '../../src/scenario/expectation.ts';
import type { MetricName } from '../../src/scenario/metric-catalogue.ts';
import { finishedRun, metricExpectation, metricsOf, plainTerminal, resultOf } from '../support/made-results.ts';

/** A run whose tasks waited 1m 05s, three of them at least so long, of which it is expected that they wait so or so long. */
function subjectOf(
  comparison: Comparison,
  values: Partial<Record<MetricName, number>> = {},
  metric: MetricName = 'wait.p95',
) {
  const measured = { 'wait.p95': 65_000, 'tasks.censored': 3, 'tasks.unfinished': 3, 'pods.max': 4, ...values };
  const condition = { metric, comparison, text: `${metric} as wanted` };
  // What is judged is the mean over the replications: what a single one found is not looked at.
  const result = { expectation: metricExpectation('waits', condition), held: true, observed: '', observedAt: null };
  const run = finishedRun({ expectations: [result], metrics: metricsOf(measured) });
  return { result: resultOf([run]), command: 'poolproof run', version: '0.1.0' };
}
const caveats = (...given: Parameters<typeof subjectOf>): readonly string[] =>
  caveatSentences(subjectOf(...given).result);

const TWO_MINUTES = { op: '<=', value: 120_000 } as const;
const WARNING =
  'waits: holds only as far as was seen: 3 waits were cut off by the end of the run or a cancellation; give it a drain (run.drain)';

describe('a wait with cut-off waits in it', () => {
  it('is marked as a lower bound wherever a run is told', () => {
    const subject = subjectOf(TWO_MINUTES);
    expect(prettyReport([subject], plainTerminal, { quiet: false, fingerprint: false })).toContain('p95 wait ≥ 1m 05s');
    expect(markdownReport(subject)).toContain('| wait.p95 | ≥ 1m 05s |');
    expect(reportPage(subject, [])).toContain('<span class="value">≥ 1m 05s</span>');
    expect(stepSummary([subject], 100_000)).toContain('| ≥ 1m 05s |');
    expect(observedText(subject.result.verdict.checks[0]!)).toBe('wait.p95 ≥ 1m 05s (65000 ms)');
  });

  it('is not marked where all waits were seen to their end, nor is another measure', () => {
    const seen = subjectOf(TWO_MINUTES, { 'tasks.censored': 0 });
    expect(prettyReport([seen], plainTerminal, { quiet: false, fingerprint: false })).not.toContain('≥');
    expect(observedText(seen.result.verdict.checks[0]!)).toBe('wait.p95 = 1m 05s (65000 ms)');
    const pods = subjectOf({ op: '<=', value: 4 }, {}, 'pods.max');
    expect(observedText(pods.result.verdict.checks[0]!)).toBe('pods.max = 4 pods');
  });
});

describe('an expectation on waits that holds on lower bounds', () => {
  it('is warned of wherever it is told that it holds', () => {
    const subject = subjectOf(TWO_MINUTES);
    expect(prettyReport([subject], plainTerminal, { quiet: false, fingerprint: false })).toContain(`    ${WARNING}\n`);
    expect(markdownReport(subject)).toContain('waits: holds only as far as was seen: 3 waits');
    expect(reportPage(subject, [])).toContain(`<p>${WARNING}</p>`);
  });

  it.each<[string, Comparison]>([
    ['below a limit', { op: '<', value: 120_000 }],
    ['between two', { op: 'between', low: 1_000, high: 120_000 }],
    ['of one value', { op: '=', value: 65_000 }],
  ])('is warned of %s', (_, comparison) => {
    expect(caveats(comparison)).toEqual([WARNING]);
  });

  it.each<[string, ...Parameters<typeof subjectOf>]>([
    ['the longer the better', { op: '>', value: 60_000 }],
    ['it does not hold', { op: '<', value: 60_000 }],
    ['all waits were seen to their end', TWO_MINUTES, { 'tasks.censored': 0 }],
    ['it is on another measure', { op: '<=', value: 4 }, {}, 'pods.max'],
  ])('needs no warning where %s', (_, ...given) => {
    expect(caveats(...given)).toEqual([]);
  });

  it('is warned of waits for applies, and of being blocked, by counts of their own', () => {
    const counted = { 'tasks.censored': 0, 'applyWait.max': 60_000, 'tasks.applyCensored': 1, 'blocked.mean': 5_000 };
    expect(caveats(TWO_MINUTES, counted, 'applyWait.max')).toEqual([WARNING.replace('3 waits were', '1 wait was')]);
    expect(caveats(TWO_MINUTES, counted, 'blocked.mean')).toEqual([]);
    expect(caveats(TWO_MINUTES, { ...counted, 'tasks.blockedCensored': 3 }, 'blocked.mean')).toEqual([WARNING]);
  });

  it('is not advised to drain where all tasks are done: those that did not start were cancelled', () => {
    expect(caveats(TWO_MINUTES, { 'tasks.unfinished': 0, 'tasks.censored': 1 })).toEqual([
      'waits: holds only as far as was seen: 1 wait was cut off by a cancellation',
    ]);
  });
});
