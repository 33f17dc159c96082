import type { NodeId, PodId, TaskId } from '../engine/ids.ts';
import type { CompiledFault, FaultEffect } from '../scenario/compiled.ts';
import { type NodeSelector, selectNodes } from '../scenario/node-selector.ts';
import { ENTRY, RANK } from './agenda.ts';
import type { Nodes } from './nodes.ts';
import type { World } from './world.ts';

type Silence = Extract<FaultEffect, { readonly kind: 'node-paused' | 'node-lost' }>;

/** A fault's grip on its nodes. One that happens again has another: what is lost stays lost meanwhile. */
interface Grip {
  readonly fault: CompiledFault;
  readonly nodes: readonly NodeId[];
  readonly serial: number;
  /** They take no pod because of it. */
  isCordoned: boolean;
}

/** A node on which nothing moves. */
interface Frozen {
  readonly since: number;
  /** Faults that keep it so. */
  holds: number;
  /** What was to happen on it meanwhile. */
  readonly entries: { readonly kind: number; readonly subject: number; readonly detail: number; readonly at: number }[];
  /** Attempts that were under way when it froze. */
  readonly attempts: Set<number>;
}

/** Faults of nodes. What is to happen on a node that stands still waits until it goes on; work goes on where it stopped. */
export class NodeTroubles {
  readonly #world: World;
  readonly #nodes: Nodes;
  /** By serial. An alarm for one that is not here any more is void. */
  readonly #grips = new Map<number, Grip>();
  readonly #frozen = new Map<NodeId, Frozen>();
  /** By attempt: how much later than planned its work is over, for the time in which it stood still. */
  readonly #owedMs = new Map<number, number>();
  #serial = 0;

  constructor(world: World, nodes: Nodes) {
    this.#world = world;
    this.#nodes = nodes;
  }

  /** No fault has a hold on any node. */
  get isClean(): boolean {
    return this.#grips.size === 0 && this.#frozen.size === 0;
  }

  pause(fault: CompiledFault, effect: Silence): void {
    const grip = this.#grip(fault, effect.nodes);
    for (const node of grip.nodes) this.#freeze(node);
    this.#planSilence(grip, effect);
  }

  /** Its work is lost at once, though nobody knows. */
  lose(fault: CompiledFault, effect: Silence): void {
    const grip = this.#grip(fault, effect.nodes);
    for (const node of grip.nodes) {
      for (const pod of this.#nodes.podsOn(node)) {
        const agent = this.#world.agents.get(pod.id);
        if (agent !== undefined) this.#world.work.lose(agent);
      }
      this.#freeze(node);
    }
    this.#planSilence(grip, effect);
  }

  drain(fault: CompiledFault, { nodes }: { readonly nodes: NodeSelector }): void {
    const grip = this.#grip(fault, nodes);
    this.#cordon(grip);
    this.#evict(grip);
  }

  /** The cluster finds that the nodes do not answer. */
  notReady(serial: number): void {
    const grip = this.#grips.get(serial);
    if (grip !== undefined) this.#cordon(grip);
  }

