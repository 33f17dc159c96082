import type { PodId, PoolId } from '../engine/ids.ts';
import type { CompiledFault, ConditionReader } from '../scenario/compiled.ts';
import { FaultRules, hitsConnected, isThereAtFirst, type PodFlaws } from '../scenario/fault-rules.ts';
import { FaultTriggers } from '../scenario/fault-triggers.ts';
import { type PodSelector, selectPods } from '../scenario/pod-selector.ts';
import { ENTRY, RANK } from './agenda.ts';
import { PodTroubles } from './pod-troubles.ts';
import type { SimPod } from './pods.ts';
import type { Stage } from './stage.ts';
import type { World } from './world.ts';

/** What goes wrong. Faults that last are asked by the parts they hit; faults of a moment act when they begin. */
export class Faults {
  /** Those that last now. */
  readonly rules = new FaultRules();
  readonly pods: PodTroubles;
  readonly #world: World;
  readonly #stage: Stage;
  readonly #triggers: FaultTriggers;

  constructor(world: World, conditions: ConditionReader | null) {
    this.#world = world;
    this.#stage = world.stage;
    this.#triggers = new FaultTriggers(world.scenario.faults, conditions);
    this.pods = new PodTroubles(world);
  }

  plan(faults: readonly CompiledFault[]): void {
    for (const fault of faults) {
      if (fault.at === Number.POSITIVE_INFINITY) continue;
      if (isThereAtFirst(fault)) this.begin(fault.index);
      else this.#stage.calendar.schedule(fault.at, rankOf(fault), ENTRY.faultBegin, fault.index, 0);
      if (fault.until > fault.at && fault.until !== Number.POSITIVE_INFINITY) {
        this.#stage.calendar.schedule(fault.until, RANK.fault, ENTRY.faultEnd, fault.index, 0);
      }
    }
  }

  /** Whether some fault waits for a condition. */
  get isWatching(): boolean {
    return !this.#triggers.isEmpty;
  }

  /** The present instant is over: what its end brings about begins in the next one. */
  look(): void {
    const { calendar, now } = this.#stage;
    for (const { index, trigger } of this.#triggers.due(now, (fault) => this.rules.lasts(fault))) {
      calendar.schedule(now + 1, RANK.fault, ENTRY.faultBegin, index, 0);
      const lastsMs = trigger?.lastsMs ?? 0;
      if (lastsMs > 0) calendar.schedule(now + 1 + lastsMs, RANK.fault, ENTRY.faultEnd, index, 0);
    }
  }

  begin(index: number): void {
    const fault = this.#fault(index);
    const { effect } = fault;
    const at = this.#stage.now;
    const { agents, pods, server } = this.#world;
    this.#stage.fact({ kind: 'fault.began', at, fault: index, name: fault.name });
    switch (effect.kind) {
      case 'pod-failure':
      case 'pod-success':
        for (const pod of this.#choose(effect.select, fault, isRunning))
          pods.end(pod, effect.kind === 'pod-failure' ? 'failed' : 'succeeded');
        return;
      case 'pod-eviction':
        for (const pod of this.#choose(effect.select, fault, isRunning)) pods.evict(pod);
        return;
      case 'agent-lost':
        for (const pod of this.#choose(effect.select, fault, isRunning)) agents.die(pod);
        return;
      case 'agent-restart':
        for (const pod of this.#choose(effect.select, fault, isRunning)) agents.restart(pod.id, effect.reconnectMs());
        return;
      case 'disconnect-agents':
        for (const pod of this.#choose(effect.select, fault, this.#isConnected))
          agents.disconnect(pod.id, effect.cutMs + effect.reconnectMs());
        if (effect.cutMs === 0) return;
        break;
      case 'server-restart':
        server.goDown();
        agents.serverWentDown();
        this.#stage.calendar.schedule(at + effect.downMs, RANK.fault, ENTRY.serverUp, index, 0);
        return;
      case 'node-lost':
        this.#world.nodeTroubles?.lose(fault, effect);
        return;
    }
    const news = this.rules.begin(fault, at);
    if (news !== null) server.tellLater(news);
    switch (effect.kind) {
      case 'beats-lost':
      case 'zombie':
        this.pods.afflict(fault, effect.kind, this.#choose(effect.select, fault, this.#isConnected));
        break;
      case 'stale-list':
        this.pods.remember(index);
        break;
      case 'server-pause':
        server.pause(index);
        break;
      case 'node-paused':
        this.#world.nodeTroubles?.pause(fault, effect);
        break;
      case 'node-drain':
        this.#world.nodeTroubles?.drain(fault, effect);
        break;
    }
  }

  end(index: number): void {
    const fault = this.#fault(index);
    const at = this.#stage.now;
    const news = this.rules.end(fault, at);
    this.#stage.fact({ kind: 'fault.ended', at, fault: index, name: fault.name });
    if (news !== null) this.#world.server.tellLater(news);
    this.pods.relieve(fault);
    this.#world.nodeTroubles?.end(fault);
    if (fault.effect.kind === 'server-pause') this.#world.server.resume(index);
  }

  serverUp(index: number): void {
    const { effect, name } = this.#fault(index);
    if (effect.kind !== 'server-restart') return;
    const at = this.#stage.now;
    this.#stage.fact({ kind: 'fault.ended', at, fault: index, name });
    const isUp = this.#world.server.comeUp({ kind: 'server.restarted', at, agents: this.#world.agents.lastBeats() });
    if (isUp) this.#world.agents.reconnectAll(effect.reconnectMs);
  }

  /** Of a pod that is made now. One that stands at time zero, no older than the run, is hit by what begins with it. */
  flawsOf(pool: PoolId, isInitial: boolean): PodFlaws | null {
    if (!isInitial) return this.rules.flawsOf(pool);
    return this.rules.flawsOf(
      pool,
      this.#world.scenario.faults.filter(({ at, until }) => at === 0 && until > 0),
    );
  }

  /** Whether the slot that a send names turns out to be taken. Asked for every send. */
  slotConflict(id: PodId): boolean {
    return !this.rules.isEmpty && this.rules.slotConflict(this.#world.pods.get(id)?.pool ?? null);
  }

  #fault(index: number): CompiledFault {
    return this.#world.scenario.faults[index] as CompiledFault;
  }

  #choose(select: PodSelector, fault: CompiledFault, can: (pod: SimPod) => boolean): readonly SimPod[] {
    const { agents, pods } = this.#world;
    return selectPods(pods.living().filter(can), select, agents, fault.random);
  }

  readonly #isConnected = ({ id }: SimPod): boolean => this.#world.agents.isConnected(id);
}

const isRunning = (pod: SimPod): boolean => pod.phase === 'running';

/** At time zero after the connections of that instant: agents that are connected from the beginning connect then. */
const rankOf = ({ at, effect }: CompiledFault): number => (at === 0 && hitsConnected(effect) ? RANK.agent : RANK.fault);
