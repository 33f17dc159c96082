import type { TaskAccount } from './task-account.ts';

/**
 * The unblocked pending tasks, earliest unblocked first, threaded through the accounts themselves: joining at the end, leaving
 * anywhere and reading the oldest cost the same whatever the length.
 */
export class TaskQueue {
  #first: TaskAccount | null = null;
  #last: TaskAccount | null = null;

  /** When the oldest became unblocked; null when nobody waits. */
  get oldestSince(): number | null {
    return this.#first === null ? null : this.#first.unblockedAt;
  }

  join(account: TaskAccount): void {
    if (account.isQueued) return;
    let before = this.#last;
    if (before !== null && before.unblockedAt > account.unblockedAt) before = this.#placeOfReturned(account);
    const after = before === null ? this.#first : before.later;
    account.isQueued = true;
    account.earlier = before;
    account.later = after;
    if (before === null) this.#first = account;
    else before.later = account;
    if (after === null) this.#last = account;
    else after.earlier = account;
  }

  leave(account: TaskAccount): void {
    if (!account.isQueued) return;
    const { earlier, later } = account;
    if (earlier === null) this.#first = later;
    else earlier.later = later;
    if (later === null) this.#last = earlier;
    else later.earlier = earlier;
    account.isQueued = false;
    account.earlier = null;
    account.later = null;
  }

  /** A task whose send failed keeps its age. It is among the oldest, so the search begins with them. */
  #placeOfReturned(account: TaskAccount): TaskAccount | null {
    let before: TaskAccount | null = null;
    let next = this.#first;
    while (next !== null && next.unblockedAt <= account.unblockedAt) {
      before = next;
      next = next.later;
    }
    return before;
  }
}
