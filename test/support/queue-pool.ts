import { Metrics } from '../../src/measure/metrics.ts';
import type { MetricValues } from '../../src/measure/scope-measures.ts';
import { SeriesTracker } from '../../src/measure/series.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { simulate } from '../../src/sim/run.ts';

/** A pool that is nothing but a queue with `servers` equal servers: always full size, one slot per agent, no delays. */
export interface QueuePool {
  readonly servers: number;
  /** As scenarios write them, such as `{ poisson: 30/h }`. */
  readonly arrivals: string;
  /** A distribution as scenarios write it, such as `exponential: { mean: 10s }`, or a duration. */
  readonly service: string;
  readonly warmup: string;
  readonly duration: string;
  readonly seed: string;
}

const scenarioText = (pool: QueuePool): string => `
scenario: queue
about: ${pool.servers} servers and one line.
seed: ${pool.seed}
run: { warmup: ${pool.warmup}, duration: ${pool.duration} }
pool:
  min: ${pool.servers}
  max: ${pool.servers}
  agent: { rule: single }
  pods: { schedule: 0s, start: 0s, connect: 0s, register: 0s, init: 0s, terminate: 0s }
  autoscaler: { policy: pending-plus-running, every: 10m }
workspaces: { count: 1000 }
profiles:
  job: { type: plan, plan: ${pool.service} }
workload:
  - { name: open, arrivals: ${pool.arrivals}, profile: job }
`;

/** The measures of `replications` runs that differ in their random numbers alone. */
export function runQueue(pool: QueuePool, replications: number): readonly MetricValues[] {
  return Array.from({ length: replications }, (_, replication) => {
    const { document, problems } = loadScenario(scenarioText(pool), 'queue.yaml', { set: [] });
    if (document === null) throw new Error(problems.map((problem) => problem.message).join('\n'));
    const compiled = compileScenario(document, { variant: document.variants[0]?.name ?? '', replication });
    if ('problems' in compiled) throw new Error(compiled.problems.map((problem) => problem.message).join('\n'));
    const series = new SeriesTracker(compiled.scenario);
    const metrics = new Metrics(compiled.scenario, series);
    simulate(compiled.scenario, [series, metrics]);
    return metrics.summary().overall;
  });
}
