import type { V1Pod } from '@kubernetes/client-node';
import type { EngineEvent, ListedPod } from '../engine/event.ts';
import type { Fact } from '../engine/fact.ts';
import { type PodId, type PoolId, podName } from '../engine/ids.ts';
import { POD_LABEL, podObjectName, RUN_LABEL } from './pod-names.ts';
import { type PodReading, readPod } from './pod-reading.ts';
import type { RunClock } from './run-clock.ts';

export interface PodBookSettings {
  readonly clock: RunClock;
  readonly runId: string;
  /** Labels of the pools, by id. */
  readonly pools: readonly string[];
  readonly tell: (event: EngineEvent) => void;
  readonly fact: (fact: Fact) => void;
}

/** What is known of a pod that this run asked for. */
export interface KnownPod {
  readonly id: PodId;
  readonly pool: PoolId;
  readonly name: string;
  readonly createdAt: number;
  uid: string | null;
  /** The latest state; null before the object was seen. */
  reading: PodReading | null;
  runningAt: number | null;
  /** The create call, while it is under way. */
  creating: Promise<void> | null;
  /** Turns at which it was first seen and last changed: what an older list says of it is out of date. */
  seenTurn: number;
  changedTurn: number;
  isGone: boolean;
}

/**
 * What a run knows of its pods, whoever brought the news: an answer, the watch or a list. Every change is told once, as event and as
 * fact, in order per pod.
 */
export class PodBook {
  readonly #settings: PodBookSettings;
  readonly #byId = new Map<PodId, KnownPod>();
  readonly #byName = new Map<string, KnownPod>();
  /** Counts lists asked for and changes seen, in one order. */
  #turn = 0;
  #gaps = 0;

  constructor(settings: PodBookSettings) {
    this.#settings = settings;
  }

  /** Changes that a list brought to light and the watch had not told. */
  get gaps(): number {
    return this.#gaps;
  }

  get(id: PodId): KnownPod | undefined {
    return this.#byId.get(id);
  }

  named(name: string): KnownPod | undefined {
    return this.#byName.get(name);
  }

  /** Those whose object is there, in order of ids. */
  living(): readonly (KnownPod & { readonly reading: PodReading })[] {
    return [...this.#byId.values()]
      .filter((known): known is KnownPod & { reading: PodReading } => !known.isGone && known.reading !== null)
      .sort((a, b) => a.id - b.id);
  }

  /** A pod that is about to be asked for. */
  add(id: PodId, pool: PoolId): KnownPod {
    const { runId, pools, clock } = this.#settings;
    const known: KnownPod = {
      id,
      pool,
      name: podObjectName(runId, pools[pool] ?? `pool-${pool}`, id),
      createdAt: clock.now(),
      uid: null,
      reading: null,
      runningAt: null,
      creating: null,
      seenTurn: Number.POSITIVE_INFINITY,
      changedTurn: -1,
      isGone: false,
    };
    this.#byId.set(id, known);
    this.#byName.set(known.name, known);
    return known;
  }

  /** A list is about to be asked for: the turn to give back with it. */
  listing(): number {
    return this.#nextTurn();
  }

  /** Ours by name and, once it is known, by uid: a foreign pod may have a name and labels like ours. */
  knownOf(pod: V1Pod): KnownPod | undefined {
    const known = this.#byName.get(pod.metadata?.name ?? '');
    return known !== undefined && this.isOurs(known, pod) ? known : undefined;
  }

  isOurs(known: KnownPod, { metadata }: V1Pod): boolean {
    const { labels = {}, uid } = metadata ?? {};
    if (known.uid !== null) return uid === known.uid;
    return labels[RUN_LABEL] === this.#settings.runId && labels[POD_LABEL] === podName(known.id);
  }

  /** The first sight of a pod may be an answer; later ones may be older than what the watch has told. */
  answered(known: KnownPod, pod: V1Pod): void {
    if (known.uid === null) this.seen(known, pod);
  }

  /** Tells what is new about a pod; whether anything was. */
  seen(known: KnownPod, pod: V1Pod): boolean {
    if (known.isGone) return false;
    const before = known.reading;
    const now = noEarlier(readPod(pod), before);
    known.uid ??= pod.metadata?.uid ?? null;
    return this.#become(known, now);
  }

  /** Its agent has connected, which proves it: the kubelet tells the API of it some time later. */
  provenRunning(id: PodId): void {
    const known = this.#byId.get(id);
    if (known === undefined || known.isGone || known.reading?.phase !== 'pending') return;
    this.#become(known, { ...known.reading, phase: 'running', scheduled: true, reason: null });
  }

  #become(known: KnownPod, now: PodReading): boolean {
    const { tell, fact, clock } = this.#settings;
    const before = known.reading;
    const at = clock.now();
    const { id, pool } = known;
    const isFirst = before === null;
    const isNewPhase = now.phase !== (before?.phase ?? 'pending');
    const isNews =
      isFirst || isNewPhase || now.scheduled !== before.scheduled || wordOf(now.reason) !== wordOf(before.reason);

    known.reading = now;
    known.changedTurn = this.#nextTurn();
    if (isFirst) known.seenTurn = known.changedTurn;
    if (now.phase !== 'pending') known.runningAt ??= at;

    if (isFirst) fact({ kind: 'pod.up', at, pod: id, pool });
    if (isNewPhase && now.phase !== 'pending') fact({ kind: 'pod.phase', at, pod: id, phase: now.phase });
    if (now.terminating && before?.terminating !== true) fact({ kind: 'pod.phase', at, pod: id, phase: 'terminating' });
    const { phase, scheduled, reason } = now;
    if (isNews) tell({ kind: 'pod.changed', at, pod: id, phase, scheduled, reason });
    return isNews;
  }

