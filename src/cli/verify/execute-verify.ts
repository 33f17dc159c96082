import { join } from 'node:path';
import { writeFileAtomically } from '../../experiment/atomic-file.ts';
import { type CalibratedRun, calibrate, type PoolCalibration, phaseKey } from '../../experiment/calibration.ts';
import { calibrationOverrides, fragmentText } from '../../experiment/calibration-fragment.ts';
import type { Collect } from '../../experiment/measured-run.ts';
import { type PlannedVariant, planSuite } from '../../experiment/plan-suite.ts';
import { runAsking } from '../../experiment/run-asking.ts';
import { compileJob, type RunJob, runJob } from '../../experiment/run-job.ts';
import type { FinishedRun, RunOutcome } from '../../experiment/run-outcome.ts';
import { withPolicies } from '../../experiment/user-policies.ts';
import { verify } from '../../experiment/verify.ts';
import type { Override } from '../../scenario/load.ts';
import { badInput } from '../bad-input.ts';
import { EXIT, type ExitCode, gravest } from '../exit-code.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { printJson } from '../json-outputs.ts';
import { nothingChosen } from '../nothing-chosen.ts';
import { checkOutputs, inputFiles, type OutputFile } from '../output-files.ts';
import { interruptOf } from '../run/interrupt.ts';
import { prepareReportFolder } from '../run/report-folder.ts';
import { findScenarioFiles } from '../scenario-files.ts';
import { tellProblems } from '../tell-problems.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { VERSION } from '../version.ts';
import { type RealRuns, realRuns, worldText } from './real-runs.ts';
import { tellVerification } from './tell-verification.ts';
import { type VerifyRequest, verifyRequest } from './verify-request.ts';
import { writeVerifyReport } from './write-verify-report.ts';

/** Both worlds, the comparison, and what was asked to be written. On bad input nothing runs and nothing is written. */
export async function executeVerify(given: GivenArguments, terminal: Terminal): Promise<ExitCode> {
  const request = verifyRequest(given);
  const planned = await plannedVariant(request, terminal);
  if (planned === null) return EXIT.badInput;
  checkOutputs(outputsOf(request), inputFiles(given, [planned.file]));
  if (request.reportFolder !== null) prepareReportFolder(request.reportFolder);
  const jobs = Array.from({ length: request.replications }, (_, replication) => jobOf(planned, replication, request));
  const interrupt = interruptOf(() =>
    terminal.warn('\nstopping; what was measured so far is kept (Ctrl-C again ends at once)\n'),
  );
  let real: RealRuns;
  try {
    real = await realRuns(request, jobs, terminal, interrupt);
  } finally {
    interrupt.release();
  }
  // That somebody stopped it is no news to them.
  if (real.unavailable !== null && !real.interrupted) {
    const { message, remedy } = real.unavailable;
    terminal.warn(`${terminal.paintWarning('red', 'error')}: ${message}\n  → ${remedy}\n`);
  }
  const ended = real.interrupted ? EXIT.interrupted : real.unavailable === null ? EXIT.good : EXIT.unavailable;
  const measured = finishedOf(real.outcomes, 'on the cluster', terminal);
  if (measured === null) return EXIT.broken;
  if (measured.length === 0) return ended;

  const pools = compileJob(jobs[0] as RunJob).pools.map(({ config }) => config.name);
  const calibration = request.calibrate === null ? null : await calibrationOf(measured, jobs, pools);
  const isSinglePool = /^pool\s*:/m.test(planned.text);
  const fragment = request.calibrate ?? 'FRAGMENT';
  const learned = calibration === null ? [] : calibrationOverrides(calibration, { isSinglePool, fragment });
  const simulatedJobs = jobs.map((job) => simulatedTwin(job, learned));
  const outcomes: RunOutcome[] = [];
  for (const job of simulatedJobs.slice(0, measured.length)) outcomes.push(await runJob(job));
  const simulated = finishedOf(outcomes, 'in the simulation', terminal);
  if (simulated === null) return EXIT.broken;

  const { timeScale } = real;
  const result = verify(
    {
      file: planned.file,
      scenario: planned.scenario,
      variant: planned.variant,
      seed: planned.seed,
      world: worldText(request.world),
      timeScale,
      tolerance: request.tolerance,
      resolutionMs: RESOLUTION_WALL_MS * timeScale,
      calibrated: calibration !== null,
    },
    simulated,
    measured,
  );
  if (request.calibrate !== null && calibration !== null)
    writeFileAtomically(
      request.calibrate,
      fragmentText(calibration, { isSinglePool, about: aboutText(planned, request, real) }),
    );
  const page = request.reportFolder === null ? null : join(request.reportFolder, 'verify.html');
  if (request.reportFolder !== null)
    await writeVerifyReport(request.reportFolder, { result, calibration, simulated, real: measured });
  const exitCode = gravest([ended, result.isWithin ? EXIT.good : EXIT.notMet]);
  if (request.json) printJson('verify', { poolproof: VERSION, exitCode, ...result, calibration }, terminal);
  else tellVerification({ result, calibration, fragment: request.calibrate, page }, terminal);
  return exitCode;
}

