import type { Observer } from '../engine/observer.ts';
import { Fingerprint } from '../measure/fingerprint.ts';
import { JournalWriter } from '../measure/journal.ts';
import { SeriesTracker } from '../measure/series.ts';
import { SeriesConditions } from '../measure/series-conditions.ts';
import type { CompiledScenario } from '../scenario/compiled.ts';
import { openJournalFile } from './journal-file.ts';
import { strayFailure } from './own-process.ts';
import type { PlannedVariant } from './plan-suite.ts';
import { simulateAsking } from './run-asking.ts';
import { compileJob } from './run-job.ts';
import { sha256 } from './sha256.ts';
import { withPolicies } from './user-policies.ts';

/** A run that is done again to be compared, as plain data. */
export interface SecondRun {
  readonly planned: PlannedVariant;
  readonly replication: number;
  /** Where its records are written, without a header; null = nowhere. */
  readonly records: string | null;
}

/** Its fingerprint, or why it did not come to its end. */
export type SecondRunEnd =
  | { readonly kind: 'finished'; readonly fingerprint: string }
  | { readonly kind: 'failed'; readonly message: string };

/** Runs it with nothing but its fingerprint, and its records where they are wanted. */
export async function secondRun(run: SecondRun): Promise<SecondRunEnd> {
  try {
    const scenario = await compiled(run);
    if (isFirst && scenario.pools.some(({ config }) => config.autoscaler.policy.module !== undefined)) {
      // A module of the user's that keeps something between runs is a run ahead of the first process from here on, and is found out.
      await again(await compiled(run), []);
    }
    isFirst = false;
    const fingerprint = new Fingerprint(scenario, sha256());
    if (run.records === null) await again(scenario, [fingerprint]);
    else await withRecords(scenario, fingerprint, run.records);
    const stray = await strayFailure();
    if (stray !== null) return { kind: 'failed', message: `${stray.module} failed ${stray.text}` };
    return { kind: 'finished', fingerprint: fingerprint.digest() };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** No run was done in this process yet. */
let isFirst = true;

const compiled = (run: SecondRun): Promise<CompiledScenario> => withPolicies(() => compileJob(run));

async function withRecords(scenario: CompiledScenario, fingerprint: Fingerprint, path: string): Promise<void> {
  const file = openJournalFile(path);
  try {
    await again(scenario, [fingerprint, new JournalWriter(scenario, file.write)]);
  } finally {
    file.commit();
  }
}

/** Series are counted only where a fault waits for them. */
async function again(scenario: CompiledScenario, observers: readonly Observer[]): Promise<void> {
  const series = scenario.faults.some(({ trigger }) => trigger !== null) ? new SeriesTracker(scenario) : null;
  if (series === null) await simulateAsking(scenario, observers);
  else await simulateAsking(scenario, [series, ...observers], new SeriesConditions(series));
}