  gone(known: KnownPod): void {
    if (known.isGone) return;
    known.isGone = true;
    const at = this.#settings.clock.now();
    if (known.reading !== null) this.#settings.fact({ kind: 'pod.down', at, pod: known.id });
    this.#settings.tell({ kind: 'pod.gone', at, pod: known.id });
  }

  /** All pods of the run, as they were some time after `asked`: what the watch should have told already. */
  reconcile(pods: readonly V1Pod[], asked: number): void {
    const there = new Set<KnownPod>();
    for (const pod of pods) {
      const known = this.knownOf(pod);
      if (known === undefined) continue;
      there.add(known);
      if (known.changedTurn < asked && this.seen(known, pod)) this.#gaps += 1;
    }
    for (const known of this.living()) {
      if (there.has(known) || known.seenTurn > asked) continue;
      this.#gaps += 1;
      this.gone(known);
    }
  }

  /** One pool's pods for the engine. A list is old when it arrives: what was learned since it was asked for is put in its place. */
  view(pods: readonly V1Pod[], pool: PoolId, asked: number): readonly ListedPod[] {
    const readings = new Map<KnownPod, PodReading>();
    for (const pod of pods) {
      const known = this.knownOf(pod);
      if (known === undefined || known.isGone || known.pool !== pool) continue;
      this.answered(known, pod);
      readings.set(known, noEarlier(readPod(pod), known.reading));
    }
    for (const known of this.living()) {
      if (known.pool === pool && known.changedTurn > asked) readings.set(known, known.reading);
    }
    return [...readings].sort(([a], [b]) => a.id - b.id).map(([known, reading]) => this.#listed(known, reading));
  }

  #listed({ id, createdAt, runningAt }: KnownPod, reading: PodReading): ListedPod {
    const { phase, scheduled, terminating, registered, startedAt } = reading;
    // The kubelet's timestamp has whole seconds of another clock: only where the watch has not told yet, and never before the pod was asked
    // for, nor in the future.
    const { clock } = this.#settings;
    const saidAt = startedAt === null ? null : clock.instantOf(Date.parse(startedAt));
    const seenAt = runningAt ?? (saidAt === null ? null : Math.max(createdAt, Math.min(clock.now(), saidAt)));
    return {
      pod: id,
      phase,
      scheduled,
      createdAt,
      runningAt: phase === 'pending' ? null : seenAt,
      terminating,
      registered,
    };
  }

  #nextTurn(): number {
    this.#turn += 1;
    return this.#turn;
  }
}

/** A pod that was seen running does not wait for its start any more, whatever an older word of its kubelet says. */
const noEarlier = (reading: PodReading, before: PodReading | null): PodReading =>
  reading.phase === 'pending' && before !== null && before.phase !== 'pending'
    ? { ...reading, phase: before.phase, scheduled: before.scheduled, reason: before.reason }
    : reading;

/** The sentence behind the word changes with the weather; the word is what happened. */
const wordOf = (reason: string | null): string | null => reason?.split(':', 1)[0] ?? null;
