import { expect } from 'vitest';
import type { Command, TaskSend } from '../../../src/engine/command.ts';
import type { EngineEvent } from '../../../src/engine/event.ts';
import type { Fact } from '../../../src/engine/fact.ts';
import { type AttemptId, attemptId, podId, poolId, taskId } from '../../../src/engine/ids.ts';
import type { WrittenRun } from '../small-runs.ts';
import type { Arm, OpenWorld } from './arm.ts';
import { unlawful } from './lawful-order.ts';
import { ScriptedEngine, type Wish } from './scripted-engine.ts';

type OfKind<T, K> = Extract<T, { readonly kind: K }>;

/** A world and its scripted engine, with words for what tests ask of them. Only the first pool is used. */
export class Scene {
  readonly engine = new ScriptedEngine();
  #world: OpenWorld | null = null;
  #attempts = 0;
  #timers = 0;

  /** Plays it to its end; `first` is commanded when the server starts. What was heard must be in an order that any world keeps. */
  static async play(
    arm: Arm,
    written: WrittenRun,
    act: (scene: Scene) => Promise<void>,
    first: readonly Wish[] = [],
  ): Promise<void> {
    const scene = new Scene();
    scene.engine.wish(...first);
    const world = await arm.open({ ...written, pool: { agent: QUICK_BEATS, ...written.pool } }, scene.engine);
    scene.#world = world;
    try {
      await act(scene);
      expect([...scene.engine.faults, ...unlawful(scene.engine.words)]).toEqual([]);
    } finally {
      await world.close();
    }
  }

  /** Commands at the next turn of the engine, and waits for that turn. */
  async ask(...wishes: readonly Wish[]): Promise<void> {
    this.engine.wish(...wishes);
    await this.until('the engine to have its turn', () => !this.engine.hasWishes);
  }

  async create(...pods: readonly number[]): Promise<void> {
    await this.ask(...pods.map((pod): Wish => ({ kind: 'pod.create', pool: POOL, pod: podId(pod) })));
  }

  /** Created, connected and registered. */
  async raise(...pods: readonly number[]): Promise<void> {
    await this.create(...pods);
    for (const pod of pods) await this.hears('agent.registered', (event) => event.pod === pod);
  }

  async delete(pod: number): Promise<void> {
    await this.ask({ kind: 'pod.delete', pod: podId(pod), cause: 'scale-down' });
  }

  /** The pods that there are, as the world answers. */
  async list(): Promise<OfKind<EngineEvent, 'pods.listed'>['pods']> {
    const before = this.heard('pods.listed').length;
    await this.ask({ kind: 'pods.list', pool: POOL });
    await this.until('a list', () => this.heard('pods.listed').length > before);
    return this.heard('pods.listed').at(-1)?.pods ?? [];
  }

