import { journalLines } from '../../experiment/read-journal-file.ts';
import { measureRecorded } from '../../experiment/recorded-run.ts';
import { compileJob, type RunJob } from '../../experiment/run-job.ts';
import type { RunOutcome } from '../../experiment/run-outcome.ts';
import { policiesIn, withPolicies } from '../../experiment/user-policies.ts';
import { namedPolicies, parseHeader } from '../../measure/journal-header.ts';
import { ClusterProblem } from '../../real/cluster-problem.ts';
import { closeRunner } from '../run/close-runner.ts';
import type { ClusterRunner } from '../run/cluster-runner.ts';
import type { Interrupt } from '../run/interrupt.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import type { RecordedWorld, VerifyRequest } from './verify-request.ts';

export interface RealRuns {
  /** In order of replication; fewer than asked for when it was stopped, or the cluster was not available any more. */
  readonly outcomes: readonly RunOutcome[];
  readonly interrupted: boolean;
  /** Why no more could be run on the cluster. */
  readonly unavailable: ClusterProblem | null;
  /** Scenario ms per wall ms. */
  readonly timeScale: number;
}

/** The real half: on a cluster, one run after the other, or from a journal. */
export async function realRuns(
  { world }: VerifyRequest,
  jobs: readonly RunJob[],
  terminal: Terminal,
  interrupt: Interrupt,
): Promise<RealRuns> {
  const [first] = jobs;
  if (first === undefined) return { ...NOTHING, timeScale: 1 };
  const { timeScale } = compileJob(first);
  if (world.mode === 'journal') {
    const run = await recorded(first, world.file);
    return { ...NOTHING, outcomes: [run], timeScale: recordedScale(world) ?? timeScale };
  }
  interrupt.arm();
  const { openClusterRunner } = await import('../run/cluster-runner.ts');
  const outcomes: RunOutcome[] = [];
  let unavailable: ClusterProblem | null = null;
  let runner: ClusterRunner | null = null;
  try {
    runner = await openClusterRunner(world, terminal, interrupt.signal, first.planned.nodes);
    for (const job of jobs) {
      if (interrupt.signal.aborted) break;
      outcomes.push(await runner.run(job, interrupt.signal));
    }
  } catch (error) {
    // The runs before are as good as they were.
    if (!(error instanceof ClusterProblem)) throw error;
    unavailable = error;
  } finally {
    await closeRunner(runner, terminal);
  }
  const interrupted = interrupt.signal.aborted;
  return { outcomes, interrupted, unavailable, timeScale: world.timeScale ?? timeScale };
}

const NOTHING = { outcomes: [], interrupted: false, unavailable: null };

/** What the journal says; what the command line says, where that does not. */
function recordedScale({ file, timeScale }: RecordedWorld): number | null {
  const [line] = journalLines(file);
  const header = parseHeader(line ?? '', namedPolicies);
  const said = typeof header === 'string' ? undefined : header.timeScale;
  if (said === undefined || timeScale === null || said === timeScale) return said ?? timeScale;
  throw new UsageError(`${file} is of a run at timeScale ${said}`, 'leave out --time-scale');
}

async function recorded(job: RunJob, file: string): Promise<RunOutcome> {
  try {
    const choice = { collect: job.collect, policies: policiesIn('') };
    const run = await withPolicies(() => measureRecorded(compileJob(job), journalLines(file), choice));
    if (typeof run !== 'string') return run;
    throw new UsageError(
      `${file} cannot be compared: ${run}`,
      'name the journal of a run of this scenario and variant, and its --seed',
    );
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new UsageError(
      `cannot read ${file}: ${error.message}`,
      'name a journal that `poolproof run --journal` wrote',
    );
  }
}

export function worldText(world: VerifyRequest['world']): string {
  switch (world.mode) {
    case 'journal':
      return `the run recorded in ${world.file}`;
    case 'kind':
      return `a run on the kind cluster ${world.kind.cluster}`;
    case 'cluster':
      return `a run on the cluster of ${world.context === null ? 'the current context' : `context ${world.context}`}`;
  }
}
