import { setTimeout } from 'node:timers/promises';
import type { CompiledFault, FaultEffect } from '../scenario/compiled.ts';
import { type NodeSelector, selectNodes } from '../scenario/node-selector.ts';
import { apiErrorText } from './api-error.ts';
import type { Kubernetes } from './kubernetes.ts';
import type { Machines } from './machines.ts';
import { type Nodes, type PodOnNode, type RunNode, uncordon } from './nodes.ts';
import type { World } from './world.ts';

type Silence = Extract<FaultEffect, { readonly kind: 'node-paused' | 'node-lost' }>;

/** One fault's hold on its nodes. */
interface Grip {
  readonly fault: CompiledFault;
  nodes: readonly RunNode[];
  /** They take no pod because of it. */
  isCordoned: boolean;
  isOver: boolean;
}

/**
 * Faults of nodes, twin of the simulation's. A machine is made to stand still; what the cluster's controllers do about it after their own
 * grace periods (40 s of wall time, whatever the scenario's time scale) is done here when the scenario says: no new pod, then away with
 * those that it has. Steps are taken one after another. Whatever happens, `close` and `heal` give every node back.
 */
export class NodeTroubles {
  readonly #world: World;
  readonly #nodes: Nodes;
  readonly #machines: Machines | null;
  /** By name of the node: faults that keep it so. What is in here may be so, since it is put here before it is done. */
  readonly #stops = new Map<string, number>();
  readonly #cordons = new Map<string, number>();
  /** They are no more, though it takes the cluster its time to find out. */
  readonly #lost = new Set<string>();
  readonly #grips = new Map<number, Grip>();
  readonly #closing = new AbortController();
  readonly #evictions = new Set<Promise<void>>();
  #steps: Promise<void> = Promise.resolve();

  constructor(world: World, nodes: Nodes, machines: Machines | null) {
    this.#world = world;
    this.#nodes = nodes;
    this.#machines = machines;
  }

