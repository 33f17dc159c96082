import type { Window } from '../window.ts';
import { coreFrom, coreTo, leastOverlapMs, type Piece, type PoolLimits } from './piece.ts';

/**
 * The least pod time in ms, from creation to gone and within the window, that any policy needs which begins each piece between its
 * `earliestMs` and its `latestMs`: the *clairvoyant bound*. It knows all that comes and every start delay; no policy does better, and
 * most cannot reach it. The greatest of four figures, each of which is a bound (proofs: docs/clairvoyant-bound.md):
 *
 * 1. *Cores.* A piece is at work from `latestMs` to `earliestMs + lengthMs`, wherever it begins. So many pods must be connected at t as
 *    the cores at t need, p(t) = max(⌈units / slots⌉, ⌈tasks / maxTasks⌉, applies): at least ∫ p dt.
 * 2. *Cores with switching.* A pod exists for `startMs` before it is of use and for `endMs` after. Level k of p (the times at
 *    which p ≥ k) begins with a start, ends with an end, and each of its gaps costs the gap or a new pod, whichever is less.
 * 3. *Work.* In any window at least Σ least overlaps of work is done, by pods of which each does at most `slots` units and
 *    `maxTasks` tasks at a time; best over a tree of halved windows, in each of which the cores may be more.
 * 4. *Lives.* n tasks need ⌈n / maxTasks⌉ pods, each of which starts and ends.
 */
export function clairvoyantBoundMs(pieces: readonly Piece[], limits: PoolLimits, window: Window): number {
  const cores = coreDemand(pieces, limits, window);
  return Math.max(
    coresWithSwitching(cores, limits, window),
    workInWindows(pieces, cores, limits, window),
    lives(pieces, limits, window),
  );
}

/** Pods that the cores need: `pods[i]` from `from[i]` until `from[i + 1]`, the last until the window's end. Starts at the window's start. */
export interface Demand {
  readonly from: readonly number[];
  readonly pods: readonly number[];
}

/**
 * Work of one instant, or of a time in ms. An agent of few tasks holds no more of them at a time, which says nothing of their units: under
 * `weighted` a task takes several.
 */
interface Load {
  units: number;
  tasks: number;
  /** Of which a pod holds one; 0 where the rule does not say so. */
  applies: number;
}

const loadOf = ({ units, isApply }: Piece, { oneApplyPerPod }: PoolLimits): Load => ({
  units,
  tasks: 1,
  applies: isApply && oneApplyPerPod ? 1 : 0,
});

/** `times` may be below 0, to take it off again. */
function add(sum: Load, load: Load, times: number): void {
  sum.units += load.units * times;
  sum.tasks += load.tasks * times;
  sum.applies += load.applies * times;
}

/** Pods that hold it, fractions of pods included. */
const podsFor = ({ units, tasks, applies }: Load, { slots, maxTasks }: PoolLimits): number =>
  Math.max(units / slots, tasks / maxTasks, applies);

export function coreDemand(pieces: readonly Piece[], limits: PoolLimits, window: Window): Demand {
  const changes: { at: number; load: Load; times: 1 | -1 }[] = [];
  for (const piece of pieces) {
    const from = Math.max(coreFrom(piece), window.from);
    const to = Math.min(coreTo(piece), window.to);
    if (from >= to) continue;
    const load = loadOf(piece, limits);
    changes.push({ at: from, load, times: 1 }, { at: to, load, times: -1 });
  }
  changes.sort((a, b) => a.at - b.at);
  const from = [window.from];
  const pods = [0];
  const present = { units: 0, tasks: 0, applies: 0 };
  for (let next = 0; next < changes.length; ) {
    const { at } = changes[next] as { at: number };
    for (let change = changes[next]; change?.at === at; change = changes[++next]) {
      add(present, change.load, change.times);
    }
    const needed = Math.ceil(podsFor(present, limits));
    if (needed === pods.at(-1)) continue;
    if (at === from.at(-1)) pods[pods.length - 1] = needed;
    else {
      from.push(at);
      pods.push(needed);
    }
  }
  return { from, pods };
}

