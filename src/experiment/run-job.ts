import { LawBroken } from '../engine/laws/law.ts';
import { PolicyFailed } from '../engine/policy-failed.ts';
import type { JournalSource } from '../measure/journal-header.ts';
import type { SeriesTracker } from '../measure/series.ts';
import { compileScenario } from '../scenario/compile.ts';
import type { CompiledScenario } from '../scenario/compiled.ts';
import { isOutputFailed } from './atomic-file.ts';
import { documentOf } from './job-document.ts';
import { openJournalFile } from './journal-file.ts';
import type { Collect, RunWatcher, Watch } from './measured-run.ts';
import { strayFailure } from './own-process.ts';
import { openPerfettoFile, type PerfettoFile } from './perfetto-file.ts';
import { compileChoice, type PlannedVariant } from './plan-suite.ts';
import { runAsking } from './run-asking.ts';
import type { CrashedRun, FinishedRun, LawBrokenRun, PolicyFailedRun, RunOutcome } from './run-outcome.ts';
import { type RunStop, RunStopped } from './run-stop.ts';
import { SilentProgram } from './silent-program.ts';
import { withPolicies } from './user-policies.ts';

/** One replication of one variant: everything a worker needs, as plain data. */
export interface RunJob {
  readonly planned: PlannedVariant;
  readonly replication: number;
  readonly collect: Collect;
  /** It will be done a second time and compared (`DeterminismCheck`): its fingerprint is wanted. */
  readonly checkDeterminism: boolean;
  /** Where the journal is written; null = nowhere. */
  readonly journal: string | null;
  /** Where its trace for Perfetto is written; unless given, nowhere. */
  readonly perfetto?: string | null;
}

/**
 * Compiles the scenario from its text and runs it; `watcher` looks on. A mistake of the program becomes an outcome, so that other runs go on.
 * Rejects with `RunStopped`, and with `OutputFailed` where journal or trace cannot be written: that is no mistake of the program.
 */
export async function runJob(
  job: RunJob,
  watcher: RunWatcher | null = null,
  stop: RunStop | null = null,
): Promise<RunOutcome> {
  const { replication } = job;
  const { seed } = job.planned;
  try {
    const run = await runWithJournal(job, watcher, stop);
    const stray = await strayFailure();
    if (stray !== null) throw new PolicyFailed(stray.module, run.end.endedAt, stray.text);
    return run;
  } catch (error) {
    if (isOver(error)) throw error;
    return brokenRun(error, { replication, seed });
  }
}

const isOver = (error: unknown): boolean => error instanceof RunStopped || isOutputFailed(error);

/** What a run that could not go on is, in either world. */
export function brokenRun(
  error: unknown,
  run: { readonly replication: number; readonly seed: string },
): LawBrokenRun | PolicyFailedRun | CrashedRun {
  if (error instanceof LawBroken) return { kind: 'law-broken', ...run, breach: error.breach };
  if (error instanceof PolicyFailed) {
    const { policy, at, message } = error;
    const programs = error instanceof SilentProgram ? error.programs : [];
    return { kind: 'policy-failed', ...run, policy, at, message, programs };
  }
  return { kind: 'crashed', ...run, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** Journal and trace of a run that broke a law are kept: they show how it came to that. Those of a stopped one break off anywhere. */
async function runWithJournal(job: RunJob, watcher: RunWatcher | null, stop: RunStop | null): Promise<FinishedRun> {
  const scenario = await withPolicies(() => compileJob(job));
  const collect = { ...job.collect, fingerprint: job.collect.fingerprint || job.checkDeterminism };
  const journal = job.journal === null ? null : openJournalFile(job.journal);
  const perfetto = perfettoFileOf(job, scenario);
  const extras = { source: sourceOf(job), watches: watchesOf(scenario, perfetto, watcher), stop };
  let close: 'commit' | 'discard' = 'commit';
  try {
    return await runAsking(scenario, collect, journal?.write ?? null, extras);
  } catch (error) {
    if (isOver(error)) close = 'discard';
    throw error;
  } finally {
    journal?.[close]();
    perfetto?.[close]();
  }
}

export const perfettoFileOf = ({ perfetto = null }: RunJob, scenario: CompiledScenario): PerfettoFile | null =>
  perfetto === null ? null : openPerfettoFile(perfetto, scenario);

/** All who look on at a run. */
export const watchesOf = (
  scenario: CompiledScenario,
  perfetto: PerfettoFile | null,
  watcher: RunWatcher | null,
): readonly Watch[] => [
  ...(perfetto === null ? [] : [perfetto.watch]),
  ...(watcher === null ? [] : [(series: SeriesTracker) => watcher.observe(scenario, series)]),
];

/** What the job's scenario is compiled from. */
export const sourceOf = ({ planned: { file, text, choice } }: Pick<RunJob, 'planned'>): JournalSource => {
  const { mode, pace, policy, set } = choice;
  return { file, text, mode, pace, policy, set };
};

/** The scenario of a job, compiled anew: a compiled scenario serves one run. */
export function compileJob({ planned, replication }: Pick<RunJob, 'planned' | 'replication'>): CompiledScenario {
  const document = documentOf(planned);
  const compiled =
    document === null
      ? null
      : compileScenario(document, { variant: planned.variant, replication, ...compileChoice(planned.choice) });
  if (compiled === null || 'problems' in compiled)
    throw new Error(`${planned.file} was checked, but no longer compiles`);
  return compiled.scenario;
}
