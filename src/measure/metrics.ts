import type { DispatchFailed, ScaleDecided } from '../engine/note.ts';
import type { Observer } from '../engine/observer.ts';
import type { FinalState } from '../engine/task.ts';
import type { CompiledScenario } from '../scenario/compiled.ts';
import type { MetricName } from '../scenario/metric-catalogue.ts';
import { AskedSize } from './asked-size.ts';
import { type NodeFigures, NodeLevels } from './node-book.ts';
import type { PodAccount, PodReader } from './pod-book.ts';
import type { PoolCounts } from './pool-counts.ts';
import { type MetricValues, ScopeMeasures } from './scope-measures.ts';
import type { DecisionReader, SeriesTracker } from './series.ts';
import { isBlocked, isInSystem, type TaskAccount } from './task-account.ts';
import type { TaskReader } from './task-book.ts';
import { TimeAtMax } from './time-at-max.ts';
import { isWithin, measuredWindow, overlapMs, type Window } from './window.ts';

/** Every measure of a run, in the order of the metric catalogue. Plain data. */
export interface RunMetrics {
  readonly overall: MetricValues;
  /** One per pool in the scenario's order; empty where there is only one, since it would say the same. */
  readonly pools: readonly { readonly name: string; readonly values: MetricValues }[];
}

/** A measure by its key or `<pool>/<key>`; undefined where the run has none of that name. */
export function metricOf(metrics: RunMetrics, name: string): number | null | undefined {
  const slash = name.lastIndexOf('/');
  if (slash < 0) return metrics.overall[name as MetricName];
  const pool = metrics.pools.find((candidate) => candidate.name === name.slice(0, slash));
  return (pool?.values ?? (metrics.pools.length === 0 ? metrics.overall : undefined))?.[
    name.slice(slash + 1) as MetricName
  ];
}

/**
 * Folds a run into the measures of the metric catalogue. Reads tasks, pods and counts from the tracker, which must stand before it in
 * the list of observers.
 */
export class Metrics implements Observer, TaskReader, PodReader, DecisionReader {
  readonly #scenario: CompiledScenario;
  readonly #series: SeriesTracker;
  readonly #window: Window;
  readonly #overall: ScopeMeasures;
  readonly #pools: readonly ScopeMeasures[];
  /** By pool: the scopes its figures go to. */
  readonly #scopes: readonly (readonly ScopeMeasures[])[];
  /** By pool: 1 = its last change was up, −1 = down, 0 = none yet. Followed from the beginning: a turn is counted when it comes. */
  readonly #directions: number[];
  readonly #askedSizes: readonly AskedSize[];
  readonly #timesAtMax: readonly TimeAtMax[];
  /** Null without a cluster. */
  readonly #nodes: NodeLevels | null;
  #endedAt = 0;

