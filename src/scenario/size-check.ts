import type { Stage } from './arrival-stages.ts';
import type { RateState } from './arrival-states.ts';
import { HOUR_MS } from './arrival-window.ts';
import type { Arrivals } from './arrivals.ts';
import * as messages from './messages.ts';
import type { DecodedPool } from './pool-check.ts';
import type { Scope } from './scope.ts';
import type { TreePath } from './tree.ts';
import { entryWindow, type WorkloadEntry } from './workload-section.ts';

/** Longest run, drain included. */
const MAX_RUN_MS = 20 * 365 * 86_400_000;
/** What a run may do at most of one kind: some hours of computing. More is a mistyped unit, and would seem to hang. */
const MAX_TASKS = 100_000_000;
const MAX_REPEATS = 100_000_000;
/** Changes of a hidden state, which cost time though nobody comes. */
const MAX_CHANGES = 10_000_000;
/** Slots of a pool at its `max`: its books are kept in memory. */
const MAX_SLOTS = 1_000_000;

/** Reports what would make the run endless, or larger than memory. */
export function checkSizes(workload: readonly (readonly [number, WorkloadEntry])[], scope: Scope): void {
  if (!Number.isFinite(scope.runEnd)) return;
  if (scope.runEnd > MAX_RUN_MS) {
    scope.review.report(['run', 'duration'], messages.runTooLong(scope.runEnd, MAX_RUN_MS));
    return;
  }
  let tasks = 0;
  for (const [index, entry] of workload) {
    if (!('arrivals' in entry)) continue;
    const path = ['workload', index, 'arrivals'];
    const window = entryWindow(entry, scope.arrivalsEnd);
    tasks += expectedTasks(entry.arrivals, window);
    if (tasks > MAX_TASKS) {
      scope.review.report(path, messages.tooManyTasks(MAX_TASKS));
      break;
    }
    if (entry.arrivals.kind !== 'mmpp') continue;
    const { states } = entry.arrivals.value;
    // Nobody draws the stays of states in which nobody comes.
    if (states.every((state) => state.rate === 0)) continue;
    const cycle = states.reduce((sum, state) => sum + state.for, 0) / states.length;
    if (window.until - window.from > cycle * MAX_CHANGES)
      scope.review.report([...path, 'mmpp', 'states'], messages.tooOften(MAX_CHANGES));
  }
  for (const pool of scope.pools.values()) checkPoolSize(pool, scope);
}

/** About how many come; closed users come no faster than the pool lets them. */
function expectedTasks(arrivals: Arrivals, { from, until }: ReturnType<typeof entryWindow>): number {
  const hours = Math.max(0, until - from) / HOUR_MS;
  switch (arrivals.kind) {
    case 'poisson':
      return arrivals.value * hours;
    case 'every':
      return (hours * HOUR_MS) / arrivals.value;
    case 'burst':
      return arrivals.value.count;
    case 'stages':
      return stagedTasks(arrivals.value, until);
    case 'mmpp':
      return meanRate(arrivals.value.states) * hours;
    case 'weekly':
      return arrivals.value.mean * hours;
    case 'cron':
    case 'closed':
      return 0;
  }
}

/** In the long run: each state for its share of the time. */
const meanRate = (states: readonly RateState[]): number =>
  states.reduce((sum, state) => sum + state.rate * state.for, 0) / states.reduce((sum, state) => sum + state.for, 0);

/** The area under the polygon. */
function stagedTasks(stages: readonly Stage[], until: number): number {
  let tasks = 0;
  for (const [index, stage] of stages.entries()) {
    const next = stages[index + 1] ?? { at: until, rate: stage.rate };
    tasks += (Math.max(0, Math.min(next.at, until) - stage.at) * (stage.rate + next.rate)) / 2 / HOUR_MS;
  }
  return tasks;
}

function checkPoolSize({ name, section, policy }: DecodedPool, { review, runEnd }: Scope): void {
  const path: TreePath = review.has(['pools']) ? ['pools', name] : ['pool'];
  const { max, agent, autoscaler, dispatch } = section;
  if (max * agent.slots > MAX_SLOTS)
    review.report([...path, 'max'], messages.poolTooLarge(max, agent.slots, MAX_SLOTS));
  const periods: readonly (readonly [number, TreePath])[] = [
    [autoscaler.every ?? policy.policy.nativePeriodMs, ['autoscaler', 'every']],
    [dispatch.monitor, ['dispatch', 'monitor']],
    [dispatch.retry.noFreeSlot, ['dispatch', 'retry', 'noFreeSlot']],
    [dispatch.retry.noAgent, ['dispatch', 'retry', 'noAgent']],
    [dispatch.retry.slotConflict, ['dispatch', 'retry', 'slotConflict']],
    ...dispatch.retry.send.map((delay, index) => [delay, ['dispatch', 'retry', 'send', index]] as const),
  ];
  for (const [period, where] of periods)
    if (runEnd > period * MAX_REPEATS) review.report([...path, ...where], messages.tooOften(MAX_REPEATS));
}
