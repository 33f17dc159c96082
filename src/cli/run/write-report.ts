import { join } from 'node:path';
import { writeFileAtomically } from '../../experiment/atomic-file.ts';
import { chartFiles } from '../../report/charts/chart-files.ts';
import { chartsOfRun } from '../../report/charts/charts.ts';
import { tasksCsv } from '../../report/csv.ts';
import { reportPage } from '../../report/html/report-page.ts';
import { junitReport } from '../../report/junit.ts';
import { markdownReport } from '../../report/markdown.ts';
import type { ReportSubject } from '../../report/report-subject.ts';
import { summaryJson } from '../../report/summary.ts';

export interface ReportJob {
  readonly folder: string;
  readonly subject: ReportSubject;
}

/** Writes all files of one variant's report. */
export async function writeReport({ folder, subject }: ReportJob): Promise<void> {
  const first = subject.result.runs[0];
  const charts = await chartsOfRun(first);
  const tasks = first?.tasks ?? null;
  const files: Readonly<Record<string, string>> = {
    'summary.json': summaryJson(subject),
    'report.html': reportPage(subject, charts),
    'report.md': markdownReport(subject),
    'junit.xml': junitReport([subject]),
    ...chartFiles(charts),
  };
  for (const [name, text] of Object.entries(files)) writeFileAtomically(join(folder, name), text);
  if (tasks !== null) writeFileAtomically(join(folder, 'tasks.csv'), tasksCsv(tasks));
}
