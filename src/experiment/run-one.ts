import type { Observer } from '../engine/observer.ts';
import { ChartRecorder } from '../measure/chart-data.ts';
import { ExpectationWatch } from '../measure/expectations.ts';
import { Fingerprint } from '../measure/fingerprint.ts';
import { JournalWriter } from '../measure/journal.ts';
import { headerLine, headerOf } from '../measure/journal-header.ts';
import { Metrics } from '../measure/metrics.ts';
import { SeriesTracker } from '../measure/series.ts';
import { TaskRows } from '../measure/task-rows.ts';
import type { CompiledScenario } from '../scenario/compiled.ts';
import { simulate } from '../sim/run.ts';
import { briefOf } from './brief.ts';
import type { FinishedRun } from './run-outcome.ts';
import { sha256 } from './sha256.ts';

/** What is kept of a run beside its measures and expectations, which cost little. */
export interface Collect {
  readonly fingerprint: boolean;
  readonly charts: boolean;
  readonly tasks: boolean;
}

export const NOTHING_MORE: Collect = { fingerprint: false, charts: false, tasks: false };

/**
 * Runs a compiled scenario on the simulated clock and measures it. `journal` takes the journal's lines, header first.
 * Throws `LawBroken` where a law breaks that the variant does not name.
 */
export function runOne(
  scenario: CompiledScenario,
  collect: Collect,
  journal: ((line: string) => void) | null,
): FinishedRun {
  // The tracker comes first: all that follow read the present from it.
  const series = new SeriesTracker(scenario);
  const metrics = new Metrics(scenario, series);
  const watch = new ExpectationWatch(scenario, series);
  const charts = collect.charts ? new ChartRecorder(scenario, series) : null;
  const fingerprint = collect.fingerprint ? new Fingerprint(scenario, sha256()) : null;
  const tasks = collect.tasks ? new TaskRows(scenario) : null;
  if (tasks !== null) series.tasks.subscribe(tasks);
  journal?.(headerLine(headerOf(scenario)));
  const writer = journal === null ? null : new JournalWriter(scenario, journal);
  const observers: readonly (Observer | null)[] = [series, metrics, watch, charts, fingerprint, writer];
  const end = simulate(
    scenario,
    observers.filter((observer) => observer !== null),
  );
  const measured = metrics.summary();
  return {
    kind: 'finished',
    replication: scenario.replication,
    seed: scenario.seed,
    brief: briefOf(scenario),
    end,
    expectations: watch.results(measured),
    metrics: measured,
    fingerprint: fingerprint?.digest() ?? null,
    determinism: null,
    charts: charts?.data() ?? null,
    tasks: tasks?.table(end.endedAt) ?? null,
  };
}
