import type { PodId } from '../engine/ids.ts';
import type { CompiledFault, FaultEffect } from '../scenario/compiled.ts';
import { type PodSelector, selectPods } from '../scenario/pod-selector.ts';
import { ENTRY, RANK } from './agenda.ts';
import type { SimPod } from './pods.ts';
import type { Stage } from './stage.ts';
import type { World } from './world.ts';

/** What goes wrong. Faults that last are asked by the parts they hit; faults of a moment act when they begin. */
export class Faults {
  readonly #world: World;
  readonly #stage: Stage;
  /** Those that last, while they last, in the author's order: the first that applies decides. */
  #active: CompiledFault[] = [];
  /** How many pods each fault has hit, by its index. */
  readonly #hits = new Map<number, number>();

  constructor(world: World) {
    this.#world = world;
    this.#stage = world.stage;
  }

  plan(faults: readonly CompiledFault[]): void {
    for (const fault of faults) {
      if (isThereAtFirst(fault)) this.begin(fault.index);
      else this.#stage.calendar.schedule(fault.at, RANK.fault, ENTRY.faultBegin, fault.index, 0);
      if (fault.until > fault.at && fault.until !== Number.POSITIVE_INFINITY) {
        this.#stage.calendar.schedule(fault.until, RANK.fault, ENTRY.faultEnd, fault.index, 0);
      }
    }
  }

  begin(index: number): void {
    const fault = this.#world.scenario.faults[index] as CompiledFault;
    const { effect } = fault;
    const at = this.#stage.now;
    this.#stage.fact({ kind: 'fault.began', at, fault: index, name: fault.name });
    switch (effect.kind) {
      case 'pod-failure':
      case 'pod-success':
        for (const pod of this.#choose(effect.select, fault, isRunning)) {
          this.#world.pods.end(pod, effect.kind === 'pod-failure' ? 'failed' : 'succeeded');
        }
        break;
      case 'agent-lost':
        for (const pod of this.#choose(effect.select, fault, isRunning)) this.#world.agents.die(pod);
        break;
      case 'disconnect-agents': {
        const isConnected = (pod: SimPod): boolean => this.#world.agents.isConnected(pod.id);
        const pods = this.#choose(effect.select, fault, isConnected);
        for (const pod of pods) this.#world.agents.disconnect(pod.id, effect.reconnectMs());
        break;
      }
      case 'server-restart':
        this.#world.server.goDown();
        this.#world.agents.serverWentDown();
        this.#stage.calendar.schedule(at + effect.downMs, RANK.fault, ENTRY.serverUp, index, 0);
        break;
      case 'store-query':
        this.#active.push(fault);
        this.#world.server.tellLater({ kind: 'store.queryFailing', at, query: effect.query, mode: effect.mode });
        break;
      default:
        this.#active.push(fault);
    }
  }

  end(index: number): void {
    const { name, effect } = this.#world.scenario.faults[index] as CompiledFault;
    this.#active = this.#active.filter((active) => active.index !== index);
    this.#stage.fact({ kind: 'fault.ended', at: this.#stage.now, fault: index, name });
    if (effect.kind === 'store-query') {
      this.#world.server.tellLater({ kind: 'store.queryRestored', at: this.#stage.now, query: effect.query });
    }
  }

  serverUp(index: number): void {
    const { effect, name } = this.#world.scenario.faults[index] as CompiledFault;
    if (effect.kind !== 'server-restart') return;
    const at = this.#stage.now;
    this.#stage.fact({ kind: 'fault.ended', at, fault: index, name });
    const isUp = this.#world.server.comeUp({ kind: 'server.restarted', at, agents: this.#world.agents.lastBeats() });
    if (isUp) this.#world.agents.reconnectAll(effect.reconnectMs);
  }

  /** The status with which the API refuses a call, or null. */
  apiError(verb: 'create' | 'delete' | 'list'): number | null {
    for (const fault of this.#active) {
      const { effect } = fault;
      if (effect.kind === 'api-error' && effect.verb === verb && isHit(fault, effect.rate)) return effect.status;
    }
    return null;
  }

  /** How much longer a pod takes to start. */
  startDelayMs(pod: SimPod): number {
    const hit = this.#hitOnCreation(pod, 'slow-start');
    return hit?.kind === 'slow-start' ? hit.delayMs() : 0;
  }

  /** How much longer its agent takes to connect; `Infinity` = it never does. */
  connectDelayMs(pod: SimPod): number {
    if (this.#hitOnCreation(pod, 'never-connects') !== null) return Number.POSITIVE_INFINITY;
    const hit = this.#hitOnCreation(pod, 'late-connect');
    return hit?.kind === 'late-connect' ? hit.delayMs() : 0;
  }

  /** Whether the slot that a send names turns out to be taken. */
  slotConflict(id: PodId): boolean {
    // Asked for every send: the search has a closure, whose context is not worth making while nothing is wrong.
    return this.#active.length > 0 && this.#findsSlotTaken(id);
  }

  #findsSlotTaken(id: PodId): boolean {
    const pool = this.#world.pods.get(id)?.pool ?? null;
    return this.#active.some((fault) => {
      const { effect } = fault;
      if (effect.kind !== 'slot-conflict' || (effect.pool !== null && effect.pool !== pool)) return false;
      return isHit(fault, effect.rate);
    });
  }

  /** A fault of this kind that lasted when the pod was created, and has not used up its count. */
  #hitOnCreation(pod: SimPod, kind: 'slow-start' | 'late-connect' | 'never-connects'): FaultEffect | null {
    const { scenario } = this.#world;
    for (const fault of scenario.faults) {
      const { effect } = fault;
      if (effect.kind !== kind || pod.createdAt < fault.at || pod.createdAt >= fault.until) continue;
      if (effect.pool !== null && effect.pool !== pod.pool) continue;
      const hits = this.#hits.get(fault.index) ?? 0;
      if (hits >= effect.count) continue;
      this.#hits.set(fault.index, hits + 1);
      return effect;
    }
    return null;
  }

  #choose(select: PodSelector, fault: CompiledFault, can: (pod: SimPod) => boolean): readonly SimPod[] {
    const { agents, pods } = this.#world;
    return selectPods(pods.living().filter(can), select, (id) => agents.isWorking(id), fault.random);
  }
}

/**
 * What lasts from time zero is there before the server starts and asks for its first list. Of its store only a server that has started can
 * learn anything.
 */
const isThereAtFirst = ({ at, until, effect }: CompiledFault): boolean =>
  at === 0 && until > 0 && effect.kind !== 'store-query';

const isRunning = (pod: SimPod): boolean => pod.phase === 'running';

/** A certain fault draws nothing, so that its rate can be changed without reshuffling others. */
const isHit = (fault: CompiledFault, rate: number): boolean => rate >= 1 || fault.random() < rate;
