import type { MetricName } from '../scenario/metric-catalogue.ts';
import type { NodeFigures } from './node-book.ts';
import { lostTasks, type PoolCounts } from './pool-counts.ts';
import { ScopeLevels } from './scope-levels.ts';
import { Tally } from './tally.ts';
import { overlapMs, type Window } from './window.ts';

export type MetricValues = Readonly<Record<MetricName, number | null>>;

/** Everything counted for one scope: a pool, or the whole run. */
export class ScopeMeasures {
  readonly levels: ScopeLevels;
  readonly wait = new Tally();
  readonly applyWait = new Tally();
  readonly blocked = new Tally();
  readonly turnaround = new Tally();
  readonly onlineUtilization = { sum: 0, count: 0 };
  /** Time that tasks spent waiting unblocked or running inside the window, from their own accounts. */
  inSystemMs = 0;
  podsCreated = 0;
  podsNeverUsed = 0;
  podsFailed = 0;
  scaleUps = 0;
  scaleDowns = 0;
  directionChanges = 0;
  coldStarts = 0;
  dispatchFailures = 0;
  blindSends = 0;
  tasksSubmitted = 0;
  /** Inside the window; `tasksEnded` counts the whole run. */
  tasksEndedInWindow = 0;
  tasksEnded = 0;
  tasksFailed = 0;
  tasksCancelled = 0;
  tasksInterrupted = 0;
  tasksUnfinished = 0;
  tasksKilled = 0;
  readonly #pools: readonly PoolCounts[];
  readonly #window: Window;

  constructor(pools: readonly PoolCounts[], window: Window) {
    this.#pools = pools;
    this.#window = window;
    this.levels = new ScopeLevels(pools, window);
  }

  /** ∫ pods dt from creation to gone, inside the window. */
  podHours(endedAt: number): number {
    return this.levels.read(endedAt).area('podsExisting') / HOUR_MS;
  }

  /**
   * All measures of the metric catalogue when the run ended at `endedAt`; a run that was broken off is measured up to there. What is
   * known elsewhere is handed in; `atMaxMs` is the mean over the pools.
   */
  values(endedAt: number, known: { cost: number; atMaxMs: number; nodes: NodeFigures | null }): MetricValues {
    const { cost, atMaxMs, nodes } = known;
    const { area, podsMax, elasticity } = this.levels.read(endedAt);
    const { under, over, underMs, overMs, neededMs, supplyChanges, demandChanges } = elasticity;
    const measuredMs = overlapMs(this.#window, 0, endedAt);
    const hours = measuredMs / HOUR_MS;
    return {
      ...tallied('wait', this.wait),
      ...tallied('applyWait', this.applyWait),
      ...tallied('blocked', this.blocked),
      ...tallied('turnaround', this.turnaround),
      'utilization.mean': ratio(area('connectedRunning'), area('connectedSlots')),
      'utilization.allocated': ratio(area('connectedRunning') + area('connectedReserved'), area('connectedSlots')),
      'utilization.provisioned': ratio(area('slotsRunning'), area('slots')),
      'utilization.atScaleUp': ratio(this.onlineUtilization.sum, this.onlineUtilization.count),
      'pods.mean': ratio(area('podsExisting'), measuredMs),
      'pods.max': podsMax,
      'pods.hours': area('podsExisting') / HOUR_MS,
      'pods.idleHours': area('podsIdle') / HOUR_MS,
      'pods.created': this.podsCreated,
      'pods.neverUsed': this.podsNeverUsed,
      'pods.unschedulableHours': area('podsUnschedulable') / HOUR_MS,
      'nodes.mean': nodes?.mean ?? null,
      'nodes.max': nodes?.max ?? null,
      'nodes.hours': nodes?.hours ?? null,
      'nodes.cost': nodes?.cost ?? null,
      cost,
      'scale.ups': this.scaleUps,
      'scale.downs': this.scaleDowns,
      'scale.directionChanges': ratio(this.directionChanges, hours),
      'scale.atMax': ratio(atMaxMs, measuredMs),
      'scale.coldStarts': this.coldStarts,
      'elasticity.underAccuracy': ratio(under, neededMs),
      'elasticity.overAccuracy': ratio(over, neededMs),
      'elasticity.underTimeshare': ratio(underMs, measuredMs),
      'elasticity.overTimeshare': ratio(overMs, measuredMs),
      'elasticity.jitter': ratio(supplyChanges - demandChanges, hours),
      'little.error': this.#littleError(area('inSystem')),
      throughput: ratio(this.tasksEndedInWindow, hours),
      'tasks.submitted': this.tasksSubmitted,
      'tasks.finished': this.tasksEnded,
      'tasks.failed': this.tasksFailed,
      'tasks.cancelled': this.tasksCancelled,
      'tasks.interrupted': this.tasksInterrupted,
      'tasks.killed': this.tasksKilled,
      'tasks.lost': this.#pools.reduce((sum, counts) => sum + lostTasks(counts), 0),
      'tasks.unfinished': this.tasksUnfinished,
      'tasks.censored': this.wait.censored,
      'tasks.applyCensored': this.applyWait.censored,
      'tasks.blockedCensored': this.blocked.censored,
      'dispatch.failures': this.dispatchFailures,
      'dispatch.blindSends': this.blindSends,
      'pods.failed': this.podsFailed,
    };
  }

  /**
   * Little's law on the sample path: with N tasks in the window [0, T), each in the system for wᵢ of it, λ = N / T and W = Σ wᵢ / N,
   * so λW = Σ wᵢ / T, and L = ∫ tasks in the system dt / T. Stays are cut at both edges of the window (and at the end of the run for
   * tasks that are still there): the textbook's form, arrivals of the window times their whole stay, is off by what reaches over the
   * edges, which in a short run hides a mistake in the books. L comes from counters, λW from each task's own times; they agree to the
   * millisecond unless a task was dropped or counted twice.
   */
  #littleError(inSystemArea: number): number | null {
    return ratio(Math.abs(inSystemArea - this.inSystemMs), inSystemArea);
  }
}

type TallyKey<P extends string> = `${P}.${'mean' | 'p50' | 'p90' | 'p95' | 'p99' | 'max'}`;

const tallied = <P extends string>(prefix: P, tally: Tally) =>
  ({
    [`${prefix}.mean`]: tally.mean,
    [`${prefix}.p50`]: tally.quantile(0.5),
    [`${prefix}.p90`]: tally.quantile(0.9),
    [`${prefix}.p95`]: tally.quantile(0.95),
    [`${prefix}.p99`]: tally.quantile(0.99),
    [`${prefix}.max`]: tally.max,
  }) as Record<TallyKey<P>, number | null>;

const ratio = (over: number, under: number): number | null => (under === 0 ? null : over / under);

const HOUR_MS = 3_600_000;
