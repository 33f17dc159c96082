import type { TaskId } from '../engine/ids.ts';
import type { DispatchFailure } from '../engine/note.ts';
import { PagedTable } from '../engine/paged-table.ts';
import type { CompiledPool } from '../scenario/compiled.ts';
import { PoolWideFailures } from './pool-wide-failures.ts';
import type { TaskAccount } from './task-account.ts';
import { CAUSE_OF_FAILURE, causeOfState, WAIT_CAUSES, type WaitCause } from './wait-cause.ts';

/** A task's time from its submission to the beginning of its plan phase, cut into the causes. */
export interface LongWait {
  readonly task: TaskId;
  /** Its name. */
  readonly pool: string;
  readonly arrivedAt: number;
  /** What the pool made it wait: all parts but `own-workspace`. */
  readonly waitMs: number;
  /** It never began: the wait was at least so long. */
  readonly isCensored: boolean;
  readonly parts: readonly { readonly cause: WaitCause; readonly ms: number }[];
}

/**
 * The ten longest waits and what they were made of. A failed attempt gives the cause of all time until the next attempt or change, be it that
 * of another task which says what holds for the pool. With retry timers that includes time in which a slot was free already, which is
 * what `no-slot` then means: "found none when it asked".
 */
export class LongestWaits {
  readonly #stories = new PagedTable<Story>();
  readonly #failures: PoolWideFailures;
  /** Longest first; equal ones by task. */
  #longest: LongWait[] = [];
  /** Server down time of the outages that are over, and the beginning of the present one. */
  #downMs = 0;
  #downSince = -1;

  constructor(pools: readonly Pick<CompiledPool, 'config'>[]) {
    this.#failures = new PoolWideFailures(pools);
  }

  get longest(): readonly LongWait[] {
    return this.#longest;
  }

  serverDown(at: number): void {
    if (this.#downSince < 0) this.#downSince = at;
  }

  serverUp(at: number): void {
    this.#downMs = this.#downUntil(at);
    this.#downSince = -1;
  }

  arrived(account: TaskAccount): void {
    const { task, counts, arrivedAt } = account;
    this.#stories.set(task, new Story(counts.index, arrivedAt, this.#downUntil(arrivedAt)));
  }

  /** After a move or a change of lock, of which the account knows already. */
  moved(account: TaskAccount, at: number): void {
    this.#turn(account.task, at, causeOfState(account));
  }

  failed(account: TaskAccount, cause: DispatchFailure, at: number): void {
    const turned = CAUSE_OF_FAILURE[cause];
    if (causeOfState(account) === 'dispatch') this.#turn(account.task, at, turned);
    const pool = account.counts.index;
    if (!this.#failures.note(pool, cause)) return;
    const downMs = this.#downUntil(at);
    this.#stories.forEach((story) => {
      if (story.pool === pool && (story.cause === 'no-slot' || story.cause === 'pod-starting'))
        story.turn(at, downMs, turned);
    });
  }

  began(account: TaskAccount, at: number): void {
    this.#close(account, at, false);
  }

  /** It will never begin. */
  cutOff(account: TaskAccount, at: number): void {
    this.#close(account, at, true);
  }

  #turn(task: TaskId, at: number, cause: WaitCause): void {
    this.#stories.get(task)?.turn(at, this.#downUntil(at), cause);
  }

  #close(account: TaskAccount, at: number, isCensored: boolean): void {
    const { task, arrivedAt } = account;
    const story = this.#stories.get(task);
    if (story === undefined) return;
    this.#stories.delete(task);
    const waitMs = account.waitUntil(at);
    const last = this.#longest.at(-1);
    if (waitMs === 0 || (last !== undefined && this.#longest.length >= KEPT && last.waitMs >= waitMs)) return;
    story.turn(at, this.#downUntil(at), 'dispatch');
    this.#longest.push({ task, pool: account.counts.name, arrivedAt, waitMs, isCensored, parts: story.parts() });
    this.#longest.sort((a, b) => b.waitMs - a.waitMs || a.task - b.task);
    this.#longest = this.#longest.slice(0, KEPT);
  }

  #downUntil(at: number): number {
    return this.#downSince < 0 ? this.#downMs : this.#downMs + (at - this.#downSince);
  }
}

const KEPT = 10;

/** Time by cause, of one task. */
class Story {
  readonly pool: number;
  readonly #ms = new Map<WaitCause, number>();
  #cause: WaitCause = 'dispatch';
  #since: number;
  #downThen: number;

  constructor(pool: number, at: number, downMs: number) {
    this.pool = pool;
    this.#since = at;
    this.#downThen = downMs;
  }

  get cause(): WaitCause {
    return this.#cause;
  }

  /** Down time within a stretch is the server's, except that a blocked task would have waited anyway. */
  turn(at: number, downMs: number, cause: WaitCause): void {
    const down = this.#cause === 'own-workspace' ? 0 : downMs - this.#downThen;
    this.#add('server-down', down);
    this.#add(this.#cause, at - this.#since - down);
    this.#cause = cause;
    this.#since = at;
    this.#downThen = downMs;
  }

  parts(): readonly { readonly cause: WaitCause; readonly ms: number }[] {
    return WAIT_CAUSES.flatMap((cause) => {
      const ms = this.#ms.get(cause) ?? 0;
      return ms > 0 ? [{ cause, ms }] : [];
    });
  }

  #add(cause: WaitCause, ms: number): void {
    if (ms > 0) this.#ms.set(cause, (this.#ms.get(cause) ?? 0) + ms);
  }
}
