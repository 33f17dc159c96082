import { Elasticity } from './elasticity.ts';
import { podsNeeded } from './needed-pods.ts';
import type { PoolCounts } from './pool-counts.ts';
import { TimeWeighted } from './time-weighted.ts';
import type { Window } from './window.ts';

// What is integrated over time, by its place in its table. Two tables, since pods come and go seldom and work does all the time.
const POD_LEVELS = { podsExisting: 0, slots: 1, connectedSlots: 2, podsUnschedulable: 3 } as const;
/** `inSystem` = tasks that wait unblocked or run: the L of Little's law. */
const WORK_LEVELS = { podsIdle: 0, slotsRunning: 1, connectedRunning: 2, connectedReserved: 3, inSystem: 4 } as const;
export type LevelName = keyof typeof POD_LEVELS | keyof typeof WORK_LEVELS;

/** Time integrals of the present counts of one pool, or of several taken together. Read at the end of each instant. */
export class ScopeLevels {
  readonly #elasticity: Elasticity;
  readonly #podLevels: TimeWeighted;
  readonly #workLevels: TimeWeighted;
  readonly #pools: readonly PoolCounts[];
  #version = -1;
  #podVersion = -1;

  constructor(pools: readonly PoolCounts[], window: Window) {
    this.#pools = pools;
    this.#elasticity = new Elasticity(window);
    this.#podLevels = new TimeWeighted(window, Object.keys(POD_LEVELS).length);
    this.#workLevels = new TimeWeighted(window, Object.keys(WORK_LEVELS).length);
  }

  instantEnded(at: number): void {
    const pools = this.#pools;
    let version = 0;
    let podVersion = 0;
    for (let i = 0; i < pools.length; i++) {
      version += (pools[i] as PoolCounts).version;
      podVersion += (pools[i] as PoolCounts).podVersion;
    }
    if (version === this.#version) return;
    this.#version = version;
    if (podVersion !== this.#podVersion) {
      this.#podVersion = podVersion;
      this.#podLevels.advance(at);
      this.#setPods();
    }
    this.#workLevels.advance(at);
    this.#setWork(at);
  }

  /** Up to the end of the run. */
  read(endedAt: number) {
    this.#podLevels.advance(endedAt);
    this.#workLevels.advance(endedAt);
    return {
      /** ∫ level dt over the window, in ms. */
      area: (level: LevelName): number =>
        level in POD_LEVELS
          ? this.#podLevels.area(POD_LEVELS[level as keyof typeof POD_LEVELS])
          : this.#workLevels.area(WORK_LEVELS[level as keyof typeof WORK_LEVELS]),
      podsMax: this.#podLevels.max(POD_LEVELS.podsExisting),
      elasticity: this.#elasticity.read(endedAt),
    };
  }

  #setPods(): void {
    const { present } = this.#podLevels;
    present.fill(0);
    for (const counts of this.#pools) {
      (present[POD_LEVELS.podsExisting] as number) += counts.podsExisting;
      (present[POD_LEVELS.slots] as number) += counts.slots;
      (present[POD_LEVELS.connectedSlots] as number) += counts.connectedSlots;
      (present[POD_LEVELS.podsUnschedulable] as number) += counts.podsUnschedulable;
    }
  }

  /** Runs at the end of nearly every instant: the sums are kept apart and written once. */
  #setWork(at: number): void {
    const pools = this.#pools;
    let podsIdle = 0;
    let slotsRunning = 0;
    let connectedRunning = 0;
    let connectedReserved = 0;
    let inSystem = 0;
    let needed = 0;
    let provided = 0;
    let under = 0;
    for (let i = 0; i < pools.length; i++) {
      const counts = pools[i] as PoolCounts;
      podsIdle += counts.podsIdle;
      slotsRunning += counts.slotsRunning;
      connectedRunning += counts.connectedRunning;
      connectedReserved += counts.connectedReserved;
      inSystem += counts.unblocked + counts.running;
      const neededHere = podsNeeded(counts);
      needed += neededHere;
      provided += counts.podsProvided;
      // One pool's surplus serves no other.
      under += Math.max(neededHere - counts.podsProvided, 0);
    }
    const { present } = this.#workLevels;
    present[WORK_LEVELS.podsIdle] = podsIdle;
    present[WORK_LEVELS.slotsRunning] = slotsRunning;
    present[WORK_LEVELS.connectedRunning] = connectedRunning;
    present[WORK_LEVELS.connectedReserved] = connectedReserved;
    present[WORK_LEVELS.inSystem] = inSystem;
    this.#elasticity.set(at, needed, provided, under);
  }
}
