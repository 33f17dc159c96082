import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../../experiment/atomic-file.ts';
import { startWorkers } from '../../experiment/workers.ts';
import { type OverviewEntry, overviewPage } from '../../report/html/overview.ts';
import { ALL_RAN, type NotRun } from '../../report/interrupted-text.ts';
import { junitReport } from '../../report/junit.ts';
import type { ReportSubject } from '../../report/report-subject.ts';
import { pathSegment } from '../path-segment.ts';
import { UsageError } from '../usage-error.ts';
import { VERSION } from '../version.ts';
import type { ReportJob } from './write-report.ts';

/** Sees to it, before anything runs, that reports can be written there. */
export function prepareReportFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`reports cannot be written to ${folder}: ${reason}`, 'name another folder');
  }
}

/** Writes a folder for each variant, `<scenario>/<variant>`, and the overview; gives the overview's path. */
export async function writeReports(
  folder: string,
  subjects: readonly ReportSubject[],
  jobs: number,
  notRun: NotRun = ALL_RAN,
): Promise<string> {
  const taken = new Set<string>();
  const placed = subjects.map((subject) => ({ subject, place: freePlace(subject, taken) }));
  await writeAll(
    placed.map(({ subject, place }) => ({ folder: join(folder, place), subject })),
    jobs,
  );
  const entries = placed.map(({ subject, place }): OverviewEntry => {
    return { subject, href: `${place.split('/').map(encodeURIComponent).join('/')}/report.html` };
  });
  const overview = join(folder, 'index.html');
  writeFileAtomically(overview, overviewPage(entries, VERSION, notRun));
  writeFileAtomically(join(folder, 'junit.xml'), junitReport(subjects, notRun));
  return overview;
}

async function writeAll(reports: readonly ReportJob[], jobs: number): Promise<void> {
  const threads = Math.min(jobs, Math.ceil(reports.length / REPORTS_PER_THREAD));
  if (threads < 2) {
    const { writeReport } = await import('./write-report.ts');
    for (const report of reports) await writeReport(report);
    return;
  }
  const workers = startWorkers<ReportJob, void>(new URL('./report-worker.js', import.meta.url), threads);
  try {
    await Promise.all(reports.map(workers.run));
  } finally {
    await workers.close();
  }
}

/** Fewer are written sooner than a thread has loaded what draws them. */
const REPORTS_PER_THREAD = 4;

/** Two names may become one on disk; the second gets a number. Letter case is not told apart everywhere. */
function freePlace({ result }: ReportSubject, taken: Set<string>): string {
  const wanted = `${pathSegment(result.planned.scenario)}/${pathSegment(result.planned.variant)}`;
  let place = wanted;
  for (let number = 2; taken.has(place.toLowerCase()); number++) place = `${wanted}-${number}`;
  taken.add(place.toLowerCase());
  return place;
}
