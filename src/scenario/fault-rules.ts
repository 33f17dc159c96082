import type { EngineEvent, StoreQuery } from '../engine/event.ts';
import type { PoolId } from '../engine/ids.ts';
import type { CompiledFault, FaultEffect } from './compiled.ts';

type Kind = FaultEffect['kind'];
type Effect<K extends Kind> = Extract<FaultEffect, { readonly kind: K }>;
/** A fault that lasts now, of one kind. */
type Rule<K extends Kind> = CompiledFault & { readonly effect: Effect<K> };

/** What faults have done to a pod when it was created. Scenario ms. */
export interface PodFlaws {
  /** On top of its own times; `connectMs` `Infinity` = its agent never connects. */
  readonly scheduleMs: number;
  readonly startMs: number;
  readonly connectMs: number;
  readonly isUnschedulable: boolean;
  /** Index of the fault for whose time its image cannot be pulled. */
  readonly unpullable: number | null;
  readonly crashes: boolean;
}

/**
 * The faults that last now, as rules in the author's order: who is asked goes through them, and the first that has a verdict decides. A
 * rule knows nothing of the others, so that any of them may end first. Both worlds ask the same ones.
 */
export class FaultRules {
  readonly #rules: CompiledFault[] = [];
  /** How many pods each fault has hit since it began, by its index; pods of time zero before that. */
  readonly #hits = new Map<number, number>();

  get isEmpty(): boolean {
    return this.#rules.length === 0;
  }

  /** From now on it lasts. */
  begin(fault: CompiledFault, at: number): StoreNews | null {
    const before = this.#modeUnder(fault);
    const after = this.#rules.findIndex(({ index }) => index > fault.index);
    this.#rules.splice(after < 0 ? this.#rules.length : after, 0, fault);
    return this.#news(fault, before, at);
  }

  end(fault: CompiledFault, at: number): StoreNews | null {
    const before = this.#modeUnder(fault);
    const place = this.#rules.findIndex(({ index }) => index === fault.index);
    if (place >= 0) this.#rules.splice(place, 1);
    // One that waits for a condition comes again by the same index.
    this.#hits.delete(fault.index);
    return this.#news(fault, before, at);
  }

  lasts(index: number): boolean {
    return this.#rules.some((rule) => rule.index === index);
  }

  /** Of one kind, in order. */
  of<K extends Kind>(kind: K): readonly Rule<K>[] {
    return this.#rules.filter((rule): rule is Rule<K> => rule.effect.kind === kind);
  }

  /** The status with which the API refuses a call, or null: asked for every call. */
  apiError(verb: 'create' | 'delete' | 'list'): number | null {
    for (const { effect, random } of this.of('api-error')) {
      if (effect.verb === verb && isHit(random, effect.rate)) return effect.status;
    }
    return null;
  }

  /** How long a call takes: 0 unless it is slow. */
  apiDelayMs(verb: 'create' | 'delete' | 'list'): number {
    const rule = this.of('slow-api').find(({ effect }) => effect.verb === verb);
    return rule === undefined ? 0 : rule.effect.delayMs();
  }

  /** Whether the slot that a send names turns out to be taken. */
  slotConflict(pool: PoolId | null): boolean {
    return this.of('slot-conflict').some(({ effect, random }) => isOf(pool, effect.pool) && isHit(random, effect.rate));
  }

  /** How the store answers a question; null = as it should. */
  storeMode(query: StoreQuery): StoreMode {
    return this.of('store-query').find(({ effect }) => effect.query === query)?.effect.mode ?? null;
  }

  /** Pods that the namespace may hold: the tightest of all quotas. */
  quota(): number {
    return Math.min(...this.of('quota').map(({ effect }) => effect.pods));
  }

  /** Faults of one pool's pods, or of all. */
  hits(kind: 'stuck-terminating' | 'stale-list' | 'watch-gap', pool: PoolId): CompiledFault | null {
    return this.of(kind).find(({ effect }) => isOf(pool, effect.pool)) ?? null;
  }

  /** Asked once for each new pod; null = nothing is wrong with it. `rules`: instead of those that last now. */
  flawsOf(pool: PoolId, rules: readonly CompiledFault[] = this.#rules): PodFlaws | null {
    if (rules.length === 0) return null;
    const hit = <K extends Creation>(kind: K): Rule<K> | null => this.#hitOnCreation(rules, kind, pool);
    const slow = hit('slow-start');
    const never = hit('never-connects');
    const late = never === null ? hit('late-connect') : null;
    return {
      scheduleMs: hit('slow-schedule')?.effect.delayMs() ?? 0,
      startMs: slow?.effect.delayMs() ?? 0,
      connectMs: never === null ? (late?.effect.delayMs() ?? 0) : Number.POSITIVE_INFINITY,
      isUnschedulable: hit('unschedulable') !== null,
      unpullable: hit('unpullable-image')?.index ?? null,
      crashes: hit('crash-at-start') !== null,
    };
  }

  #modeUnder({ effect }: CompiledFault): StoreMode {
    return effect.kind === 'store-query' ? this.storeMode(effect.query) : null;
  }

  #news({ effect }: CompiledFault, before: StoreMode, at: number): StoreNews | null {
    if (effect.kind !== 'store-query') return null;
    const { query } = effect;
    const mode = this.storeMode(query);
    if (mode === before) return null;
    return mode === null ? { kind: 'store.queryRestored', at, query } : { kind: 'store.queryFailing', at, query, mode };
  }

  /** One that has not used up its count. */
  #hitOnCreation<K extends Creation>(rules: readonly CompiledFault[], kind: K, pool: PoolId): Rule<K> | null {
    for (const rule of rules) {
      const { effect, index } = rule;
      if (effect.kind !== kind || !isOf(pool, (effect as Effect<Creation>).pool)) continue;
      const hits = this.#hits.get(index) ?? 0;
      if (hits >= (effect as Effect<Creation>).count) continue;
      this.#hits.set(index, hits + 1);
      return rule as Rule<K>;
    }
    return null;
  }
}

/** How the store answers; null = as it should. */
type StoreMode = 'error' | 'zero' | null;

/** What the server learns of its store when a fault begins or ends; nothing where another fault says the same. */
export type StoreNews = Extract<EngineEvent, { readonly kind: 'store.queryFailing' | 'store.queryRestored' }>;

/** Kinds that hit pods when they are created. */
type Creation =
  | 'slow-schedule'
  | 'slow-start'
  | 'late-connect'
  | 'never-connects'
  | 'unschedulable'
  | 'unpullable-image'
  | 'crash-at-start';

const isOf = (pool: PoolId | null, wanted: PoolId | null): boolean => wanted === null || wanted === pool;

/** A certain fault draws nothing, so that its rate can be changed without reshuffling others. */
const isHit = (random: () => number, rate: number): boolean => rate >= 1 || random() < rate;

/**
 * What lasts from time zero is there before the engine starts, asks for its first list and makes its first pods. Of its store only a
 * server that has started can learn anything, and agents are hit by their connections.
 */
export const isThereAtFirst = ({ at, until, effect }: CompiledFault): boolean =>
  at === 0 && until > 0 && effect.kind !== 'store-query' && !hitsConnected(effect);

/** It chooses among the agents that are connected when it begins. */
export const hitsConnected = ({ kind }: FaultEffect): boolean =>
  kind === 'disconnect-agents' || kind === 'beats-lost' || kind === 'zombie';
