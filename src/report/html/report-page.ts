import type { DrawnChart } from '../charts/draw.ts';
import { firstRunText } from '../first-run-text.ts';
import { markup } from '../markup.ts';
import { type ReportSubject, titleOf } from '../report-subject.ts';
import { chartsSection } from './charts-section.ts';
import { clusterSection } from './cluster-section.ts';
import { decisionsSection } from './decisions-section.ts';
import { figuresSection } from './figures-section.ts';
import { findingsSection } from './findings-section.ts';
import { measuresSection } from './measures-section.ts';
import { originSection } from './origin-section.ts';
import { page } from './page.ts';
import { poolsSection } from './pools-section.ts';
import { precisionSection } from './precision-section.ts';
import { programsSection } from './programs-section.ts';
import { subjectSection } from './subject-section.ts';
import { expectationsSection, verdictHeader } from './verdict-section.ts';
import { waitsSection } from './waits-section.ts';

/** The report of one variant: one file that opens offline. The verdict first, then utilization and wait time. */
export function reportPage(subject: ReportSubject, charts: readonly DrawnChart[]): string {
  const { result } = subject;
  const first = result.runs[0];
  const data = first?.charts ?? null;
  const note = firstRunText(result);
  const pools = first?.brief.pools.length ?? 1;
  return page(
    `${titleOf(result)}: ${result.verdict.kind}`,
    markup`${verdictHeader(subject)}
<main>
${figuresSection(result)}
${poolsSection(result)}
${findingsSection(result)}
${expectationsSection(subject)}
${chartsSection(charts, { note })}
${data === null ? null : [decisionsSection(data, pools, note), waitsSection(data, pools, note)]}
${first === undefined ? null : subjectSection(first.brief, result.planned.traces)}
${programsSection(result)}
${clusterSection(result)}
${precisionSection(result)}
${measuresSection(result)}
${originSection(subject)}
</main>`,
  );
}
