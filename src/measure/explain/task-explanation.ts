import type { EngineEvent } from '../../engine/event.ts';
import type { Fact, PhaseBegan, PhaseEnded } from '../../engine/fact.ts';
import type { TaskId } from '../../engine/ids.ts';
import type { Note, SlotChanged, TaskMoved } from '../../engine/note.ts';
import type { Observer } from '../../engine/observer.ts';
import { type FinalState, isFinal, type Phase, type TaskState, type TaskType } from '../../engine/task.ts';
import type { SeriesTracker } from '../series.ts';
import type { TaskAccount } from '../task-account.ts';
import type { WaitCause } from '../wait-cause.ts';
import { type WaitDetail, type WaitSources, waitDetail } from './wait-detail.ts';

/** One task from its submission to its end or that of the journal. Plain data; times in ms since the run began. */
export interface TaskExplanation {
  readonly task: string;
  readonly pool: string;
  readonly workspace: string;
  readonly type: TaskType;
  readonly submittedAt: number;
  /** In order of their beginnings. */
  readonly waits: readonly TaskWait[];
  readonly phases: readonly TaskPhase[];
  /** From the end of its plan to a person's word. */
  readonly confirmation: { readonly from: number; readonly to: number | null } | null;
  readonly state: TaskState | null;
  /** Null while it has not ended; `cause` as the platform wrote it. */
  readonly end: { readonly at: number; readonly state: FinalState; readonly cause: string | null } | null;
}

/** Until a phase began: from the submission (plan), the confirmation (apply), or the loss of the phase (`isAgain`). */
export interface TaskWait {
  readonly phase: Phase;
  readonly isAgain: boolean;
  readonly from: number;
  readonly to: number;
  /** The phase never began: the wait was at least so long. */
  readonly isCensored: boolean;
  /** All spans but those of `own-workspace`: of the first plan it is the task's wait as measures count it. */
  readonly poolMs: number;
  /** Without gaps from `from` to `to`. */
  readonly spans: readonly WaitSpan[];
}

export interface WaitSpan {
  readonly from: number;
  readonly to: number;
  readonly cause: WaitCause;
  readonly detail: WaitDetail;
}

export interface TaskPhase {
  readonly phase: Phase;
  readonly attempt: number;
  readonly pod: string;
  readonly slot: number;
  readonly beganAt: number;
  /** Null = not seen to end. */
  readonly endedAt: number | null;
  readonly outcome: PhaseEnded['outcome'] | null;
}

/** Follows one task through a run. Stands behind everything that it reads in the list of observers. */
export class TaskFollower implements Observer {
  readonly #task: TaskId;
  readonly #series: SeriesTracker;
  readonly #sources: WaitSources;
  readonly #waits: TaskWait[] = [];
  readonly #phases: Mutable<TaskPhase>[] = [];
  #open: OpenWait | null = null;
  #known: Pick<TaskExplanation, 'pool' | 'workspace' | 'type' | 'submittedAt'> | null = null;
  #state: TaskState | null = null;
  #confirmation: { from: number; to: number | null } | null = null;
  #end: TaskExplanation['end'] = null;
  #serverUpAt = -1;

  constructor(task: TaskId, series: SeriesTracker, sources: WaitSources) {
    this.#task = task;
    this.#series = series;
    this.#sources = sources;
    const account = this.#account();
    if (account === undefined) return;
    this.#learn(account);
    this.#state = account.state;
    if (!account.planBegan) this.#begin(account, 'plan', 0, false);
    else if (account.confirmedAt >= 0 && !account.applyBegan) this.#begin(account, 'apply', 0, false);
  }

