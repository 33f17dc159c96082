import { join } from 'node:path';
import { writeFileAtomically } from '../../experiment/atomic-file.ts';
import type { PolicyResult } from '../../experiment/compare/policy-comparison.ts';
import type { Collect } from '../../experiment/measured-run.ts';
import { pickSetting } from '../../experiment/tune/pick.ts';
import { type PlannedTuning, planTuning, type TuningPlan } from '../../experiment/tune/plan-tuning.ts';
import { runTuning, tuningWork } from '../../experiment/tune/run-tuning.ts';
import type { TuningResult } from '../../experiment/tune/tuning-result.ts';
import { withPolicies } from '../../experiment/user-policies.ts';
import { tuningSummary } from '../../report/compare/tuning-summary.ts';
import { badInput } from '../bad-input.ts';
import { EXIT, type ExitCode, gravest } from '../exit-code.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { printJson } from '../json-outputs.ts';
import { nothingChosen } from '../nothing-chosen.ts';
import { inputFiles } from '../output-files.ts';
import { interruptOf } from '../run/interrupt.ts';
import { showProgress } from '../run/progress.ts';
import { prepareReportFolder } from '../run/report-folder.ts';
import { findScenarioFiles } from '../scenario-files.ts';
import { sharing } from '../shard/share-out.ts';
import type { Done, Elsewhere } from '../shard/shared.ts';
import { tellProblems } from '../tell-problems.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { VERSION } from '../version.ts';
import { worthWorkers } from '../worth-workers.ts';
import { checkPickedTarget, writePickedFragment } from './picked-fragment.ts';
import { type TuneRequest, tuneRequest } from './tune-request.ts';
import { tuningText } from './tuning-text.ts';

/** Everything is checked before the first run: on bad input nothing runs and nothing is written. */
export async function executeTune(
  given: GivenArguments,
  terminal: Terminal,
  elsewhere: Elsewhere | null = null,
): Promise<ExitCode> {
  const request = tuneRequest(given);
  const plan = await withPolicies(() => planTuning(findScenarioFiles([request.file]), request.suite, request.choice));
  if (plan.problems.length > 0) {
    if (request.json) printJson('tune', badInput(plan.problems), terminal);
    else tellProblems(plan.problems, terminal, '; nothing was run');
    return EXIT.badInput;
  }
  const planned = theOnly(plan, request);
  checkGrid(planned, request);
  if (request.out !== null && elsewhere?.kind !== 'shared')
    checkPickedTarget(request.out, [
      ...inputFiles(given, [planned.base.file]),
      ...(elsewhere?.kind === 'done' ? elsewhere.files : []),
    ]);
  const share = sharing(request, elsewhere, terminal);
  let done = elsewhere?.kind === 'done' ? elsewhere : null;
  if (share !== null) {
    const work = tuningWork(planned, request.choice, collectOf(request));
    const { jobs, json: isQuiet, reportFolder } = request;
    // Of a folder, too, only one file is tuned.
    const came = await share({ command: 'tune', given, files: [planned.base.file], work, jobs, isQuiet, reportFolder });
    if (typeof came === 'number') return came;
    done = came;
  }
  if (request.reportFolder !== null) prepareReportFolder(request.reportFolder);

  const result = await search(planned, request, done, terminal);
  if (result === null) {
    if (request.json) printJson('tune', { poolproof: VERSION, exitCode: EXIT.interrupted, tuning: null }, terminal);
    else terminal.print('interrupted before the first run was finished\n');
    return EXIT.interrupted;
  }
  const picked = pickSetting(result, request.pick);
  const fragment = picked === null || request.out === null ? null : writePicked(planned, result, picked, request);
  const overview = request.reportFolder === null ? null : await report(request.reportFolder, result, picked);
  const exitCode = gravest([
    result.settings.some(({ fate }) => fate === 'broken') ? EXIT.broken : EXIT.good,
    picked === null ? EXIT.notMet : EXIT.good,
    result.ended === 'interrupted' ? EXIT.interrupted : EXIT.good,
  ]);
  if (request.json) {
    const tuning = tuningSummary(result, picked?.label ?? null);
    const fragmentFile = fragment?.file ?? null;
    printJson('tune', { poolproof: VERSION, exitCode, report: overview, fragment: fragmentFile, tuning }, terminal);
    return exitCode;
  }
  terminal.print(tuningText(result, { pick: request.pick, picked }, terminal));
  if (result.ended === 'interrupted') terminal.print('\ninterrupted: this is what was measured so far\n');
  if (overview !== null) terminal.print(`\nreport: ${overview}\n`);
  if (fragment !== null) terminal.print(`\n${fragment.text}\n`);
  return exitCode;
}

