import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { type PlannedVariant, planSuite } from '../../experiment/plan-suite.ts';
import { type RunJob, runJob } from '../../experiment/run-job.ts';
import type { RunOutcome } from '../../experiment/run-outcome.ts';
import type { RunStop } from '../../experiment/run-stop.ts';
import { runSuite, type SuiteEnd, suiteWork } from '../../experiment/run-suite.ts';
import { withPolicies } from '../../experiment/user-policies.ts';
import type { VariantResult } from '../../experiment/variant-result.ts';
import { ClusterProblem } from '../../real/cluster-problem.ts';
import { RUN_LABEL } from '../../real/pod-names.ts';
import type { NotRun } from '../../report/interrupted-text.ts';
import type { ReportSubject } from '../../report/report-subject.ts';
import { EXIT, type ExitCode, gravest } from '../exit-code.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { nothingChosen } from '../nothing-chosen.ts';
import { checkOutputs, inputFiles } from '../output-files.ts';
import { findScenarioFiles } from '../scenario-files.ts';
import { sharing } from '../shard/share-out.ts';
import type { Done, Elsewhere } from '../shard/shared.ts';
import type { Terminal } from '../terminal.ts';
import { VERSION } from '../version.ts';
import type { RunWatch } from '../watch/run-watch.ts';
import { worthWorkers } from '../worth-workers.ts';
import { closeRunner } from './close-runner.ts';
import type { ClusterRequest } from './cluster-request.ts';
import type { ClusterRunner } from './cluster-runner.ts';
import { compareGolden, type Golden, type GoldenDifference, isDifferent, readGolden, writeGolden } from './golden.ts';
import { interruptOf } from './interrupt.ts';
import { showsSparks } from './pretty.ts';
import { showProgress } from './progress.ts';
import { repeatCommand } from './repeat-command.ts';
import { prepareReportFolder, writeReports } from './report-folder.ts';
import { isDocument } from './reporter-choice.ts';
import { runOutputs } from './run-outputs.ts';
import { type RunRequest, runRequest, uncertainShard } from './run-request.ts';
import { suiteRuns } from './suite-runs.ts';
import { tellBadInput, tellEnd } from './tell-end.ts';

/**
 * Everything is checked before the first run: on bad input nothing runs and nothing is written.
 */
export async function executeRun(
  given: GivenArguments,
  terminal: Terminal,
  elsewhere: Elsewhere | null = null,
): Promise<ExitCode> {
  const startedAt = performance.now();
  const request = runRequest(given);
  const files = findScenarioFiles(request.patterns);
  const plan = await withPolicies(() => planSuite(files, request.choice));
  const { variants, problems } = plan;
  // Even of bad input a reporter may write.
  checkOutputs(runOutputs(request, problems.length > 0 ? [] : variants, elsewhere), [
    ...inputFiles(
      given,
      files.map(({ file }) => file),
    ),
    ...(request.golden?.mode === 'compare' ? [request.golden.file] : []),
    ...(elsewhere?.kind === 'done' ? elsewhere.files : []),
  ]);
  if (problems.length > 0) {
    tellBadInput(request, problems, terminal);
    return EXIT.badInput;
  }
  if (variants.length === 0) throw nothingChosen(plan, request.choice);
  const share = sharing(request, elsewhere, terminal);
  const open = share === null ? undefined : variants.find(({ replications }) => replications.goal !== null);
  if (open !== undefined) throw uncertainShard(`run.replications of ${open.file}`);
  // A share has nothing to compare with.
  const isShare = request.shard !== null || elsewhere?.kind === 'shared';
  const golden = request.golden === null || isShare ? null : readGolden(request.golden.file, request.golden.mode);
  let done = elsewhere?.kind === 'done' ? elsewhere : null;
  if (share !== null) {
    const work = suiteWork(variants, suiteRuns(request, variants));
    const { jobs, reportFolder } = request;
    const isQuiet = request.quiet || request.reporters.some(isDocument);
    const named = files.map(({ file }) => file);
    const came = await share({ command: 'run', given, files: named, work, jobs, isQuiet, reportFolder });
    if (typeof came === 'number') return came;
    done = came;
  }
  if (request.reportFolder !== null) prepareReportFolder(request.reportFolder);

  const watch = done === null ? await openWatch(request.watchPort, terminal) : null;
  try {
    return await runAndTell({ request, variants, elsewhere: plan.elsewhere, done, golden, watch, startedAt }, terminal);
  } finally {
    await watch?.close();
  }
}