  constructor(scenario: CompiledScenario, series: SeriesTracker) {
    const { pools } = series;
    this.#scenario = scenario;
    this.#series = series;
    this.#window = measuredWindow(scenario.run);
    this.#overall = new ScopeMeasures(pools, this.#window);
    this.#pools =
      pools.length === 1 ? [this.#overall] : pools.map((counts) => new ScopeMeasures([counts], this.#window));
    this.#scopes = this.#pools.map((pool) => (pool === this.#overall ? [pool] : [this.#overall, pool]));
    this.#directions = pools.map(() => 0);
    this.#askedSizes = pools.map(() => new AskedSize());
    this.#timesAtMax = pools.map(
      ({ desired }, index) => new TimeAtMax(this.#window, scenario.pools[index]!.config.max, desired),
    );
    this.#nodes = scenario.cluster === null ? null : new NodeLevels(series.nodes, this.#window);
    series.tasks.subscribe(this);
    series.pods.subscribe(this);
    series.onDecision(this);
    this.instantEnded(0);
  }

  /** After the run's end. */
  summary(): RunMetrics {
    const costs = this.#pools.map((pool, index) => this.#cost(pool, index));
    const nodes = this.#nodeFigures();
    const total = costs.reduce((sum, cost) => sum + cost, nodes?.cost ?? 0);
    const named = this.#pools.length === 1 ? [] : this.#pools;
    const atMax = this.#timesAtMax.map((times) => times.until(this.#endedAt));
    const atMaxMs = atMax.reduce((sum, ms) => sum + ms, 0) / atMax.length;
    return {
      overall: this.#overall.values(this.#endedAt, { cost: total, atMaxMs, nodes }),
      pools: named.map((pool, index) => ({
        name: (this.#series.pools[index] as { name: string }).name,
        values: pool.values(this.#endedAt, {
          cost: costs[index] as number,
          atMaxMs: atMax[index] as number,
          nodes: null,
        }),
      })),
    };
  }

  instantEnded(at: number): void {
    this.#overall.levels.instantEnded(at);
    this.#nodes?.instantEnded(at);
    if (this.#pools.length === 1) return;
    for (const pool of this.#pools) pool.levels.instantEnded(at);
  }

  runEnded(at: number): void {
    this.#endedAt = at;
    this.#series.tasks.forEachActive((account) => {
      if (isInSystem(account)) this.systemLeft(account, at);
      for (const scope of this.#scopesOf(account)) {
        scope.tasksUnfinished++;
        if (isWithin(this.#window, account.arrivedAt)) cutOff(scope, account, at);
      }
    });
  }

  taskArrived(account: TaskAccount): void {
    if (!isWithin(this.#window, account.arrivedAt)) return;
    for (const scope of this.#scopesOf(account)) scope.tasksSubmitted++;
  }

  planBegan(account: TaskAccount, at: number): void {
    if (!isWithin(this.#window, account.arrivedAt)) return;
    const waitMs = account.waitUntil(at);
    for (const scope of this.#scopesOf(account)) scope.wait.add(waitMs);
  }

  applyBegan(account: TaskAccount, at: number): void {
    if (!isWithin(this.#window, account.arrivedAt) || account.confirmedAt < 0) return;
    for (const scope of this.#scopesOf(account)) scope.applyWait.add(at - account.confirmedAt);
  }

  systemLeft(account: TaskAccount, at: number): void {
    const stayMs = overlapMs(this.#window, account.inSystemSince, at);
    for (const scope of this.#scopesOf(account)) scope.inSystemMs += stayMs;
  }

  taskEnded(account: TaskAccount, state: FinalState, cause: string | null, at: number): void {
    const isMeasured = isWithin(this.#window, account.arrivedAt);
    const isInWindow = isWithin(this.#window, at);
    for (const scope of this.#scopesOf(account)) {
      scope.tasksEnded++;
      if (isInWindow) scope.tasksEndedInWindow++;
      if (state === 'failed') scope.tasksFailed++;
      else if (state === 'cancelled') scope.tasksCancelled++;
      if (cause !== null && cause === 'interrupted') scope.tasksInterrupted++;
      if (!isMeasured) continue;
      cutOffWaits(scope, account, at);
      scope.blocked.add(account.blockedUntil(at));
      scope.turnaround.add(at - account.arrivedAt);
    }
  }

  podUp(pod: PodAccount, at: number): void {
    if (!isWithin(this.#window, at)) return;
    for (const scope of this.#scopesOf(pod)) scope.podsCreated++;
  }

  podFailed(pod: PodAccount): void {
    for (const scope of this.#scopesOf(pod)) scope.podsFailed++;
  }

  podGone(pod: PodAccount): void {
    if (pod.isUsed) return;
    for (const scope of this.#scopesOf(pod)) scope.podsNeverUsed++;
  }

  workKilled(pod: PodAccount): void {
    for (const scope of this.#scopesOf(pod)) scope.tasksKilled++;
  }

  scaleDecided(note: ScaleDecided): void {
    (this.#timesAtMax[note.pool] as TimeAtMax).decided(note.to, note.at);
    const { createsFailed } = this.#series.pools[note.pool] as PoolCounts;
    const asksAgain = (this.#askedSizes[note.pool] as AskedSize).asksAgain(note, createsFailed);
    if (note.to === note.from || asksAgain) return;
    const direction = note.to > note.from ? 1 : -1;
    const isTurn = this.#directions[note.pool] === -direction;
    this.#directions[note.pool] = direction;
    if (!isWithin(this.#window, note.at)) return;
    for (const scope of this.#scopes[note.pool] as readonly ScopeMeasures[]) {
      if (isTurn) scope.directionChanges++;
      if (direction < 0) {
        scope.scaleDowns++;
        continue;
      }
      scope.scaleUps++;
      if (note.from === 0) scope.coldStarts++;
      if (note.onlineUtilization === null) continue;
      scope.onlineUtilization.sum += note.onlineUtilization;
      scope.onlineUtilization.count++;
    }
  }

  dispatchFailed(note: DispatchFailed): void {
    const account = this.#series.tasks.find(note.task);
    if (account === undefined) return;
    // An apply that waits in its reserved slot for its agent took no slot blindly.
    const isBlind = note.cause === 'agent-not-connected' && account.heldUse === 'idle';
    for (const scope of this.#scopesOf(account)) {
      scope.dispatchFailures++;
      if (isBlind) scope.blindSends++;
    }
  }

  #nodeFigures(): NodeFigures | null {
    return this.#nodes?.read(this.#endedAt, overlapMs(this.#window, 0, this.#endedAt)) ?? null;
  }

  #cost(pool: ScopeMeasures, index: number): number {
    const { pricePerHour } = this.#scenario.pools[index] as { pricePerHour: number };
    return pool.podHours(this.#endedAt) * pricePerHour;
  }

  #scopesOf(owner: TaskAccount | PodAccount): readonly ScopeMeasures[] {
    return this.#scopes[owner.counts.index] as readonly ScopeMeasures[];
  }
}

/** What the end of the run cut short counts with what was seen of it. */
function cutOff(scope: ScopeMeasures, account: TaskAccount, at: number): void {
  cutOffWaits(scope, account, at);
  if (isBlocked(account)) scope.blocked.addAtLeast(account.blockedUntil(at));
  else scope.blocked.add(account.blockedUntil(at));
}

/** A phase that will never begin: the wait for it was at least so long. */
function cutOffWaits(scope: ScopeMeasures, account: TaskAccount, at: number): void {
  if (!account.planBegan) scope.wait.addAtLeast(account.waitUntil(at));
  else if (account.confirmedAt >= 0 && !account.applyBegan) scope.applyWait.addAtLeast(at - account.confirmedAt);
}
