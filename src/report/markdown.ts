import type { MetricName } from '../scenario/metric-catalogue.ts';
import { caveatSentences } from './caveat-text.ts';
import { clusterSentences, harnessSentences } from './cluster-text.ts';
import { interruptedText } from './interrupted-text.ts';
import { escapeMarkdown, markdownRow } from './markdown-text.ts';
import { measureValueText } from './measure-text.ts';
import { precisionText } from './precision-text.ts';
import { programSentences } from './program-text.ts';
import { brokenText, checkPlace, expectedText, observedText, type ReportSubject } from './report-subject.ts';
import { traceText } from './trace-account.ts';

/** The report in Markdown, for pull requests and CI summaries: verdict, headline figures, expectations, how to repeat it. */
export function markdownReport({ result, command, version }: ReportSubject): string {
  const { planned, verdict } = result;
  const broken = brokenText(result);
  const interrupted = interruptedText(result);
  const precision = precisionText(result);
  const lines = [
    `# ${escapeMarkdown(planned.scenario)} › ${escapeMarkdown(planned.variant)}: ${verdict.kind}`,
    '',
    ...(planned.about === '' ? [] : [escapeMarkdown(planned.about), '']),
    ...(interrupted === null ? [] : [`**${escapeMarkdown(interrupted)}**`, '']),
    ...(broken === null ? [] : [fenced(broken), '']),
    ...(result.measures.length === 0
      ? []
      : [
          '| measure | value |',
          '|---|---:|',
          ...HEADLINES.map((name) => markdownRow([name, measureValueText(result, name)])),
          '',
        ]),
    ...(precision === null || precision === interrupted ? [] : [escapeMarkdown(precision), '']),
    ...(verdict.checks.length === 0
      ? []
      : [
          '| | expectation | expected | observed | place |',
          '|---|---|---|---|---|',
          ...verdict.checks.map((check) =>
            markdownRow([
              check.good ? '✓' : '✗',
              check.name,
              expectedText(check),
              observedText(check),
              checkPlace(check, planned.file),
            ]),
          ),
          '',
        ]),
    ...[
      ...caveatSentences(result),
      ...programSentences(result),
      ...clusterSentences(result),
      ...harnessSentences(result),
    ].flatMap((sentence) => [`- ${escapeMarkdown(sentence)}`, '']),
    ...planned.traces.flatMap((account) => [`Job log ${escapeMarkdown(traceText(account))}.`, '']),
    fenced(command),
    '',
    `Seed ${escapeMarkdown(planned.seed)}, fingerprint ${result.runs[0]?.fingerprint ?? 'not computed'}, poolproof ${version}.`,
  ];
  return `${lines.join('\n')}\n`;
}

const HEADLINES: readonly MetricName[] = [
  'utilization.mean',
  'utilization.provisioned',
  'wait.mean',
  'wait.p95',
  'wait.max',
  'pods.mean',
  'pods.max',
  'cost',
  'scale.ups',
  'scale.downs',
  'tasks.finished',
  'tasks.failed',
];

/** The fence is longer than any run of backticks inside. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}
