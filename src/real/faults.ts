import type { PodId, PoolId } from '../engine/ids.ts';
import type { CompiledFault, FaultEffect } from '../scenario/compiled.ts';
import { type PodSelector, type SelectablePod, selectPods } from '../scenario/pod-selector.ts';
import type { World } from './world.ts';

/** How a pod is to be late, scenario ms. */
export interface PodDelays {
  /** Before its agent's container starts. */
  readonly startMs: number;
  /** Before its agent connects for the first time; `Infinity` = it never does. */
  readonly connectMs: number;
}

/** What goes wrong, on purpose, with real pods and sockets: the simulation's faults by the same names. */
export class Faults {
  readonly #world: World;
  /** Those that last, while they last, in the author's order: the first that applies decides. */
  #active: CompiledFault[] = [];
  /** How many pods each fault has hit, by its index. */
  readonly #hits = new Map<number, number>();

  constructor(world: World) {
    this.#world = world;
  }

  plan(faults: readonly CompiledFault[]): void {
    for (const fault of faults) {
      // What lasts from time zero is there before the engine makes its first pods; what happens at once needs their agents, and what is
      // said of the store needs a server that has started.
      if (fault.at === 0 && fault.until > 0 && fault.effect.kind !== 'store-query') this.#begin(fault);
      else this.#world.timers.at(fault.at, () => this.#begin(fault));
      if (fault.until > fault.at) this.#world.timers.at(fault.until, () => this.#end(fault));
    }
  }

  /** The status with which the API is to refuse a call, or null: asked for every call. */
  apiError(verb: 'create' | 'delete' | 'list'): number | null {
    for (const fault of this.#active) {
      const { effect } = fault;
      if (effect.kind === 'api-error' && effect.verb === verb && isHit(fault, effect.rate)) return effect.status;
    }
    return null;
  }

  /** Whether the slot that a send names is to be taken already. */
  slotConflict(pod: PodId): boolean {
    const pool = this.#world.roll.poolOf(pod);
    return this.#active.some((fault) => {
      const { effect } = fault;
      if (effect.kind !== 'slot-conflict' || (effect.pool !== null && effect.pool !== pool)) return false;
      return isHit(fault, effect.rate);
    });
  }

  /** Asked once for each new pod. */
  delaysOf(pool: PoolId): PodDelays {
    const slow = this.#hitOnCreation(pool, 'slow-start');
    const never = this.#hitOnCreation(pool, 'never-connects');
    const late = never === null ? this.#hitOnCreation(pool, 'late-connect') : null;
    return {
      startMs: slow?.kind === 'slow-start' ? slow.delayMs() : 0,
      connectMs: never !== null ? Number.POSITIVE_INFINITY : late?.kind === 'late-connect' ? late.delayMs() : 0,
    };
  }

  #begin(fault: CompiledFault): void {
    const { effect, index, name } = fault;
    const { stage, server, channel, timers } = this.#world;
    const at = stage.now;
    stage.fact({ kind: 'fault.began', at, fault: index, name });
    switch (effect.kind) {
      case 'pod-failure':
      case 'pod-success':
        for (const pod of this.#choose(effect.select, fault, isConnected(this.#world)))
          channel.fault(pod, { kind: 'exit', code: effect.kind === 'pod-failure' ? 1 : 0 });
        break;
      case 'agent-lost':
        for (const pod of this.#choose(effect.select, fault, isConnected(this.#world))) channel.loseAgent(pod);
        break;
      case 'disconnect-agents':
        for (const pod of this.#choose(effect.select, fault, isConnected(this.#world)))
          channel.cut(pod, this.#world.clock.wallMs(effect.reconnectMs()));
        break;
      case 'server-restart':
        server.goDown();
        channel.goDown(() => this.#world.clock.wallMs(effect.downMs + effect.reconnectMs()));
        timers.at(at + effect.downMs, () => this.#serverUp(fault));
        break;
      case 'store-query':
        this.#active.push(fault);
        server.tellLater({ kind: 'store.queryFailing', at, query: effect.query, mode: effect.mode });
        break;
      default:
        this.#active.push(fault);
    }
  }

  #end({ index, name, effect }: CompiledFault): void {
    const { stage, server } = this.#world;
    this.#active = this.#active.filter((active) => active.index !== index);
    stage.fact({ kind: 'fault.ended', at: stage.now, fault: index, name });
    if (effect.kind === 'store-query')
      server.tellLater({ kind: 'store.queryRestored', at: stage.now, query: effect.query });
  }

  #serverUp({ index, name }: CompiledFault): void {
    const { stage, server, channel } = this.#world;
    stage.fact({ kind: 'fault.ended', at: stage.now, fault: index, name });
    if (server.comeUp({ kind: 'server.restarted', at: stage.now, agents: channel.lastBeats() })) channel.comeUp();
  }

  /** A fault that lasts now and has not used up its count. */
  #hitOnCreation(pool: PoolId, kind: 'slow-start' | 'late-connect' | 'never-connects'): FaultEffect | null {
    for (const { effect, index } of this.#active) {
      if (effect.kind !== kind || (effect.pool !== null && effect.pool !== pool)) continue;
      const hits = this.#hits.get(index) ?? 0;
      if (hits >= effect.count) continue;
      this.#hits.set(index, hits + 1);
      return effect;
    }
    return null;
  }

  #choose(select: PodSelector, fault: CompiledFault, can: (pod: SelectablePod) => boolean): readonly PodId[] {
    const { roll, channel } = this.#world;
    return selectPods(roll.running().filter(can), select, (pod) => channel.isWorking(pod), fault.random).map(
      ({ id }) => id,
    );
  }
}

/** Only an agent that is there can be told what to do wrong. */
const isConnected =
  ({ channel }: World) =>
  ({ id }: SelectablePod): boolean =>
    channel.isConnected(id);

/** A certain fault draws nothing, as in the simulation. */
const isHit = (fault: CompiledFault, rate: number): boolean => rate >= 1 || fault.random() < rate;
