import type { Signals } from '../../signals.ts';

/** Executors (= slots) of a label (= pool) by what they do, and what waits for them. */
export interface Load {
  /** Buildable items. */
  readonly queue: number;
  /** Idle on nodes that are online and take work. */
  readonly available: number;
  /** Of nodes whose agent is being launched. */
  readonly connecting: number;
  /** All of nodes that are online. */
  readonly online: number;
  /** Of nodes that a cloud was asked for and has not delivered. */
  readonly planned: number;
}

/** What the two evaluations of Jenkins remember, in executors. */
export interface LoadMemory {
  /** Points of the 10 s clock that have passed; null before the first decision. */
  clock: number | null;
  /** Whole minutes at the last check of idle agents; null before the first decision. */
  retention: number | null;
  queue: number;
  available: number;
  connecting: number;
  planned: number;
}

/** As after a start of Jenkins: all averages begin at 0. */
export const freshLoad = (): LoadMemory => ({
  clock: null,
  retention: null,
  queue: 0,
  available: 0,
  connecting: 0,
  planned: 0,
});

/**
 * A cloud in general: a node is planned until its machine runs, then its agent connects. An agent that lost its connection cannot be
 * told from one that has not connected yet, and counts as connecting.
 */
export function loadOfCloud(signals: Signals, queue: number): Load {
  const { requested, pending, running, connected } = signals.pods;
  return {
    queue,
    available: signals.connectedSlots.idle,
    connecting: (running - connected) * signals.slotsPerPod,
    online: signals.connectedSlots.total,
    planned: (requested + pending) * signals.slotsPerPod,
  };
}

/** The Kubernetes plugin delivers a node as soon as its pod is asked for: all that start are connecting. */
export function loadOfKubernetes(signals: Signals, queue: number): Load {
  const { requested, pending, running, connected } = signals.pods;
  return {
    queue,
    available: signals.connectedSlots.idle,
    connecting: (pending + running - connected) * signals.slotsPerPod,
    online: signals.connectedSlots.total,
    planned: requested * signals.slotsPerPod,
  };
}

/**
 * e ← decay · e + (1 − decay) · x. The averages of LoadStatistics move at every point of its 10 s clock, that of planned nodes at every
 * evaluation, hints included. Where decisions are rarer than the clock, the points between them see what the later one sees.
 */
export function average(memory: LoadMemory, load: Load, now: number, decay: number): void {
  const clock = Math.floor(now / CLOCK_MS);
  // After a restart the phase of the clock is unknown: the first decision is its first point.
  const passed = memory.clock === null ? Math.min(clock, 1) : clock - memory.clock;
  memory.clock = clock;
  const kept = decay ** passed;
  memory.queue = memory.queue * kept + load.queue * (1 - kept);
  memory.available = memory.available * kept + load.available * (1 - kept);
  memory.connecting = memory.connecting * kept + load.connecting * (1 - kept);
  memory.planned = memory.planned * decay + load.planned * (1 - decay);
}

/** `LoadStatistics.clock` of Jenkins. */
const CLOCK_MS = 10_000;