  pause(fault: CompiledFault, effect: Silence): void {
    const grip = this.#grip(fault);
    this.#step(async () => {
      await this.#choose(grip, effect.nodes);
      for (const { name } of grip.nodes) await this.#stop(name);
    });
    this.#planSilence(grip, effect, () => this.#evict(grip));
  }

  /** Its work is lost at once, though nobody knows. */
  lose(fault: CompiledFault, effect: Silence): void {
    const grip = this.#grip(fault);
    this.#step(async () => {
      await this.#choose(grip, effect.nodes);
      for (const { name } of grip.nodes) {
        this.#lost.add(name);
        await this.#stop(name);
        for (const pod of await this.#nodes.podsOn(name)) this.#loseWork(pod);
      }
    });
    this.#planSilence(grip, effect, async () => {
      for (const { name } of grip.nodes)
        for (const pod of await this.#nodes.podsOn(name)) await this.#nodes.delete(pod, true);
    });
  }

  drain(fault: CompiledFault, { nodes }: { readonly nodes: NodeSelector }): void {
    const grip = this.#grip(fault);
    this.#step(async () => {
      await this.#choose(grip, nodes);
      await this.#cordon(grip);
      for (const { name } of grip.nodes)
        for (const pod of await this.#nodes.podsOn(name)) this.#evictWhenAllowed(grip, pod);
    });
  }

  end({ index, effect }: CompiledFault): void {
    const grip = this.#grips.get(index);
    if (grip === undefined) return;
    this.#grips.delete(index);
    grip.isOver = true;
    this.#step(async () => {
      for (const { name } of grip.nodes) {
        if (effect.kind === 'node-paused') await this.#resume(name);
        if (grip.isCordoned) await this.#uncordon(name);
      }
    });
  }

  /** No step is taken any more, and what stood still goes on; what could not be made to, one sentence each. */
  async close(): Promise<readonly string[]> {
    this.#closing.abort();
    await Promise.all([this.#steps, ...this.#evictions]);
    const left: string[] = [];
    for (const name of this.#stops.keys()) {
      await this.#machines
        ?.resume(name)
        .catch((error: Error) => left.push(`node ${name} stands still: ${error.message}`));
    }
    return left;
  }

  /** After `close`: nodes take pods again. */
  async heal(kubernetes: Kubernetes, withinMs: number): Promise<readonly string[]> {
    const left: string[] = [];
    for (const name of this.#cordons.keys()) {
      const { error } = await uncordon(kubernetes, name, withinMs);
      if (error !== undefined && error.status !== 404)
        left.push(`node ${name} takes no pods, until kubectl uncordon: ${apiErrorText(error)}`);
    }
    return left;
  }

  #grip(fault: CompiledFault): Grip {
    const grip: Grip = { fault, nodes: [], isCordoned: false, isOver: false };
    this.#grips.set(fault.index, grip);
    return grip;
  }

  async #choose(grip: Grip, select: NodeSelector): Promise<void> {
    const there = (await this.#nodes.all()).filter(({ name }) => !this.#lost.has(name));
    grip.nodes = selectNodes(there, select, grip.fault.random);
  }

  #planSilence(grip: Grip, { notReadyMs, tolerateMs }: Silence, giveUp: () => Promise<void>): void {
    const { timers, clock } = this.#world;
    const at = clock.now() + notReadyMs;
    timers.at(at, () => this.#step(async () => (grip.isOver ? undefined : this.#cordon(grip))));
    timers.at(at + tolerateMs, () => this.#step(async () => (grip.isOver ? undefined : giveUp())));
  }

  /** They will be gone when their node is back. */
  async #evict({ nodes }: Grip): Promise<void> {
    for (const { name } of nodes)
      for (const pod of await this.#nodes.podsOn(name)) await this.#nodes.delete(pod, false);
  }

  /** Tried again, as a person with `kubectl drain` would, as long as the fault lasts. */
  #evictWhenAllowed(grip: Grip, pod: PodOnNode): void {
    const evict = async (): Promise<void> => {
      while (!grip.isOver && !this.#isClosing && !(await this.#nodes.evict(pod)))
        await setTimeout(EVICT_AGAIN_MS, undefined, { signal: this.#closing.signal }).catch(() => undefined);
    };
    const tracked: Promise<void> = this.#tellFailure(evict()).finally(() => this.#evictions.delete(tracked));
    this.#evictions.add(tracked);
  }

  #loseWork({ name, uid }: PodOnNode): void {
    const pod = this.#world.pods.identify(name, uid);
    if (pod !== null) this.#world.channel.loseWork(pod);
  }

  async #stop(name: string): Promise<void> {
    const stops = this.#stops.get(name) ?? 0;
    this.#stops.set(name, stops + 1);
    if (stops === 0 && !this.#isClosing) await this.#machines?.stop(name);
  }

  async #resume(name: string): Promise<void> {
    if (lessOne(this.#stops, name) > 0) return;
    await this.#machines?.resume(name);
    this.#stops.delete(name);
  }

  async #cordon(grip: Grip): Promise<void> {
    grip.isCordoned = true;
    for (const { name } of grip.nodes) {
      const cordons = this.#cordons.get(name) ?? 0;
      this.#cordons.set(name, cordons + 1);
      if (cordons === 0 && !this.#isClosing) await this.#nodes.cordon(name);
    }
  }

  async #uncordon(name: string): Promise<void> {
    if (lessOne(this.#cordons, name) > 0) return;
    const { error } = await this.#nodes.uncordon(name);
    if (error === undefined) this.#cordons.delete(name);
    else this.#world.stage.fail(new Error(`node ${name} cannot be uncordoned: ${apiErrorText(error)}`));
  }

  get #isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  #step(act: () => Promise<void>): void {
    this.#steps = this.#tellFailure(this.#steps.then(() => (this.#isClosing ? undefined : act())));
  }

  /** What cannot be done to a node is no fault of the scenario: the run ends with the reason. */
  #tellFailure(work: Promise<void>): Promise<void> {
    return work.catch((error: unknown) => {
      if (!this.#isClosing) this.#world.stage.fail(error);
    });
  }
}

/** Wall ms; that of `kubectl drain`. */
const EVICT_AGAIN_MS = 5000;

/** It stays counted, with 0, until what it counts is undone. */
function lessOne(counts: Map<string, number>, name: string): number {
  const left = Math.max(0, (counts.get(name) ?? 0) - 1);
  counts.set(name, left);
  return left;
}