/** Level by level: what is cheapest for a level does not depend on the others, since the pods' number and its ups are sums over levels. */
function coresWithSwitching({ from, pods }: Demand, { startMs, endMs }: PoolLimits, window: Window): number {
  /** Per level: when it was last needed; absent while it never was. */
  const endedAt: number[] = [];
  let total = 0;
  let present = 0;
  for (let step = 0; step < from.length; step += 1) {
    const at = from[step] as number;
    const needed = pods[step] as number;
    total += needed * ((from[step + 1] ?? window.to) - at);
    for (let level = present; level < needed; level += 1) {
      const before = endedAt[level];
      total += before === undefined ? Math.min(startMs, at - window.from) : Math.min(startMs + endMs, at - before);
    }
    for (let level = needed; level < present; level += 1) endedAt[level] = at;
    present = needed;
  }
  for (let level = present; level < endedAt.length; level += 1) {
    total += Math.min(endMs, window.to - (endedAt[level] as number));
  }
  return total;
}

const FINEST_MS = 60_000;
const MOST_LEAVES = 4096;

/** The best sum over a tree of halved windows: in each one its own work, its cores, or what its halves need. */
function workInWindows(pieces: readonly Piece[], cores: Demand, limits: PoolLimits, window: Window): number {
  let leaves = 1;
  while (leaves < MOST_LEAVES && (window.to - window.from) / leaves > 2 * FINEST_MS) leaves *= 2;
  const area = areaOf(cores, window);
  let halves: Float64Array | null = null;
  for (let parts = leaves; parts >= 1; parts /= 2) {
    const partMs = (window.to - window.from) / parts;
    const edge = (part: number): number => window.from + part * partMs;
    const best = workByPart(pieces, limits, { parts, partMs, window });
    for (let part = 0; part < parts; part += 1) {
      const ofCores = area(edge(part + 1)) - area(edge(part));
      const ofHalves = halves === null ? 0 : (halves[2 * part] as number) + (halves[2 * part + 1] as number);
      best[part] = Math.max(best[part] as number, ofCores, ofHalves);
    }
    halves = best;
  }
  return halves?.[0] ?? 0;
}

function workByPart(
  pieces: readonly Piece[],
  limits: PoolLimits,
  { parts, partMs, window }: { readonly parts: number; readonly partMs: number; readonly window: Window },
): Float64Array {
  const work = Array.from({ length: parts }, (): Load => ({ units: 0, tasks: 0, applies: 0 }));
  for (const piece of pieces) {
    const load = loadOf(piece, limits);
    // The others leave one of its two ends out: it can be placed beside them.
    const first = Math.max(0, Math.floor((coreFrom(piece) - window.from) / partMs));
    const last = Math.min(parts - 1, Math.floor((coreTo(piece) - window.from) / partMs));
    for (let part = first; part <= last; part += 1) {
      const from = window.from + part * partMs;
      const least = leastOverlapMs(piece, { from, to: from + partMs });
      if (least > 0) add(work[part] as Load, load, least);
    }
  }
  return Float64Array.from(work, (each) => podsFor(each, limits));
}

/** ∫ pods dt from the window's start to t. */
function areaOf({ from, pods }: Demand, window: Window): (t: number) => number {
  const sums = [0];
  for (let step = 1; step < from.length; step += 1) {
    const length = (from[step] as number) - (from[step - 1] as number);
    sums.push((sums[step - 1] as number) + length * (pods[step - 1] as number));
  }
  return (t) => {
    const at = Math.min(Math.max(t, window.from), window.to);
    let low = 0;
    let high = from.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((from[middle] as number) <= at) low = middle;
      else high = middle - 1;
    }
    return (sums[low] as number) + (at - (from[low] as number)) * (pods[low] as number);
  };
}

/** Only pieces that lie in the window with their pods' starts and ends, whatever the placement. */
function lives(pieces: readonly Piece[], limits: PoolLimits, window: Window): number {
  const { maxTasks, startMs, endMs } = limits;
  if (!Number.isFinite(maxTasks)) return 0;
  const inside = pieces.filter(
    (piece) => piece.earliestMs - startMs >= window.from && piece.latestMs + piece.lengthMs + endMs <= window.to,
  );
  const work = { units: 0, tasks: 0, applies: 0 };
  for (const piece of inside) add(work, loadOf(piece, limits), piece.lengthMs);
  const tasks = inside.filter((piece) => piece.isFirst).length;
  return podsFor(work, limits) + Math.ceil(tasks / maxTasks) * (startMs + endMs);
}