  sending(task: number, pod: number, changes: Partial<Omit<TaskSend, 'kind' | 'at'>> = {}): Wish & TaskSend {
    this.#attempts += 1;
    return {
      kind: 'task.send',
      at: 0,
      task: taskId(task),
      pod: podId(pod),
      slot: 0,
      phase: 'plan',
      attempt: attemptId(FIRST_ATTEMPT + this.#attempts),
      freshDirectory: false,
      ...changes,
    };
  }

  /** Waits until the task is there, and sends it. */
  async send(task: number, pod: number, changes: Parameters<Scene['sending']>[2] = {}): Promise<AttemptId> {
    await this.until(`task ${task} to be submitted`, () =>
      this.engine.words.some((word) => 'fact' in word && word.fact.kind === 'task.arrived' && word.fact.task === task),
    );
    const send = this.sending(task, pod, changes);
    await this.ask(send);
    return send.attempt;
  }

  /** Sent and taken up. */
  async start(task: number, pod: number, changes: Parameters<Scene['sending']>[2] = {}): Promise<AttemptId> {
    const attempt = await this.send(task, pod, changes);
    await this.hears('task.accepted', (event) => event.attempt === attempt);
    return attempt;
  }

  /** The first event of this kind that fits, now or later. */
  async hears<K extends EngineEvent['kind']>(
    kind: K,
    fits: (event: OfKind<EngineEvent, K>) => boolean = () => true,
  ): Promise<OfKind<EngineEvent, K>> {
    let found: OfKind<EngineEvent, K> | undefined;
    await this.until(kind, () => {
      found = this.heard(kind).find(fits);
      return found !== undefined;
    });
    return found as OfKind<EngineEvent, K>;
  }

  heard<K extends EngineEvent['kind']>(kind: K): readonly OfKind<EngineEvent, K>[] {
    return this.events.filter((event): event is OfKind<EngineEvent, K> => event.kind === kind);
  }

  /** So much scenario time passes. */
  async rest(ms: number): Promise<void> {
    const { id } = await this.alarm(ms);
    await this.hears('timer.due', ({ timer }) => timer.id === id);
  }

  /** Sets a timer for so long after the turn in which it is set (before it, if negative). */
  async alarm(ms: number): Promise<OfKind<Command, 'timer.set'>['timer'] & { readonly dueAt: number }> {
    this.#timers += 1;
    const timer = { id: this.#timers, epoch: this.engine.epoch, job: { kind: 'monitor', pool: POOL } } as const;
    const dueAt = this.now + ms;
    await this.ask({ kind: 'timer.set', dueAt, timer });
    return { ...timer, dueAt };
  }

  async until(what: string, isSo: () => boolean): Promise<void> {
    await this.#world?.pass(() => `${what}; heard so far:\n${this.story.join('\n')}`, isSo);
  }

  /** The instant of the last word. */
  get now(): number {
    const last = this.engine.words.at(-1);
    if (last === undefined) return 0;
    return 'event' in last ? last.event.at : 'fact' in last ? last.fact.at : 'command' in last ? last.command.at : 0;
  }

  get events(): readonly EngineEvent[] {
    return this.engine.words.flatMap((word) => ('event' in word ? [word.event] : []));
  }

  /** Facts and events with their instants, in the order in which they were told. */
  get happenings(): readonly { readonly kind: string; readonly at: number }[] {
    return this.engine.words.flatMap((word): readonly (Fact | EngineEvent)[] =>
      'fact' in word ? [word.fact] : 'event' in word ? [word.event] : [],
    );
  }

  /** What was true of a pod, in short words: `up`, `running`, `agent.up`, `plan began` … */
  truth(pod: number): readonly string[] {
    return this.engine.words.flatMap((word) =>
      'fact' in word && 'pod' in word.fact && word.fact.pod === pod ? [wordOf(word.fact)] : [],
    );
  }

  /** What the engine heard of a pod and its agent, kinds only; of changes the phase. */
  tale(pod: number): readonly string[] {
    return this.events.flatMap((event) => {
      if (!('pod' in event) || event.pod !== pod) return [];
      return [event.kind === 'pod.changed' ? event.phase : event.kind];
    });
  }

  /** What the engine heard of an attempt. */
  fate(attempt: AttemptId): readonly string[] {
    return this.events.flatMap((event) => {
      if (!('attempt' in event) || event.attempt !== attempt) return [];
      return [event.kind === 'task.finished' ? event.outcome : event.kind];
    });
  }

  get story(): readonly string[] {
    return this.engine.words.map((word) => JSON.stringify(word));
  }
}

function wordOf(fact: Fact): string {
  switch (fact.kind) {
    case 'pod.phase':
      return fact.phase;
    case 'phase.began':
      return `${fact.phase} began`;
    case 'phase.ended':
      return `${fact.phase} ${fact.outcome}`;
    default:
      return fact.kind;
  }
}

const POOL = poolId(0);
/** Beyond those of tasks that run at time zero. */
const FIRST_ATTEMPT = 100;
const QUICK_BEATS = { heartbeatEveryMs: 5_000, onlineWithinMs: 20_000 };
