import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { PoolView, RunView } from './run-view.ts';

/**
 * A real run in Prometheus' words: times in seconds, counters end in `_total`. What the view can say is read when it is asked for; only
 * waits are told one by one.
 */
export class RunMetrics {
  readonly #registry = new Registry();
  readonly #waits: Histogram<'pool'>;
  readonly #loop: IntervalHistogram = monitorEventLoopDelay();

  constructor(view: RunView) {
    this.#loop.enable();
    this.#waits = this.#add(
      new Histogram({
        name: 'poolproof_task_wait_seconds',
        help: 'Time that tasks waited before a slot took them up, in seconds of the scenario.',
        labelNames: ['pool'],
        buckets: [0.1, 1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600],
        registers: [],
      }),
    );
    this.#byPool(view, 'poolproof_tasks', 'Tasks that are not finished, by state.', 'state', ({ tasks }) => tasks);
    this.#byPool(
      view,
      'poolproof_pods',
      'Pods, by state; connected ones are among the running.',
      'state',
      ({ pods }) => pods,
    );
    this.#byPool(view, 'poolproof_slots', 'Slots of connected pods, by use.', 'use', ({ slots }) => slots);
    this.#counter('poolproof_control_refused_total', 'Peers that the control server refused or cut.', ['reason'], () =>
      [...view.refusals].map(([reason, count]) => ({ labels: { reason }, count })),
    );
    this.#counter('poolproof_api_calls_total', 'Calls of the Kubernetes API.', ['verb', 'resource', 'status'], () =>
      view.apiCalls.map(({ count, ...labels }) => ({ labels, count })),
    );
    this.#gauge('poolproof_up', '1 while the control server is up.', () => (view.isUp ? 1 : 0));
    this.#gauge(
      'poolproof_inbox_lag_seconds',
      'How long the oldest happening in the inbox has waited.',
      () => view.inboxLagMs / 1000,
    );
    this.#gauge(
      'poolproof_inbox_lag_max_seconds',
      'The longest that anything has waited for the engine so far, a timer that rang late among it.',
      () => view.health.longestInboxMs / 1000,
    );
    this.#gauge(
      'poolproof_watch_lag_seconds',
      'Mean time from the answer to the creation of a pod until the watch showed it.',
      () => view.health.watchLag.meanMs / 1000,
    );
    this.#gauge(
      'poolproof_watch_lag_max_seconds',
      'The longest time from the answer to the creation of a pod until the watch showed it.',
      () => view.health.watchLag.maxMs / 1000,
    );
    this.#gauge(
      'poolproof_watch_unseen_seconds',
      'How long the oldest pod that the API has created, and the watch has not shown, has been waiting.',
      () => view.health.watchLag.unseenMs / 1000,
    );
    this.#counter(
      'poolproof_watch_total',
      'What the watch of pods did and what befell it: lists, watches, expired (410), failures, stale (hung), faults, and gaps, which are changes that only a later list showed.',
      ['what'],
      () => {
        const { lastTrouble: _, ...counts } = view.health.watch;
        return Object.entries(counts).map(([what, count]) => ({ labels: { what }, count }));
      },
    );
    this.#gauge(
      'poolproof_event_loop_lag_seconds',
      'The 99th percentile of how late the event loop has been since it was last asked.',
      () => {
        const seconds = this.#loop.percentile(99) / 1e9;
        this.#loop.reset();
        return seconds;
      },
    );
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** A task was taken up after so much scenario time. */
  waited(pool: string, ms: number): void {
    this.#waits.observe({ pool }, ms / 1000);
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  close(): void {
    this.#loop.disable();
  }

  #byPool(
    view: RunView,
    name: string,
    help: string,
    label: string,
    counts: (pool: PoolView) => Readonly<Record<string, number>>,
  ): void {
    this.#add(
      new Gauge({
        name,
        help,
        labelNames: ['pool', label],
        registers: [],
        collect() {
          for (const pool of view.pools)
            for (const [key, count] of Object.entries(counts(pool)))
              this.set({ pool: pool.id, [label]: snakeCase(key) }, count);
        },
      }),
    );
  }

  #counter(
    name: string,
    help: string,
    labelNames: string[],
    read: () => readonly { labels: Readonly<Record<string, string>>; count: number }[],
  ): void {
    this.#add(
      new Counter({
        name,
        help,
        labelNames,
        registers: [],
        collect() {
          this.reset();
          for (const { labels, count } of read()) this.inc(labels, count);
        },
      }),
    );
  }

  #gauge(name: string, help: string, read: () => number): void {
    this.#add(
      new Gauge({
        name,
        help,
        registers: [],
        collect() {
          this.set(read());
        },
      }),
    );
  }

  #add<T extends Counter | Gauge | Histogram>(metric: T): T {
    this.#registry.registerMetric(metric);
    return metric;
  }
}

const snakeCase = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
