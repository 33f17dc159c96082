import { journalLines } from '../../experiment/read-journal-file.ts';
import { measureRecorded } from '../../experiment/recorded-run.ts';
import { compileJob, type RunJob } from '../../experiment/run-job.ts';
import type { RunOutcome } from '../../experiment/run-outcome.ts';
import { policiesIn, withPolicies } from '../../experiment/user-policies.ts';
import type { Interrupt } from '../run/interrupt.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import type { VerifyRequest } from './verify-request.ts';

export interface RealRuns {
  /** In order of replication; fewer than asked for when it was stopped. */
  readonly outcomes: readonly RunOutcome[];
  readonly interrupted: boolean;
  /** Scenario ms per wall ms. */
  readonly timeScale: number;
}

/** The real half: on a cluster, one run after the other, or from a journal. Rejects with a `ClusterProblem` when there is no cluster. */
export async function realRuns(
  { world }: VerifyRequest,
  jobs: readonly RunJob[],
  terminal: Terminal,
  interrupt: Interrupt,
): Promise<RealRuns> {
  const [first] = jobs;
  if (first === undefined) return { outcomes: [], interrupted: false, timeScale: 1 };
  const { timeScale } = compileJob(first);
  if (world.mode === 'journal') return { outcomes: [await recorded(first, world.file)], interrupted: false, timeScale };
  interrupt.arm();
  const { openClusterRunner } = await import('../run/cluster-runner.ts');
  const runner = await openClusterRunner(world, terminal, interrupt.signal, first.planned.nodes);
  const outcomes: RunOutcome[] = [];
  try {
    for (const job of jobs) {
      if (interrupt.signal.aborted) break;
      outcomes.push(await runner.run(job, interrupt.signal));
    }
  } finally {
    await runner.close();
  }
  return { outcomes, interrupted: interrupt.signal.aborted, timeScale: world.timeScale ?? timeScale };
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
