import type { Fact } from '../../engine/fact.ts';
import type { TaskId } from '../../engine/ids.ts';
import type { DispatchFailed, Note, SlotChanged, TaskMoved } from '../../engine/note.ts';
import type { Observer } from '../../engine/observer.ts';
import type { CompiledPool } from '../../scenario/compiled.ts';
import { PoolWideFailures } from '../pool-wide-failures.ts';
import type { SeriesTracker } from '../series.ts';
import type { TaskAccount } from '../task-account.ts';
import { CAUSE_OF_FAILURE, causeOfState, type WaitCause } from '../wait-cause.ts';

/** The last failed attempt of a task that has not moved since. */
export type FailedAttempt = Pick<DispatchFailed, 'at' | 'cause' | 'retryAt'> & {
  /** The pod whose slot it took and gave back; null where it took none. */
  readonly pod: number | null;
};

/** Why each task waits now: the same causes, by the same rules, as the longest waits of a report. */
export class Waiting implements Observer {
  readonly #series: SeriesTracker;
  readonly #failures = new Map<TaskId, FailedAttempt>();
  readonly #poolWide: PoolWideFailures;
  /** The slot that was given back last. */
  #givenBack: { readonly task: TaskId; readonly pod: number; readonly at: number } | null = null;
  #downSince: number | null = null;

  constructor(series: SeriesTracker, pools: readonly Pick<CompiledPool, 'config'>[]) {
    this.#series = series;
    this.#poolWide = new PoolWideFailures(pools);
  }

  /** Null = it is up. */
  get serverDownSince(): number | null {
    return this.#downSince;
  }

  failure(task: TaskId): FailedAttempt | null {
    return this.#failures.get(task) ?? null;
  }

  causeOf(account: TaskAccount): WaitCause {
    const cause = causeOfState(account);
    if (cause === 'own-workspace') return cause;
    if (this.#downSince !== null) return 'server-down';
    const failure = this.failure(account.task);
    return failure === null ? cause : CAUSE_OF_FAILURE[this.#poolWide.present(account.counts.index, failure.cause)];
  }

  /** The earlier `plan_and_apply` of the same workspace that it stands behind; null where a lock keeps it. */
  blockerOf(account: TaskAccount): TaskAccount | null {
    let blocker: TaskAccount | null = null;
    if (account.state !== 'waiting') return null;
    this.#series.tasks.forEachActive((other) => {
      if (other === account || other.workspace !== account.workspace || other.type !== 'plan_and_apply') return;
      if (other.state === null || other.state === 'waiting') return;
      if (blocker === null || other.arrivedAt < blocker.arrivedAt) blocker = other;
    });
    return blocker;
  }

  taskMoved(note: TaskMoved): void {
    this.#failures.delete(note.task);
  }

  slotChanged(note: SlotChanged): void {
    if (note.to === 'idle') this.#givenBack = { task: note.task, pod: note.pod, at: note.at };
  }

  note(note: Note): void {
    if (note.kind === 'workspace.blocked') this.#failures.delete(note.task);
    if (note.kind !== 'dispatch.failed') return;
    const { task, at, cause, retryAt } = note;
    const account = this.#series.tasks.find(task);
    if (account !== undefined) this.#poolWide.note(account.counts.index, cause);
    const back = this.#givenBack;
    const pod = back !== null && back.task === task && back.at === at ? back.pod : null;
    this.#failures.set(task, { at, cause, retryAt, pod });
  }

  fact(fact: Fact): void {
    if (fact.kind === 'server.down') this.#downSince ??= fact.at;
    else if (fact.kind === 'server.up') this.#downSince = null;
  }
}
