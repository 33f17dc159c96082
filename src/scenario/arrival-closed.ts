import * as z from 'zod';
import type { ArrivalWindow } from './arrival-window.ts';
import type { Sampler } from './compiled.ts';
import type { Distribution } from './distribution.ts';
import { distribution } from './distribution-field.ts';
import { samplerOf } from './distribution-sampler.ts';
import { DueQueue } from './due-queue.ts';
import { keys, positiveCount } from './fields.ts';
import { residualOf } from './residual-time.ts';
import type { Random } from './stream.ts';

const STARTS = ['thinking', 'at-once'] as const;

/** Users who wait for their task before they think of the next one. */
export interface ClosedSection {
  readonly users: number;
  readonly think: Distribution;
  readonly start: (typeof STARTS)[number];
}

export const closedSchema = keys({
  users: positiveCount.max(10_000).describe('How many users there are.'),
  think: distribution.describe('From the end of a task until its user submits the next.'),
  start: z
    .enum(STARTS)
    .default('thinking')
    .describe('Users are found amid their thinking, or submit at once when the window opens.'),
});

/**
 * A closed model: each user thinks, submits a task, waits until it is over, thinks again. When they submit depends on the pool, but the
 * n-th thinking time of a user does not: everyone draws from a stream of their own.
 *
 * Those who start thinking are found amid it, as if they had thought for ever and somebody looked: there is no rush at the beginning, and
 * constant times do not keep them in step. Of times without a mean a uniform share of the first is left.
 * Thinking takes a millisecond at least: with none a task without service time would come without end within an instant.
 */
export class ClosedUsers {
  readonly #due = new DueQueue();
  readonly #thinkMs: readonly Sampler[];
  readonly #until: number;

  constructor(
    section: ClosedSection,
    window: Pick<ArrivalWindow, 'from' | 'until'>,
    open: (user: number, attribute: 'think' | 'start') => Random,
  ) {
    const users = Array.from({ length: section.users }, (_, user) => user);
    this.#until = window.until;
    this.#thinkMs = users.map((user) => samplerOf(section.think, () => open(user, 'think')));
    const residual = residualOf(section.think);
    const amid = (user: number): number => {
      const random = open(user, 'start');
      return Math.floor(residual === null ? random() * this.#think(user) : residual(random));
    };
    for (const user of users) this.#submitAt(window.from + (section.start === 'thinking' ? amid(user) : 0), user);
  }

  /** When the next of them submits; `Infinity` while all wait, and when none will any more. */
  get nextAt(): number {
    return this.#due.nextAt;
  }

  /** The user who submits at `nextAt`. */
  take(): number {
    return this.#due.pop();
  }

  /** The user's task is over. */
  answered(user: number, at: number): void {
    this.#submitAt(at + this.#think(user), user);
  }

  #think(user: number): number {
    return Math.max(1, this.#thinkMs[user]!());
  }

  #submitAt(at: number, user: number): void {
    if (at < this.#until) this.#due.push(at, user);
  }
}