interface RunStart {
  readonly request: RunRequest;
  readonly variants: readonly PlannedVariant[];
  readonly elsewhere: readonly string[];
  /** What was run already, in place of running it. */
  readonly done: Done | null;
  readonly golden: Golden | null;
  readonly watch: RunWatch | null;
  /** By the clock of `performance`. */
  readonly startedAt: number;
}

async function runAndTell(start: RunStart, terminal: Terminal): Promise<ExitCode> {
  const { request, variants, elsewhere, golden, watch, startedAt } = start;
  const suite = await runAll(start, terminal);
  const subjects = suite.results.map((result) => ({
    result,
    command: repeatCommand(result),
    version: VERSION,
  }));
  const notRun = notRunOf(variants, suite);
  const compared = settleGolden(request, golden, suite);
  const differences = compared.filter(isDifferent);
  const exitCode = gravest([
    ...suite.results.map(exitCodeOf),
    differences.length > 0 ? EXIT.notMet : EXIT.good,
    suite.interrupted ? EXIT.interrupted : EXIT.good,
    suite.unavailable === null ? EXIT.good : EXIT.unavailable,
  ]);
  // That somebody stopped it is no news to them.
  if (suite.unavailable !== null && !suite.interrupted) {
    const { message, remedy } = suite.unavailable;
    terminal.warn(`${terminal.paintWarning('red', 'error')}: ${message}\n  → ${remedy}\n`);
  }
  let overviewPath: string | null = null;
  let unwritten: unknown = null;
  try {
    if (request.reportFolder !== null)
      overviewPath = await writeReports(request.reportFolder, subjects, request.jobs, notRun);
  } catch (error) {
    // What was measured is told all the same.
    unwritten = error;
  }
  const elapsedMs = performance.now() - startedAt;
  tellEnd(
    {
      request,
      subjects: withGolden(subjects, compared, request),
      notRun,
      elsewhere,
      interrupted: suite.interrupted,
      differences,
      overviewPath,
      elapsedMs,
      exitCode,
    },
    terminal,
  );
  await watch?.end(subjects, notRun, request.reportFolder);
  if (unwritten !== null) throw unwritten;
  return exitCode;
}

function notRunOf(variants: readonly PlannedVariant[], { results, interrupted, unavailable }: SuiteRun): NotRun {
  const ran = new Set(results.map(({ planned }) => planned));
  const why = interrupted
    ? 'interrupted'
    : unavailable === null
      ? 'an earlier variant did not pass'
      : 'the cluster was not available';
  return { variants: variants.filter((variant) => !ran.has(variant)), why };
}

/** Threads and drawings are loaded for those who want to look on. */
async function openWatch(port: number | null, terminal: Terminal): Promise<RunWatch | null> {
  if (port === null) return null;
  const { RunWatch } = await import('../watch/run-watch.ts');
  return RunWatch.open(port, terminal);
}

interface SuiteRun extends SuiteEnd {
  /** Why no more could be run on the cluster. */
  readonly unavailable: ClusterProblem | null;
}

