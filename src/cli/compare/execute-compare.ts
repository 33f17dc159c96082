import { planComparison } from '../../experiment/compare/plan-comparison.ts';
import type { PolicyComparison } from '../../experiment/compare/policy-comparison.ts';
import { type ComparisonEnd, comparisonWork, runComparison } from '../../experiment/compare/run-comparison.ts';
import type { Collect } from '../../experiment/measured-run.ts';
import { withPolicies } from '../../experiment/user-policies.ts';
import { comparisonSummary } from '../../report/compare/compare-summary.ts';
import { badInput } from '../bad-input.ts';
import { EXIT, type ExitCode, gravest } from '../exit-code.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { printJson } from '../json-outputs.ts';
import { nothingChosen } from '../nothing-chosen.ts';
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
import { type CompareRequest, compareRequest } from './compare-request.ts';
import { comparisonText } from './comparison-text.ts';

/**
 * Everything is checked before the first run: on bad input nothing runs and nothing is written.
 */
export async function executeCompare(
  given: GivenArguments,
  terminal: Terminal,
  elsewhere: Elsewhere | null = null,
): Promise<ExitCode> {
  const request = compareRequest(given);
  const files = findScenarioFiles(request.patterns);
  const plan = await withPolicies(() => planComparison(files, request.suite, request.choice));
  if (plan.problems.length > 0) {
    if (request.json) printJson('compare', badInput(plan.problems), terminal);
    else tellProblems(plan.problems, terminal, '; nothing was run');
    return EXIT.badInput;
  }
  if (plan.comparisons.length === 0) throw nothingChosen(plan, request.suite);
  const lonely = plan.comparisons.find(({ contenders }) => contenders.length < 2);
  if (lonely !== undefined)
    throw new UsageError(
      `there is nothing to compare with: ${lonely.contenders[0]?.label} is the policy of ${lonely.base.scenario} itself`,
      'name another policy, or all',
    );
  const share = sharing(request, elsewhere, terminal);
  let done = elsewhere?.kind === 'done' ? elsewhere : null;
  if (share !== null) {
    const work = comparisonWork(plan.comparisons, request.choice, collectOf(request));
    const { jobs, json: isQuiet, reportFolder } = request;
    const came = await share({
      command: 'compare',
      given,
      files: files.map(({ file }) => file),
      work,
      jobs,
      isQuiet,
      reportFolder,
    });
    if (typeof came === 'number') return came;
    done = came;
  }
  if (request.reportFolder !== null) prepareReportFolder(request.reportFolder);

  const ran = await runAll(request, plan.comparisons, done, terminal);
  const end = { ...ran, interrupted: ran.interrupted || done?.isCut === true };
  const overview = request.reportFolder === null ? null : await report(request.reportFolder, end);
  const exitCode = gravest([
    ...end.comparisons.map((comparison) => exitCodeOf(comparison, request.strictLaws)),
    end.interrupted ? EXIT.interrupted : EXIT.good,
  ]);
  if (request.json) {
    const output = {
      poolproof: VERSION,
      exitCode,
      interrupted: end.interrupted,
      report: overview,
      comparisons: end.comparisons.map(comparisonSummary),
      notRun: end.notRun.map(({ file, scenario, variant }) => ({ file, scenario, variant })),
    };
    printJson('compare', output, terminal);
    return exitCode;
  }
  terminal.print(end.comparisons.map((comparison) => comparisonText(comparison, terminal)).join('\n'));
  if (end.interrupted) terminal.print('\ninterrupted: this is what was measured so far\n');
  if (end.notRun.length > 0)
    terminal.print(`not run: ${end.notRun.map(({ scenario, variant }) => `${scenario} > ${variant}`).join(', ')}\n`);
  if (overview !== null) terminal.print(`\nreport: ${overview}\n`);
  return exitCode;
}

async function runAll(
  request: CompareRequest,
  comparisons: Parameters<typeof runComparison>[0],
  done: Done | null,
  terminal: Terminal,
): Promise<ComparisonEnd> {
  const interrupt = interruptOf(() =>
    terminal.warn('\nstopping; what was measured so far is kept (Ctrl-C again ends at once)\n'),
  );
  const progress = showProgress(terminal, true);
  interrupt.arm(['SIGINT']);
  try {
    return await runComparison(comparisons, request.choice, {
      jobs: request.jobs,
      isWorthWorkers: done === null ? worthWorkers() : () => false,
      ...(done === null ? {} : { perform: done.runs }),
      collect: collectOf(request),
      signal: interrupt.signal,
      stop: interrupt,
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

const collectOf = ({ reportFolder }: CompareRequest): Collect => ({
  fingerprint: false,
  charts: reportFolder !== null,
  tasks: false,
  bound: true,
});

/** What draws is loaded only for this. */
async function report(folder: string, { comparisons, notRun }: ComparisonEnd): Promise<string> {
  const { writeComparisons } = await import('./write-comparisons.ts');
  return writeComparisons(folder, comparisons, VERSION, notRun);
}

function exitCodeOf({ policies }: PolicyComparison, strictLaws: boolean): ExitCode {
  const isBroken = policies.some(({ crashed, breaches }) => crashed !== null || (strictLaws && breaches.length > 0));
  return isBroken ? EXIT.broken : EXIT.good;
}