  /** After the last record; null = the journal has no such task. */
  explanation(endedAt: number): TaskExplanation | null {
    if (this.#known === null) return null;
    const cut = this.#open === null ? [] : [closed(this.#open, endedAt, true)];
    return {
      task: this.#sources.names.task(this.#task),
      ...this.#known,
      waits: [...this.#waits, ...cut],
      phases: this.#phases,
      confirmation: this.#confirmation,
      state: this.#state,
      end: this.#end,
    };
  }

  event(event: EngineEvent): void {
    if (event.kind === 'task.submitted' && event.task === this.#task) this.#look(event.at);
    if (event.kind !== 'apply.confirmed' || event.task !== this.#task) return;
    const account = this.#account();
    const { at, confirmedAt } = event;
    if (account === undefined || account.confirmedAt !== confirmedAt || this.#open !== null) return;
    if (this.#confirmation !== null) {
      // A server that stood still learned of the plan's end as late as of the word on it.
      this.#confirmation.from = Math.min(this.#confirmation.from, confirmedAt);
      this.#confirmation.to = confirmedAt;
    }
    this.#beginUnheard(confirmedAt, at);
    this.#turn(at);
  }

  fact(fact: Fact): void {
    if (fact.kind === 'task.arrived' && fact.task === this.#task) this.#look(fact.at);
    else if (fact.kind === 'server.down' || fact.kind === 'server.up') {
      if (fact.kind === 'server.up') this.#serverUpAt = fact.at;
      this.#turn(fact.at);
    }
  }

  note(note: Note): void {
    if (note.kind !== 'workspace.blocked' && note.kind !== 'dispatch.failed') return;
    if (note.task === this.#task) this.#turn(note.at);
    else if (note.kind === 'dispatch.failed') this.#turnWithOthers(note.at);
  }

  /** The attempt of another task may say what this one waits for now. */
  #turnWithOthers(at: number): void {
    const account = this.#account();
    if (this.#open === null || account === undefined) return;
    if (this.#sources.waiting.causeOf(account) !== this.#open.cause) this.#turn(at);
  }

  slotChanged(note: SlotChanged): void {
    if (note.task === this.#task && note.to === 'claimed') this.#turn(note.at);
  }

  taskMoved(note: TaskMoved): void {
    if (note.task !== this.#task) return;
    const { at, to, cause } = note;
    this.#look(at);
    this.#state = to;
    if (isFinal(to)) {
      if (this.#open !== null) this.#close(at, true);
      if (this.#confirmation?.to === null) this.#confirmation.to = at;
      this.#end = { at, state: to, cause };
      return;
    }
    const account = this.#account();
    if (account === undefined) return;
    if (to === 'apply_pending' && account.confirmedAt < 0) this.#confirmation ??= { from: at, to: null };
    if (to === 'pending' && account.planBegan && account.confirmedAt < 0 && this.#open === null)
      this.#begin(account, 'plan', at, true);
    else this.#turn(at);
  }

  phaseBegan({ task, at, phase, attempt, pod, slot }: PhaseBegan): void {
    if (task !== this.#task) return;
    if (this.#open !== null) this.#close(at, false);
    const name = this.#sources.names.pod(pod);
    this.#phases.push({ phase, attempt, pod: name, slot, beganAt: at, endedAt: null, outcome: null });
  }

  phaseEnded({ task, at, attempt, outcome }: PhaseEnded): void {
    if (task !== this.#task) return;
    const phase = this.#phases.findLast((each) => each.attempt === attempt);
    if (phase === undefined) return;
    phase.endedAt = at;
    phase.outcome = outcome;
  }

  /** Whom it stands behind may change without a word about it. */
  instantEnded(at: number): void {
    if (this.#open?.cause === 'own-workspace') this.#turn(at);
  }

  /** It is in the books by now; the wait for its plan begins with its submission, which the server may have learned of later. */
  #look(at: number): void {
    const account = this.#account();
    if (account === undefined) return;
    const isNew = this.#known === null;
    this.#learn(account);
    if (isNew) this.#begin(account, 'plan', account.arrivedAt, false);
    this.#turn(at);
  }

  #learn(account: TaskAccount): void {
    const { names } = this.#sources;
    this.#known = {
      pool: account.counts.name,
      workspace: account.workspace < 0 ? '' : names.workspace(account.workspace),
      type: account.type,
      submittedAt: account.arrivedAt,
    };
  }

  #begin(account: TaskAccount, phase: Phase, at: number, isAgain: boolean): void {
    this.#open = { phase, isAgain, from: at, spans: [], since: at, ...this.#reason(account) };
  }

  /** The wait for an apply whose confirmation the server learned of at `heardAt`: from a restart, or because it stood still before. */
  #beginUnheard(from: number, heardAt: number): void {
    const wasDown = heardAt > from && this.#serverUpAt === heardAt;
    const reason = wasDown
      ? ({ cause: 'server-down', detail: { kind: 'none' } } as const)
      : ({ cause: 'dispatch', detail: { kind: 'unheard' } } as const);
    this.#open = { phase: 'apply', isAgain: false, from, spans: [], since: from, ...reason };
  }

  #turn(at: number): void {
    const account = this.#account();
    const open = this.#open;
    if (account === undefined || open === null) return;
    const next = this.#reason(account);
    if (next.cause === open.cause && JSON.stringify(next.detail) === JSON.stringify(open.detail)) return;
    if (at > open.since) open.spans.push({ from: open.since, to: at, cause: open.cause, detail: open.detail });
    open.since = at;
    open.cause = next.cause;
    open.detail = next.detail;
  }

  #reason(account: TaskAccount): Pick<WaitSpan, 'cause' | 'detail'> {
    const cause = this.#sources.waiting.causeOf(account);
    return { cause, detail: waitDetail(account, cause, this.#sources) };
  }

  #close(at: number, isCensored: boolean): void {
    if (this.#open !== null) this.#waits.push(closed(this.#open, at, isCensored));
    this.#open = null;
  }

  #account(): TaskAccount | undefined {
    return this.#series.tasks.find(this.#task);
  }
}

interface OpenWait {
  readonly phase: Phase;
  readonly isAgain: boolean;
  readonly from: number;
  readonly spans: WaitSpan[];
  since: number;
  cause: WaitCause;
  detail: WaitDetail;
}

function closed(
  { phase, isAgain, from, spans, since, cause, detail }: OpenWait,
  to: number,
  isCensored: boolean,
): TaskWait {
  const all = to > since ? [...spans, { from: since, to, cause, detail }] : spans;
  const own = all.reduce((sum, span) => sum + (span.cause === 'own-workspace' ? span.to - span.from : 0), 0);
  return { phase, isAgain, from, to, isCensored, poolMs: to - from - own, spans: all };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
