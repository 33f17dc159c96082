import type { ListedPod } from '../event.ts';
import type { Fact } from '../fact.ts';
import type { PodId, PoolId, TaskId } from '../ids.ts';
import { PagedTable } from '../paged-table.ts';
import type { PoolConfig } from '../pool-config.ts';

/** A pod as the facts tell of it. */
export interface WitnessedPod {
  readonly pool: PoolId;
  /** What truly runs in each slot; -1 nothing. Under `weighted` a task stands at its first unit. */
  readonly working: TaskId[];
  workers: number;
  isConnected: boolean;
  /** Neither terminating nor ended: one of those that `max` bounds. */
  isLiving: boolean;
  /** Its deletion is asked for and not refused yet: the engine may count on it. */
  isToGo: boolean;
  /** The last list did not have it, although it lives: the platform cannot know of it. */
  isHidden: boolean;
}

/** The truth that laws judge by: built from facts alone, so that a stale belief of the engine cannot hide a fault. */
export class Evidence {
  readonly pods = new PagedTable<WitnessedPod>();
  /** Living pods per pool. */
  readonly living: number[];
  /** It neither is down, nor stands still, nor has anything to catch up with: what happens, the platform hears. */
  isServerUp = true;
  /** Per pool, what the last list was wrong about: living pods that it did not have, and pods that it had living although they do not. */
  readonly hidden: number[];
  readonly phantoms: number[];
  readonly #configs: readonly PoolConfig[];
  /** Pods that are asked for and have not come. */
  readonly #coming = new Set<PodId>();
  /** Of those, the ones that are to go before they have come; and those of which the platform knows no more, until a list shows them. */
  readonly #unborn = new Set<PodId>();
  readonly #unknown = new Set<PodId>();

  constructor(configs: readonly PoolConfig[]) {
    this.#configs = configs;
    this.living = configs.map(() => 0);
    this.hidden = configs.map(() => 0);
    this.phantoms = configs.map(() => 0);
  }

  isConnected(pod: PodId): boolean {
    return this.pods.get(pod)?.isConnected ?? false;
  }

  /** Kept after the laws have looked at the fact. What works in slots is told by `occupy`. */
  keep(fact: Fact): void {
    switch (fact.kind) {
      case 'pod.up': {
        const slots = (this.#configs[fact.pool] as PoolConfig).agent.slots;
        const working = new Array<TaskId>(slots).fill(NOTHING);
        // Its creation may have been slow, and its deletion asked for meanwhile.
        const isToGo = this.#unborn.delete(fact.pod);
        const isHidden = this.#unknown.delete(fact.pod) && !isToGo;
        this.#coming.delete(fact.pod);
        this.pods.set(fact.pod, {
          pool: fact.pool,
          working,
          workers: 0,
          isConnected: false,
          isLiving: !isToGo,
          isToGo,
          isHidden,
        });
        if (!isToGo) this.#countLiving(fact.pool, 1);
        if (isHidden) this.hidden[fact.pool] = (this.hidden[fact.pool] as number) + 1;
        break;
      }
      case 'pod.phase':
        if (fact.phase !== 'running') this.#endLife(fact.pod);
        break;
      case 'pod.down':
        this.#endLife(fact.pod);
        this.pods.delete(fact.pod);
        break;
      case 'agent.up':
      case 'agent.down': {
        const pod = this.pods.get(fact.pod);
        if (pod !== undefined) pod.isConnected = fact.kind === 'agent.up';
        break;
      }
      case 'server.down':
      case 'server.paused':
        this.isServerUp = false;
        break;
      case 'server.up':
      case 'server.resumed':
        this.isServerUp = true;
        break;
      case 'node.up':
      case 'node.down':
      case 'pod.scheduled':
      case 'pod.unschedulable':
      case 'phase.began':
      case 'phase.ended':
      case 'task.arrived':
      case 'fault.began':
      case 'fault.ended':
        break;
    }
  }

  asked(pod: PodId): void {
    this.#coming.add(pod);
  }

  /** There is and will be no such pod. */
  refused(pod: PodId): void {
    this.#coming.delete(pod);
  }

  /** The platform is told that there is no such pod: one that comes nevertheless, since its creation was slow, stays and is unknown. */
  gone(id: PodId): void {
    if (this.#unborn.delete(id)) {
      this.#coming.delete(id);
      this.#unknown.add(id);
      return;
    }
    const pod = this.pods.get(id);
    if (pod === undefined || !pod.isToGo) return;
    // It came while the answer was on its way.
    this.stays(id);
    pod.isHidden = true;
    this.hidden[pod.pool] = (this.hidden[pod.pool] as number) + 1;
  }

  /** What the server had asked for it does not remember. */
  serverCameBack(): void {
    for (const pod of this.#coming) this.#unknown.add(pod);
    this.#coming.clear();
  }

  /** Whether a list may bring back what was hidden. */
  isHiding(pool: PoolId): boolean {
    return (this.hidden[pool] as number) > 0;
  }

  /** A deletion is asked for. */
  willGo(id: PodId): void {
    const pod = this.pods.get(id);
    if (pod === undefined) this.#unborn.add(id);
    if (pod === undefined || !pod.isLiving) return;
    this.#endLife(id);
    pod.isToGo = true;
  }

  /** The cluster refused to delete it. */
  stays(id: PodId): void {
    this.#unborn.delete(id);
    const pod = this.pods.get(id);
    if (pod === undefined || !pod.isToGo) return;
    pod.isToGo = false;
    pod.isLiving = true;
    this.#countLiving(pod.pool, 1);
  }

  /** What a list that may be old has shown. */
  listed(pool: PoolId, pods: readonly ListedPod[]): void {
    const shown = new Set(pods.map(({ pod }) => pod));
    this.hidden[pool] = 0;
    this.pods.forEach((pod, id) => {
      if (pod.pool !== pool) return;
      pod.isHidden = pod.isLiving && !shown.has(id as PodId);
      if (pod.isHidden) this.hidden[pool] = (this.hidden[pool] as number) + 1;
    });
    this.phantoms[pool] = pods.filter(({ pod, phase, terminating }) => {
      const isShownAlive = !terminating && phase !== 'failed' && phase !== 'succeeded';
      return isShownAlive && this.pods.get(pod)?.isLiving !== true;
    }).length;
  }

  /** Gives what worked in the slot until now. */
  occupy(id: PodId, slot: number, task: TaskId): TaskId {
    const pod = this.pods.get(id);
    if (pod === undefined) return NOTHING;
    const holder = pod.working[slot] ?? NOTHING;
    pod.workers += task === NOTHING ? -1 : 1;
    pod.working[slot] = task;
    return holder;
  }

  #endLife(id: PodId): void {
    const pod = this.pods.get(id);
    if (pod === undefined) return;
    pod.isToGo = false;
    if (!pod.isLiving) return;
    pod.isLiving = false;
    if (pod.isHidden) this.hidden[pod.pool] = (this.hidden[pod.pool] as number) - 1;
    pod.isHidden = false;
    this.#countLiving(pod.pool, -1);
  }

  #countLiving(pool: PoolId, by: number): void {
    this.living[pool] = (this.living[pool] as number) + by;
  }
}

export const NOTHING = -1 as TaskId;