const outputsOf = ({ journal, calibrate: fragment }: VerifyRequest): readonly OutputFile[] => [
  ...(journal === null ? [] : [{ option: '--journal', path: journal }]),
  ...(fragment === null ? [] : [{ option: '--calibrate', path: fragment }]),
];

/** The one variant to compare; null = the file has mistakes, which were told. */
async function plannedVariant(
  { patterns, choice, json }: VerifyRequest,
  terminal: Terminal,
): Promise<PlannedVariant | null> {
  if (patterns.length === 0)
    throw new UsageError('no scenario is named', 'for example poolproof verify monday.yaml --mode kind');
  const plan = await withPolicies(() => planSuite(findScenarioFiles(patterns), choice));
  const { variants, problems } = plan;
  if (problems.length > 0) {
    if (json) printJson('verify', badInput(problems), terminal);
    else tellProblems(problems, terminal, '; nothing was run');
    return null;
  }
  const [first, second] = variants;
  if (first === undefined) throw nothingChosen(plan, choice);
  if (second === undefined) return first;
  const names = variants.map(({ variant }) => variant).join(', ');
  throw new UsageError(
    `verify compares one variant, and there are ${variants.length}: ${names}`,
    'name one file, and one variant with --variant',
  );
}

const COLLECT: Collect = { fingerprint: false, charts: true, tasks: true, delays: true };

const jobOf = (planned: PlannedVariant, replication: number, { journal }: VerifyRequest): RunJob => ({
  planned,
  replication,
  collect: COLLECT,
  checkDeterminism: false,
  journal,
});

/** The same run, with the delays that were learned; the journal, if any, is the real one's. */
function simulatedTwin(job: RunJob, overrides: readonly Override[]): RunJob {
  const { planned } = job;
  const set = [...planned.choice.set, ...overrides];
  return { ...job, journal: null, planned: { ...planned, choice: { ...planned.choice, set } } };
}

/** Null when a run was broken, which is told. */
function finishedOf(outcomes: readonly RunOutcome[], where: string, terminal: Terminal): readonly FinishedRun[] | null {
  const finished: FinishedRun[] = [];
  for (const outcome of outcomes) {
    if (outcome.kind === 'finished') finished.push(outcome);
    else {
      const what =
        outcome.kind === 'law-broken' ? `law ${outcome.breach.law}: ${outcome.breach.text}` : outcome.message;
      terminal.warn(`${terminal.paintWarning('red', 'broken')} ${where}: ${what}\n`);
      return null;
    }
  }
  return finished;
}

/** How long each phase takes without latency is asked of a simulation without any. */
async function calibrationOf(
  measured: readonly FinishedRun[],
  jobs: readonly RunJob[],
  pools: readonly string[],
): Promise<readonly PoolCalibration[]> {
  const runs: CalibratedRun[] = [];
  for (const run of measured) {
    const scenario = compileJob(jobs[run.replication] as RunJob);
    const without = scenario.pools.map((pool) => ({ ...pool, latency: { acceptMs: null, reportMs: null } }));
    // Which task is which depends, in a closed system, on who was served first: nothing can be compared then.
    const isClosed = scenario.workload.taskEnded !== null;
    const ideal = isClosed ? null : (await runAsking({ ...scenario, pools: without }, COLLECT, null)).delays;
    const workMs = new Map(
      (ideal?.phases ?? [])
        .filter(({ freshDirectory }) => !freshDirectory)
        .map((phase) => [phaseKey(phase), phase.endedAt - phase.beganAt]),
    );
    runs.push({ delays: run.delays ?? { pods: [], phases: [] }, workMs });
  }
  return calibrate(runs, pools);
}

function aboutText(
  planned: PlannedVariant,
  { world, calibrate: file }: VerifyRequest,
  { timeScale }: RealRuns,
): readonly string[] {
  return [
    `Fitted to ${worldText(world)}: ${planned.scenario} > ${planned.variant}, seed ${planned.seed}.`,
    `In scenario time at timeScale ${timeScale}: it means nothing at another one.`,
    `Lay it over a scenario: poolproof run ${planned.file} --with ${file ?? 'FRAGMENT'}`,
  ];
}

/** What timers, sockets and the watch of a real run may take without anybody being late. */
const RESOLUTION_WALL_MS = 50;
