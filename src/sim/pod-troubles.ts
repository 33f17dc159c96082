import type { ListedPod } from '../engine/event.ts';
import type { PodId, PoolId } from '../engine/ids.ts';
import type { CompiledFault } from '../scenario/compiled.ts';
import { ENTRY, RANK } from './agenda.ts';
import type { SimPod } from './pods.ts';
import type { World } from './world.ts';

/** What faults that last keep of the pods they hit, until they are over. Each gives back what it took, and nothing else. */
export class PodTroubles {
  readonly #world: World;
  /** By fault: whom it hit when it began. */
  readonly #victims = new Map<number, readonly SimPod[]>();
  /** How many faults make a zombie of a pod's agent. */
  readonly #zombies = new Map<PodId, number>();
  /** By fault: pods that it keeps from going, and pods that wait for their image. */
  readonly #kept = new Map<number, PodId[]>();
  readonly #unpulled = new Map<number, PodId[]>();
  /** By fault: all pods as they were when it began. */
  readonly #lists = new Map<number, ReadonlyMap<PoolId, readonly ListedPod[]>>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Nothing is kept of any fault. */
  get isClean(): boolean {
    const all = [this.#victims, this.#zombies, this.#kept, this.#unpulled, this.#lists];
    return all.every(({ size }) => size === 0);
  }

  afflict({ index }: CompiledFault, kind: 'beats-lost' | 'zombie', pods: readonly SimPod[]): void {
    this.#victims.set(index, pods);
    for (const { id } of pods) {
      if (kind === 'beats-lost') this.#world.agents.mute(id);
      else this.#zombies.set(id, (this.#zombies.get(id) ?? 0) + 1);
    }
  }

  isZombie(pod: PodId): boolean {
    return this.#zombies.size > 0 && this.#zombies.has(pod);
  }

  /** What lists say while fault `index` lasts. */
  remember(index: number): void {
    const { scenario, pods } = this.#world;
    const lists = scenario.pools.map((_, pool) => [pool as PoolId, pods.views(pool as PoolId)] as const);
    this.#lists.set(index, new Map(lists));
  }

  /** The pods of a pool as an old list has them; null = as they are. */
  staleList(pool: PoolId): readonly ListedPod[] | null {
    if (this.#lists.size === 0) return null;
    const fault = this.#world.faults.rules.hits('stale-list', pool);
    return fault === null ? null : (this.#lists.get(fault.index)?.get(pool) ?? null);
  }

  /** Whether it may not go yet: it will be told to when the fault is over. */
  keeps({ id, pool }: SimPod): boolean {
    const { rules } = this.#world.faults;
    const fault = rules.isEmpty ? null : rules.hits('stuck-terminating', pool);
    if (fault === null) return false;
    this.#kept.set(fault.index, [...(this.#kept.get(fault.index) ?? []), id]);
    return true;
  }

  /** Whether it has to wait for its image. */
  keepsUnpulled({ id, flaws }: SimPod): boolean {
    const fault = flaws?.unpullable ?? null;
    if (fault === null || !this.#world.faults.rules.lasts(fault)) return false;
    this.#unpulled.set(fault, [...(this.#unpulled.get(fault) ?? []), id]);
    return true;
  }

  /** The fault is over. */
  relieve({ index, effect }: CompiledFault): void {
    const { calendar, now } = this.#world.stage;
    for (const { id } of take(this.#victims, index)) {
      if (effect.kind === 'beats-lost') this.#world.agents.unmute(id);
      else {
        const left = (this.#zombies.get(id) ?? 1) - 1;
        if (left > 0) this.#zombies.set(id, left);
        else this.#zombies.delete(id);
      }
    }
    for (const id of take(this.#kept, index)) calendar.schedule(now, RANK.pod, ENTRY.podGone, id, 0);
    for (const id of take(this.#unpulled, index)) this.#world.pods.pull(id);
    this.#lists.delete(index);
  }
}

function take<T>(kept: Map<number, readonly T[]>, index: number): readonly T[] {
  const taken = kept.get(index) ?? [];
  kept.delete(index);
  return taken;
}