  /** It gives them up: their pods are to go. Those of a node that is lost are gone, and the node with them. */
  giveUp(serial: number): void {
    const grip = this.#grips.get(serial);
    if (grip === undefined) return;
    if (grip.fault.effect.kind !== 'node-lost') return this.#evict(grip);
    this.#grips.delete(serial);
    for (const node of grip.nodes) {
      this.#frozen.delete(node);
      for (const pod of this.#nodes.podsOn(node)) this.#world.pods.vanish(pod);
      this.#nodes.remove(node);
    }
  }

  end(fault: CompiledFault): void {
    for (const grip of this.#grips.values()) if (grip.fault.index === fault.index) this.#release(grip);
  }

  #release(grip: Grip): void {
    this.#grips.delete(grip.serial);
    if (grip.fault.effect.kind === 'node-paused') for (const node of grip.nodes) this.#thaw(node);
    if (grip.isCordoned) for (const node of grip.nodes) this.#nodes.cordon(node, -1);
  }

  /** Whether a calendar entry does not happen now, since its node stands still or its work has stood still: it comes later. */
  holds(kind: number, subject: number, detail: number): boolean {
    if (this.#frozen.size === 0 && this.#owedMs.size === 0) return false;
    const pod = ON_POD.has(kind) ? (subject as PodId) : ON_TASK.has(kind) ? this.#podOf(subject, detail) : null;
    if (pod === null) return false;
    const { calendar, now } = this.#world.stage;
    const owedMs = kind === ENTRY.complete ? (this.#owedMs.get(detail) ?? 0) : 0;
    if (owedMs > 0) {
      this.#owedMs.delete(detail);
      calendar.schedule(now + owedMs, RANK.completion, kind, subject, detail);
      return true;
    }
    const node = this.#nodes.homeOf(pod);
    const frozen = node === null ? undefined : this.#frozen.get(node);
    if (frozen === undefined) return false;
    frozen.entries.push({ kind, subject, detail, at: now });
    return true;
  }

  #podOf(task: number, attempt: number): PodId | null {
    return this.#world.tasks.attempt(task as TaskId, attempt)?.pod ?? null;
  }

  #grip(fault: CompiledFault, nodes: NodeSelector): Grip {
    const chosen = selectNodes(this.#selectable(), nodes, fault.random);
    this.#serial += 1;
    const grip = { fault, nodes: chosen.map(({ id }) => id), serial: this.#serial, isCordoned: false };
    this.#grips.set(grip.serial, grip);
    return grip;
  }

  /** Those that are lost are not: nobody has noticed it yet, that is all. */
  #selectable(): ReturnType<Nodes['selectable']> {
    const lost = new Set(
      [...this.#grips.values()].flatMap(({ fault, nodes }) => (fault.effect.kind === 'node-lost' ? nodes : [])),
    );
    return this.#nodes.selectable().filter(({ id }) => !lost.has(id));
  }

  #planSilence({ serial }: Grip, { notReadyMs, tolerateMs }: Silence): void {
    const { calendar, now } = this.#world.stage;
    calendar.schedule(now + notReadyMs, RANK.fault, ENTRY.nodeNotReady, serial, 0);
    calendar.schedule(now + notReadyMs + tolerateMs, RANK.fault, ENTRY.nodeGivenUp, serial, 0);
  }

  #cordon(grip: Grip): void {
    grip.isCordoned = true;
    for (const node of grip.nodes) this.#nodes.cordon(node, 1);
  }

  #evict({ nodes }: Grip): void {
    for (const node of nodes) for (const pod of this.#nodes.podsOn(node)) this.#world.pods.evict(pod);
  }

  #freeze(node: NodeId): void {
    const frozen = this.#frozen.get(node);
    if (frozen !== undefined) {
      frozen.holds += 1;
      return;
    }
    const { agents, stage } = this.#world;
    const attempts = new Set<number>();
    for (const { id } of this.#nodes.podsOn(node)) {
      agents.mute(id);
      for (const { attempt } of agents.get(id)?.working ?? []) attempts.add(attempt);
    }
    this.#frozen.set(node, { since: stage.now, holds: 1, entries: [], attempts });
  }

  #thaw(node: NodeId): void {
    const frozen = this.#frozen.get(node);
    if (frozen === undefined) return;
    frozen.holds -= 1;
    if (frozen.holds > 0) return;
    this.#frozen.delete(node);
    const { agents, stage } = this.#world;
    for (const { id } of this.#nodes.podsOn(node)) agents.unmute(id);
    for (const { kind, subject, detail, at } of frozen.entries) {
      const isWork = kind === ENTRY.complete;
      if (isWork) frozen.attempts.delete(detail);
      const rank = isWork || kind === ENTRY.cancelled ? RANK.completion : OF_POD.has(kind) ? RANK.pod : RANK.agent;
      stage.calendar.schedule(isWork ? stage.now + at - frozen.since : stage.now, rank, kind, subject, detail);
    }
    for (const attempt of frozen.attempts)
      this.#owedMs.set(attempt, (this.#owedMs.get(attempt) ?? 0) + stage.now - frozen.since);
  }
}

const OF_POD: ReadonlySet<number> = new Set([ENTRY.podRunning, ENTRY.podGone]);
const ON_POD: ReadonlySet<number> = new Set([
  ...OF_POD,
  ENTRY.agentConnect,
  ENTRY.agentRegister,
  ENTRY.agentSignalled,
  ENTRY.agentDrained,
]);
const ON_TASK: ReadonlySet<number> = new Set([ENTRY.accept, ENTRY.complete, ENTRY.cancelled]);
