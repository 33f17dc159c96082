import type { PhaseBegan, PhaseEnded } from '../fact.ts';
import type { TaskId, WorkspaceId } from '../ids.ts';
import type { TaskMoved } from '../note.ts';
import { isFinal, type TaskType } from '../task.ts';
import { type Bench, nameOfTask } from './bench.ts';
import { NOTHING } from './evidence.ts';
import { FLAG, TaskFlags } from './task-flags.ts';

/** `slot-once`, `workspace-serial`, `conservation`: what may never happen to a task. */
export class TaskLaws {
  readonly #bench: Bench;
  readonly #flags = new TaskFlags();
  /** The active plan_and_apply of each workspace, by the notes. */
  readonly #active: (TaskId | undefined)[] = [];
  /** Until the first plan_and_apply nothing need be looked up for `workspace-serial`. */
  #hasApplies = false;
  #arrived = 0;
  #delivered = 0;
  #ended = 0;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  submitted(type: TaskType): void {
    this.#delivered += 1;
    if (type === 'plan_and_apply') this.#hasApplies = true;
  }

  /** Before the engine hears it. A confirmation that comes while there is no plan to confirm is none. */
  confirmed(task: TaskId): void {
    if (this.#bench.books.store.tasks.get(task)?.state === 'apply_pending') this.#flags.raise(task, FLAG.confirmed);
  }

  arrived(): void {
    this.#arrived += 1;
  }

  /** Null is asked for first: a comparison that meets it beside strings becomes a call of its own, and this runs thrice per task. */
  moved(moved: TaskMoved): void {
    const { from, to, cause } = moved;
    if (cause !== null && cause === 'initial') this.#adopt(moved);
    if (isFinal(to)) this.#ended += 1;
    if (to === 'pending' && from !== null && from === 'running') this.#giveUp(moved.task);
    this.#checkSerial(moved);
  }

  /** Every task that was delivered is in the store or has ended. A server that stands still may not have told of its first ones. */
  instantEnded(at: number): void {
    if (!this.#bench.evidence.isServerUp) return;
    const { tasks } = this.#bench.books.store;
    if (this.#delivered === tasks.size + this.#ended) return;
    const text = `${this.#delivered} tasks were submitted, but ${tasks.size} are active and ${this.#ended} have ended`;
    this.#bench.breach('conservation', at, text);
  }

  runEnded(at: number): void {
    if (this.#bench.evidence.isServerUp && this.#arrived !== this.#delivered) {
      this.#bench.breach(
        'conservation',
        at,
        `${this.#arrived} tasks arrived, but the engine heard of ${this.#delivered}`,
      );
    }
  }

  /** A task that was there before the run: counted, and if its apply runs it was confirmed then. */
  #adopt(moved: TaskMoved): void {
    const task = this.#bench.books.store.tasks.get(moved.task);
    this.submitted(task?.type ?? 'plan');
    if (task?.confirmed === true) this.#flags.raise(moved.task, FLAG.confirmed);
  }

  /** To be done again elsewhere: its old agent may still be at it, or hold a result, and is no longer looked at. */
  #giveUp(task: TaskId): void {
    this.#flags.lower(task, FLAG.working);
    this.#flags.lower(task, FLAG.planned);
  }

  /** `holder`: what worked in its slot until now. */
  began(fact: PhaseBegan, holder: TaskId): void {
    const flags = this.#flags;
    if (holder !== NOTHING) {
      const text = `slot ${fact.slot} got ${this.#name(fact)} while ${nameOfTask(this.#bench, holder)} worked in it`;
      this.#bench.breach('slot-once', fact.at, text);
    }
    if (!this.#isVoid(fact)) {
      if (flags.has(fact.task, FLAG.working)) {
        const text = `${this.#name(fact)} began its ${fact.phase} while it worked in another slot`;
        this.#bench.breach('slot-once', fact.at, text);
      }
      flags.raise(fact.task, FLAG.working);
    }
    if (fact.phase === 'plan') {
      if (flags.has(fact.task, FLAG.planned))
        this.#bench.breach('conservation', fact.at, `${this.#name(fact)} ran its plan twice`);
      return;
    }
    if (flags.has(fact.task, FLAG.applied))
      this.#bench.breach('conservation', fact.at, `${this.#name(fact)} ran its apply twice`);
    // Initial tasks that apply at time zero are adopted a moment later, in the same instant.
    if (!flags.has(fact.task, FLAG.confirmed) && fact.at > 0) {
      this.#bench.breach('conservation', fact.at, `${this.#name(fact)} applied without confirmation`);
    }
    flags.raise(fact.task, FLAG.applied);
  }

  /** Given up before its agent began it, as on a node that stood still: that agent is no longer looked at, but for what it applies. */
  #isVoid({ task, attempt }: PhaseBegan): boolean {
    const present = this.#bench.books.store.tasks.get(task)?.attempt;
    return present !== undefined && present !== attempt;
  }

  /** Built only for a breach: the check itself runs for every phase. */
  #name(fact: PhaseBegan): string {
    return nameOfTask(this.#bench, fact.task);
  }

  ended(fact: PhaseEnded): void {
    if (this.#bench.books.store.tasks.get(fact.task)?.attempt !== fact.attempt) return;
    this.#flags.lower(fact.task, FLAG.working);
    if (fact.phase === 'plan' && fact.outcome === 'success') this.#flags.raise(fact.task, FLAG.planned);
  }

  #checkSerial(moved: TaskMoved): void {
    if (!this.#hasApplies || moved.to === 'waiting') return;
    const task = this.#bench.books.store.tasks.get(moved.task);
    if (task === undefined || task.type !== 'plan_and_apply') return;
    const workspace: WorkspaceId = task.workspace.id;
    const active = this.#active[workspace];
    if (isFinal(moved.to)) {
      if (active === moved.task) this.#active[workspace] = undefined;
    } else if (active === undefined) {
      this.#active[workspace] = moved.task;
    } else if (active !== moved.task) {
      const names = `${nameOfTask(this.#bench, moved.task)} became ${moved.to} while ${nameOfTask(this.#bench, active)} was active`;
      this.#bench.breach('workspace-serial', moved.at, `${names} in the same workspace`);
    }
  }
}