async function runAll({ request, variants, done, watch }: RunStart, terminal: Terminal): Promise<SuiteRun> {
  const wanted = suiteRuns(request, variants);
  const withSparks = done === null && showsSparks(variants.length, terminal);
  const runs = {
    ...wanted,
    collect: { ...wanted.collect, charts: wanted.collect.charts || withSparks || watch !== null },
  };
  const interrupt = interruptOf(
    () => terminal.warn('\nstopping; what was measured so far is kept (Ctrl-C again ends at once)\n'),
    () => {
      if (request.cluster !== null) terminal.warn(`${whatMayBeLeft(request.cluster)}\n`);
    },
  );
  const progress = showProgress(terminal, !request.quiet && watch === null);
  const lack = new AbortController();
  let unavailable: ClusterProblem | null = null;
  let runner: ClusterRunner | null = null;
  try {
    // Whatever is made in a cluster must be removed again: from here on Ctrl-C is ours.
    if (request.cluster !== null) {
      interrupt.arm();
      const { openClusterRunner } = await import('./cluster-runner.ts');
      runner = await openClusterRunner(
        request.cluster,
        terminal,
        interrupt.signal,
        Math.max(0, ...variants.map(({ nodes }) => nodes)),
      );
    }
    interrupt.arm(['SIGINT']);
    const suite = await runSuite(variants, {
      jobs: request.jobs,
      isWorthWorkers: done === null && watch === null && request.cluster === null ? worthWorkers() : () => false,
      ...(done === null ? {} : { perform: done.runs }),
      ...(watch === null ? {} : { perform: (job: RunJob) => watched(job, watch, interrupt) }),
      ...(runner === null
        ? {}
        : { perform: untilUnavailable(runner, lack, (problem) => (unavailable = problem), watch) }),
      ...runs,
      signal: AbortSignal.any([interrupt.signal, lack.signal]),
      stop: interrupt,
      onProgress: (finished, total) => {
        interrupt.arm();
        progress.advance(finished, total);
      },
    });
    const interrupted = interrupt.signal.aborted && (suite.interrupted || wasCut(suite));
    return { ...suite, interrupted: interrupted || done?.isCut === true, unavailable };
  } catch (error) {
    if (!(error instanceof ClusterProblem)) throw error;
    return { results: [], interrupted: interrupt.signal.aborted, unavailable: error };
  } finally {
    progress.end();
    watch?.clearLine();
    await closeRunner(runner, terminal);
    interrupt.release();
  }
}

/** Of a program that ends before it has tidied up. */
function whatMayBeLeft({ mode, context, kind, namespace }: ClusterRequest): string {
  if (namespace !== null)
    return `pods may be left in namespace ${namespace}; remove them: kubectl -n ${namespace} delete pods,secrets,configmaps -l ${RUN_LABEL}`;
  const where = mode === 'kind' ? `--kind-cluster ${kind.cluster}` : `--context ${context} --yes`;
  return `pods may be left in the cluster; remove them: poolproof cluster down --orphans ${where}`;
}

/** On a cluster the run under way ends at once, and counts as far as it came. */
const wasCut = ({ results }: SuiteEnd): boolean =>
  results.some(({ runs }) => runs.some(({ end }) => end.cause === 'interrupted'));

/** In this thread, one after the other, so that there is one to look at; signals come through between two. */
async function watched(job: RunJob, watch: RunWatch, stop: RunStop): Promise<RunOutcome> {
  await setImmediate();
  return runJob(job, watch, stop);
}

/** What one run could not have of the cluster, the next will not have either: the suite ends, and what was measured is kept. */
function untilUnavailable(
  runner: ClusterRunner,
  lack: AbortController,
  told: (problem: ClusterProblem) => void,
  watch: RunWatch | null,
): (job: RunJob, signal: AbortSignal) => Promise<RunOutcome | null> {
  return async (job, signal) => {
    try {
      return await runner.run(job, signal, watch);
    } catch (error) {
      if (!(error instanceof ClusterProblem)) throw error;
      told(error);
      lack.abort();
      return null;
    }
  };
}

/** Golden fingerprints are rewritten only from a complete and sound suite: half of one would hide a difference. */
function settleGolden(
  { golden: asked, patterns, choice }: RunRequest,
  golden: Golden | null,
  suite: SuiteEnd,
): readonly GoldenDifference[] {
  if (asked === null || golden === null) return [];
  if (asked.mode === 'compare') return compareGolden(golden, asked.file, suite.results);
  const isSound = !suite.interrupted && suite.results.every(({ verdict }) => verdict.kind !== 'broken');
  const everythingRan =
    patterns.length === 0 && choice.variant === null && choice.grep === null && choice.label === null;
  if (isSound) writeGolden(asked.file, golden, suite.results, everythingRan);
  return [];
}

/** Reporters tell it; the folder of a run does not, since its journal alone must give the same folder. */
function withGolden(
  subjects: readonly ReportSubject[],
  compared: readonly GoldenDifference[],
  { golden }: RunRequest,
): readonly ReportSubject[] {
  if (golden === null || compared.length === 0) return subjects;
  const { file } = golden;
  return subjects.map((subject, index) => {
    const { expected, observed } = compared[index]!;
    return { ...subject, golden: { file, expected, observed } };
  });
}

const exitCodeOf = ({ verdict }: VariantResult): ExitCode =>
  ({ passed: EXIT.good, failed: EXIT.notMet, broken: EXIT.broken })[verdict.kind];
