import type { PodId, PoolId } from '../engine/ids.ts';
import type { CompiledFault, ConditionReader } from '../scenario/compiled.ts';
import { FaultRules, isThereAtFirst, type PodFlaws } from '../scenario/fault-rules.ts';
import { FaultTriggers } from '../scenario/fault-triggers.ts';
import { type PodSelector, type SelectablePod, selectPods } from '../scenario/pod-selector.ts';
import type { World } from './world.ts';

/** What goes wrong, on purpose, with real pods and sockets: the simulation's faults by the same names. */
export class Faults {
  /** Those that last now. */
  readonly rules = new FaultRules();
  readonly #world: World;
  readonly #triggers: FaultTriggers;
  /** The run has begun. */
  #isPlanned = false;
  /** By fault: the agents that it hit when it began. */
  readonly #victims = new Map<number, readonly PodId[]>();
  /** By fault: pods whose image it keeps from being pulled. */
  readonly #unpulled = new Map<number, PodId[]>();

  constructor(world: World, conditions: ConditionReader | null) {
    this.#world = world;
    this.#triggers = new FaultTriggers(world.scenario.faults, conditions);
  }

  plan(faults: readonly CompiledFault[]): void {
    this.#isPlanned = true;
    for (const fault of faults) {
      if (isThereAtFirst(fault)) this.#begin(fault);
      else this.#world.timers.at(fault.at, () => this.#begin(fault));
      if (fault.until > fault.at) this.#world.timers.at(fault.until, () => this.#end(fault));
    }
  }

  /** The inbox is empty: what the series show now brings about what waits for it. */
  look(): void {
    if (!this.#isPlanned || this.#triggers.isEmpty) return;
    const { clock, timers } = this.#world;
    for (const fault of this.#triggers.due(clock.now(), (index) => this.rules.lasts(index))) {
      this.#begin(fault);
      const lastsMs = fault.trigger?.lastsMs ?? 0;
      if (lastsMs > 0) timers.at(clock.now() + lastsMs, () => this.#end(fault));
    }
  }

  /** The status with which the API is to refuse a call, or null: asked for every call. */
  apiError(verb: 'create' | 'delete' | 'list'): number | null {
    return this.rules.isEmpty ? null : this.rules.apiError(verb);
  }

  /** Whether the slot that a send names is to be taken already. */
  slotConflict(pod: PodId): boolean {
    return !this.rules.isEmpty && this.rules.slotConflict(this.#world.roll.poolOf(pod));
  }

  /** Asked once for each new pod. */
  flawsOf(pod: PodId, pool: PoolId): PodFlaws | null {
    const flaws = this.rules.flawsOf(pool);
    const fault = flaws?.unpullable ?? null;
    if (fault !== null) this.#unpulled.set(fault, [...(this.#unpulled.get(fault) ?? []), pod]);
    return flaws;
  }

  #begin(fault: CompiledFault): void {
    const { effect, index, name } = fault;
    const { stage, server, channel, timers, clock } = this.#world;
    const at = clock.now();
    stage.fact({ kind: 'fault.began', at, fault: index, name });
    switch (effect.kind) {
      case 'pod-failure':
      case 'pod-success':
        for (const pod of this.#choose(effect.select, fault))
          channel.fault(pod, { kind: 'exit', code: effect.kind === 'pod-failure' ? 1 : 0 });
        return;
      case 'pod-eviction':
        for (const pod of this.#choose(effect.select, fault)) this.#world.pods.evict(pod);
        return;
      case 'agent-lost':
        for (const pod of this.#choose(effect.select, fault)) channel.loseAgent(pod);
        return;
      case 'disconnect-agents':
        for (const pod of this.#choose(effect.select, fault))
          channel.cut(pod, clock.wallMs(effect.cutMs + effect.reconnectMs()));
        if (effect.cutMs === 0) return;
        break;
      case 'server-restart':
        server.goDown();
        channel.goDown(() => clock.wallMs(effect.downMs + effect.reconnectMs()));
        timers.at(at + effect.downMs, () => this.#serverUp(fault));
        return;
      case 'node-lost':
        this.#world.nodeTroubles?.lose(fault, effect);
        return;
    }
    const news = this.rules.begin(fault, at);
    if (news !== null) server.tellLater(news);
    if (effect.kind === 'quota') this.#world.limitPods(this.rules.quota());
    if (effect.kind === 'node-paused') this.#world.nodeTroubles?.pause(fault, effect);
    if (effect.kind === 'node-drain') this.#world.nodeTroubles?.drain(fault, effect);
    if (effect.kind === 'beats-lost' || effect.kind === 'zombie') {
      const pods = this.#choose(effect.select, fault);
      this.#victims.set(index, pods);
      for (const pod of pods) channel.fault(pod, { kind: SUFFERED[effect.kind], on: true });
    }
  }

  #end(fault: CompiledFault): void {
    const { index, name, effect } = fault;
    const { stage, server, channel, clock, pods } = this.#world;
    const at = clock.now();
    const news = this.rules.end(fault, at);
    stage.fact({ kind: 'fault.ended', at, fault: index, name });
    if (news !== null) server.tellLater(news);
    switch (effect.kind) {
      case 'quota':
        this.#world.limitPods(this.rules.quota());
        break;
      case 'node-paused':
      case 'node-drain':
        this.#world.nodeTroubles?.end(fault);
        break;
      case 'unpullable-image':
        for (const pod of this.#unpulled.get(index) ?? []) pods.mendImage(pod);
        this.#unpulled.delete(index);
        break;
      case 'beats-lost':
      case 'zombie': {
        const others = this.rules.of(effect.kind).flatMap((rule) => this.#victims.get(rule.index) ?? []);
        for (const pod of this.#victims.get(index) ?? [])
          if (!others.includes(pod)) channel.fault(pod, { kind: SUFFERED[effect.kind], on: false });
        this.#victims.delete(index);
        break;
      }
    }
  }

  #serverUp({ index, name }: CompiledFault): void {
    const { stage, server, channel } = this.#world;
    stage.fact({ kind: 'fault.ended', at: stage.now, fault: index, name });
    if (server.comeUp({ kind: 'server.restarted', at: stage.now, agents: channel.lastBeats() })) channel.comeUp();
  }

  /** Only an agent that is there can be told what to do wrong. */
  #choose(select: PodSelector, fault: CompiledFault): readonly PodId[] {
    const { roll, channel } = this.#world;
    const there = roll.running().filter(({ id }: SelectablePod) => channel.isConnected(id));
    return selectPods(there, select, channel, fault.random).map(({ id }) => id);
  }
}

/** What agents call it. */
const SUFFERED = { 'beats-lost': 'freeze', zombie: 'zombie' } as const;
