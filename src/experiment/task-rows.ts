import { type TaskId, taskName } from '../engine/ids.ts';
import type { FinalState, TaskState, TaskType } from '../engine/task.ts';
import type { TaskAccount } from '../measure/task-account.ts';
import type { TaskReader } from '../measure/task-book.ts';
import type { CompiledScenario } from '../scenario/compiled.ts';

/** One task of a run, for `tasks.csv`. Times in ms since the run began; null = it never came to that. */
export interface TaskRow {
  readonly task: string;
  readonly pool: string;
  readonly workspace: string;
  readonly type: TaskType;
  /** At the end of the run. */
  readonly state: TaskState | null;
  readonly cause: string | null;
  readonly submittedAt: number;
  readonly startedAt: number | null;
  readonly applyStartedAt: number | null;
  readonly finishedAt: number | null;
  /** Of a task that never started: what it waited at least. */
  readonly waitMs: number;
  readonly blockedMs: number;
  /** From the confirmation to the start of the apply phase. */
  readonly applyWaitMs: number | null;
}

/** Keeps a row of every task of a run. Made only when a report is asked for: a month of tasks is a lot to remember. */
export class TaskRows implements TaskReader {
  readonly #scenario: CompiledScenario;
  readonly #drafts = new Map<TaskId, Draft>();

  constructor(scenario: CompiledScenario) {
    this.#scenario = scenario;
  }

  taskArrived(account: TaskAccount): void {
    this.#drafts.set(account.task, {
      account,
      startedAt: null,
      applyStartedAt: null,
      applyWaitMs: null,
      waitMs: account.planBegan ? 0 : null,
      end: null,
    });
  }

  planBegan(account: TaskAccount, at: number): void {
    const draft = this.#drafts.get(account.task);
    if (draft === undefined) return;
    draft.startedAt = at;
    draft.waitMs = account.waitUntil(at);
  }

  applyBegan(account: TaskAccount, at: number): void {
    const draft = this.#drafts.get(account.task);
    if (draft === undefined) return;
    draft.applyStartedAt = at;
    draft.applyWaitMs = account.confirmedAt < 0 ? null : at - account.confirmedAt;
  }

  systemLeft(): void {}

  taskEnded(account: TaskAccount, state: FinalState, cause: string | null, at: number): void {
    const draft = this.#drafts.get(account.task);
    if (draft !== undefined)
      draft.end = { state, cause, at, blockedMs: account.blockedUntil(at), waitMs: account.waitUntil(at) };
  }

  /** In order of submission; `endedAt` = when the run ended. */
  rows(endedAt: number): readonly TaskRow[] {
    const { taskNames, workspaces } = this.#scenario;
    return [...this.#drafts.values()].map(({ account, startedAt, applyStartedAt, applyWaitMs, waitMs, end }) => ({
      task: taskNames.get(account.task) ?? taskName(account.task),
      pool: account.counts.name,
      workspace: workspaces[account.workspace] ?? '',
      type: account.type,
      state: end?.state ?? account.state,
      cause: end?.cause ?? null,
      submittedAt: account.arrivedAt,
      startedAt,
      applyStartedAt,
      finishedAt: end?.at ?? null,
      waitMs: waitMs ?? end?.waitMs ?? account.waitUntil(endedAt),
      blockedMs: end?.blockedMs ?? account.blockedUntil(endedAt),
      applyWaitMs,
    }));
  }
}

interface Draft {
  readonly account: TaskAccount;
  startedAt: number | null;
  applyStartedAt: number | null;
  applyWaitMs: number | null;
  waitMs: number | null;
  end: {
    readonly state: FinalState;
    readonly cause: string | null;
    readonly at: number;
    readonly blockedMs: number;
    readonly waitMs: number;
  } | null;
}
