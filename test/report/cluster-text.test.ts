import { expect, it } from 'vitest';
import type { ClusterNotes, FinishedRun } from '../../src/experiment/run-outcome.ts';
import { clusterSentences, harnessSentences } from '../../src/report/cluster-text.ts';
import { reportPage } from '../../src/report/html/report-page.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { summaryOf } from '../../src/report/summary.ts';
import { finishedRun, resultOf } from '../support/made-results.ts';
import { runHealth } from '../support/run-health.ts';

const notes = (health: ClusterNotes['health']): ClusterNotes => ({ leftOut: [], left: [], health, notStarted: [] });
const runWith = (health: ClusterNotes['health']): FinishedRun => finishedRun({ cluster: notes(health) });

const GOOD = runHealth({
  longestInboxMs: 2.5,
  watchLag: { meanMs: 12, maxMs: 40, unseenMs: 0 },
  watch: { lists: 3, watches: 1 },
});
const BEHIND = runHealth({
  longestInboxMs: 250,
  watchLag: { meanMs: 900, maxMs: 4000, unseenMs: 1500 },
  watch: { lists: 3, watches: 9, failures: 2, expired: 1, stale: 1, gaps: 1, lastTrouble: 'no answer' },
});

it('says how well the harness kept up, and nothing more of one that did', () => {
  const result = resultOf([runWith(GOOD)]);
  expect(clusterSentences(result)).toEqual([]);
  expect(harnessSentences(result)).toEqual([
    'harness, in wall time: nothing waited longer than 2.5 ms for the engine; the watch showed new pods after 12 ms on average, 40 ms at most; pods were listed 3 times and watched once',
  ]);
  expect(harnessSentences(resultOf([finishedRun()]))).toEqual([]);
});

it('warns of a harness that fell behind, and in what', () => {
  expect(clusterSentences(resultOf([runWith(BEHIND)]))).toEqual([
    'the harness fell behind: something waited 250 ms for it',
    'the watch fell behind: a pod was seen 4000 ms late',
    'the watch fell behind: at the end a pod had not been seen for 1500 ms',
    'the watch of pods failed 2 times, had to begin anew once (410), hung once, the last time: no answer',
    '1 change of a pod was seen only in a later list',
  ]);
});

it('is in the page, in the Markdown and in the summary of a real run', () => {
  const subject = { result: resultOf([runWith(GOOD)]), command: 'poolproof run', version: '1' };
  expect(reportPage(subject, [])).toContain('pods were listed 3 times');
  expect(markdownReport(subject)).toContain('pods were listed 3 times');
  expect(summaryOf(subject)).toMatchObject({
    cluster: { health: { longestInboxMs: 2.5, watchLag: { maxMs: 40 }, watch: { lists: 3, watches: 1 } } },
  });
});
