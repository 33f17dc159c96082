import { StartTroubles } from '../measure/start-troubles.ts';
import { ClusterProblem } from '../real/cluster-problem.ts';
import { type RealSetup, runReal } from '../real/run.ts';
import type { CompiledScenario } from '../scenario/compiled.ts';
import { isOutputFailed } from './atomic-file.ts';
import { openJournalFile } from './journal-file.ts';
import { MeasuredRun, type RunWatcher } from './measured-run.ts';
import { brokenRun, compileJob, perfettoFileOf, type RunJob, sourceOf, watchesOf } from './run-job.ts';
import type { RunOutcome } from './run-outcome.ts';
import { expectAnswers } from './silent-program.ts';
import { withPolicies } from './user-policies.ts';

/** What is the same for all runs of a suite on one cluster. */
export type ClusterSetup = Omit<RealSetup, 'runId' | 'signal' | 'timeScale' | 'conditions'> & {
  /** Null = the scenario's own. */
  readonly timeScale: number | null;
  /** A new one for each run. */
  runId(): string;
};

/**
 * One replication of one variant on a real cluster. A broken law, or a mistake of the program, becomes an outcome, as in the simulation; a `ClusterProblem` is thrown: what
 * one run could not have, the next will not have either. So is `OutputFailed`.
 */
export async function runOnCluster(
  job: RunJob,
  setup: ClusterSetup,
  signal: AbortSignal,
  watcher: RunWatcher | null = null,
): Promise<RunOutcome> {
  const { replication, planned } = job;
  const scenario = await withPolicies(() => compileJob(job));
  const journal = job.journal === null ? null : openJournalFile(job.journal);
  const perfetto = perfettoFileOf(job, scenario);
  try {
    const timeScale = setup.timeScale ?? scenario.timeScale;
    const run = new MeasuredRun(scenario, job.collect, journal?.write ?? null, {
      source: sourceOf(job),
      timeScale,
      watches: watchesOf(scenario, perfetto, watcher),
    });
    const starts = new StartTroubles(scenario);
    const { left, health, programs, ...end } = await runReal(scenario, [...run.observers, starts], {
      ...setup,
      conditions: run.conditions,
      runId: setup.runId(),
      timeScale,
      signal,
    });
    expectAnswers(programs, end.endedAt);
    return {
      ...run.finished(end),
      programs,
      cluster: { leftOut: leftToTheWorld(scenario), left, health, notStarted: starts.summary() },
    };
  } catch (error) {
    if (error instanceof ClusterProblem || isOutputFailed(error)) throw error;
    return brokenRun(error, { replication, seed: planned.seed });
  } finally {
    // Journal and trace of a run that broke a law or was stopped are kept: they show how it came to that.
    journal?.commit();
    perfetto?.commit();
  }
}

/** What models a cluster, of which a real one has its own. */
function leftToTheWorld({ pools, cluster }: CompiledScenario): readonly string[] {
  const path = (name: string): string => (pools.length === 1 ? 'pool' : `pools.${name}`);
  const delays = pools.flatMap(({ config, latency }) => [
    ...['schedule', 'start', 'connect', 'register'].map((delay) => `${path(config.name)}.pods.${delay}`),
    ...(latency.acceptMs === null && latency.reportMs === null ? [] : [`${path(config.name)}.latency`]),
    ...((config.autoscaler.policy.program?.latencyMs ?? 0) === 0
      ? []
      : [`${path(config.name)}.autoscaler.program.latency`]),
  ]);
  return cluster === null ? delays : ['cluster', ...delays];
}
