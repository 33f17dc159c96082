import type { Terminal } from '../../src/cli/terminal.ts';
import type { Check } from '../../src/experiment/checks.ts';
import { EVERYTHING, type PlannedVariant } from '../../src/experiment/plan-suite.ts';
import { fixedReplications } from '../../src/experiment/replication-plan.ts';
import type { FinishedRun, RunOutcome } from '../../src/experiment/run-outcome.ts';
import { type VariantResult, variantResult } from '../../src/experiment/variant-result.ts';
import type { ExpectationResult } from '../../src/measure/expectations.ts';
import type { RunMetrics } from '../../src/measure/metrics.ts';
import type { Expectation, MetricCondition } from '../../src/scenario/expectation.ts';
import { METRIC_NAMES, type MetricName } from '../../src/scenario/metric-catalogue.ts';

/** Results made by hand, for tests of what is done with results. */

export const plannedVariant = (changes: Partial<PlannedVariant> = {}): PlannedVariant => ({
  file: 'scenarios/monday.yaml',
  text: 'scenario: monday\n',
  scenario: 'monday',
  about: 'Forty engineers start work at nine.',
  labels: [],
  variant: 'after',
  breaks: [],
  seed: '42',
  replications: fixedReplications(1),
  nodes: 0,
  traces: [],
  choice: EVERYTHING,
  ...changes,
});

export const metricsOf = (values: Partial<Record<MetricName, number>>): RunMetrics => ({
  overall: Object.fromEntries(METRIC_NAMES.map((name) => [name, values[name] ?? null])) as RunMetrics['overall'],
  pools: [],
});

export function finishedRun(changes: Partial<FinishedRun> = {}): FinishedRun {
  return {
    kind: 'finished',
    replication: 0,
    seed: '42',
    brief: {
      clockStart: null,
      warmupMs: 0,
      durationMs: 600_000,
      drainMs: 0,
      workspaces: 2,
      pools: [
        {
          name: 'pool',
          min: 0,
          max: 4,
          slots: 4,
          maxTasks: null,
          rule: 'apply-one-of-n',
          policy: 'slot-utilization',
          parameters: { scaleUpAbove: 0.8 },
          modifiers: [],
          everyMs: 10_000,
          victims: 'idle-only',
          dispatch: 'event-driven',
          readiness: 'connected',
          assignment: 'immediate',
        },
      ],
      faults: [],
    },
    end: { endedAt: 600_000, cause: 'horizon', events: 100, breaches: [] },
    expectations: [],
    metrics: metricsOf({ 'utilization.mean': 0.634, 'wait.p95': 65_000 }),
    fingerprint: null,
    determinism: null,
    charts: null,
    tasks: null,
    delays: null,
    bound: null,
    programs: [],
    cluster: null,
    ...changes,
  };
}

/** An `at 90s: tasks.running 2` of line 31. */
export const expectation = (name: string): Expectation => ({
  name,
  place: { file: 'scenarios/monday.yaml', line: 31, column: 5 },
  form: {
    kind: 'at',
    at: 90_000,
    conditions: [
      { series: { kind: 'count', name: 'tasks.running' }, comparison: { op: '=', value: 2 }, text: 'tasks.running 2' },
    ],
  },
});

export const metricExpectation = (name: string, condition: MetricCondition): Expectation => ({
  name,
  place: { file: 'scenarios/monday.yaml', line: 40, column: 5 },
  form: { kind: 'metric', conditions: [condition] },
});

export const heldOf = (name: string, held: boolean): ExpectationResult => ({
  expectation: expectation(name),
  held,
  observed: `tasks.running = ${held ? 2 : 1}`,
  observedAt: 90_000,
});

export const resultOf = (outcomes: readonly RunOutcome[], planned: Partial<PlannedVariant> = {}): VariantResult =>
  variantResult(plannedVariant({ replications: fixedReplications(outcomes.length), ...planned }), outcomes);

/** Without colours, and nothing is broken into lines. */
export const plainTerminal: Terminal = {
  print: () => {},
  warn: () => {},
  paint: (_, text) => text,
  paintWarning: (_, text) => text,
  isWatched: false,
  width: 100,
  columns: 100,
  shownWidth: null,
};

export const goodOf = (checks: readonly Check[]): Readonly<Record<string, boolean>> =>
  Object.fromEntries(checks.map((check) => [check.name, check.good]));