/** One front is of one variant: what is best in one need not be so in another. */
function theOnly(plan: TuningPlan, { suite }: TuneRequest): PlannedTuning {
  const [first, ...others] = plan.tunings;
  const [open] = plan.undecided;
  if (open !== undefined)
    throw new UsageError(
      `the pools of ${open.scenario} > ${open.variant} scale by different policies or parameters`,
      'name one for all of them with --policy',
    );
  if (first === undefined) throw nothingChosen(plan, suite);
  if (others.length > 0)
    throw new UsageError(
      `${first.base.scenario} has ${plan.tunings.length} variants, and one is tuned at a time`,
      `--variant ${plan.tunings.map(({ base }) => base.variant).join(', or --variant ')}`,
    );
  return first;
}

function checkGrid({ space }: PlannedTuning, { choice }: TuneRequest): void {
  if (choice.method !== 'grid') return;
  const runs = (space.gridSize + 1) * choice.replications;
  if (space.gridSize <= LARGEST_GRID && runs <= (choice.budget ?? runs)) return;
  throw new UsageError(
    `the grid has ${space.gridSize} settings, which with the scenario's own makes ${runs} runs: more than ${
      space.gridSize > LARGEST_GRID
        ? `the ${LARGEST_GRID} settings that are tried at most`
        : `--budget ${choice.budget}`
    }`,
    'make steps larger, raise --budget, or leave out --method: a race finds its own settings',
  );
}

/** What is measured of each is kept until the end. */
const LARGEST_GRID = 5000;

async function search(
  planned: PlannedTuning,
  request: TuneRequest,
  done: Done | null,
  terminal: Terminal,
): Promise<TuningResult | null> {
  const interrupt = interruptOf(() =>
    terminal.warn('\nstopping; what was measured so far is kept (Ctrl-C again ends at once)\n'),
  );
  const progress = showProgress(terminal, true);
  interrupt.arm(['SIGINT']);
  try {
    return await runTuning(planned, request.choice, {
      jobs: request.jobs,
      isWorthWorkers: done === null ? worthWorkers() : () => false,
      ...(done === null ? {} : { perform: done.runs }),
      collect: collectOf(request),
      signal: interrupt.signal,
      stop: interrupt,
      time: request.timeMs === null ? null : AbortSignal.timeout(request.timeMs),
      onProgress: (finished, total) => {
        interrupt.arm();
        progress.advance(finished, total);
      },
    });
  } finally {
    progress.end();
    interrupt.release();
  }
}

const collectOf = ({ reportFolder }: TuneRequest): Collect => ({
  fingerprint: false,
  charts: reportFolder !== null,
  tasks: false,
});

function writePicked(
  planned: PlannedTuning,
  result: TuningResult,
  picked: PolicyResult,
  { out }: TuneRequest,
): { readonly file: string; readonly text: string } {
  const file = out as string;
  const { base } = planned;
  const reaches = writePickedFragment(file, planned, result, picked);
  const variant = base.variant === 'default' ? '' : ` --variant ${base.variant}`;
  return {
    file,
    text: reaches
      ? `written to ${file}; it is run by\n  poolproof run ${base.file}${variant} --with ${file}`
      : `written to ${file}; the variant ${base.variant} sets the policy itself, which --with does not reach: paste it there`,
  };
}

/** What draws is loaded only for this. */
async function report(folder: string, result: TuningResult, picked: PolicyResult | null): Promise<string> {
  const { writeComparisons } = await import('../compare/write-comparisons.ts');
  const overview = await writeComparisons(folder, [result.comparison], VERSION);
  const summary = tuningSummary(result, picked?.label ?? null);
  writeFileAtomically(join(folder, 'tune.json'), `${JSON.stringify(summary, null, 2)}\n`);
  return overview;
}
