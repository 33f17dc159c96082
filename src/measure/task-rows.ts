import type { TaskId } from '../engine/ids.ts';
import { type FinalState, TASK_TYPES, type TaskState } from '../engine/task.ts';
import type { CompiledScenario } from '../scenario/compiled.ts';
import type { TaskAccount } from './task-account.ts';
import type { TaskReader } from './task-book.ts';
import { STATES, type TaskBlock, type TaskTable } from './task-table.ts';

/** Keeps a row of every task of a run. Made only when a report is asked for: a month of tasks is a lot to remember. */
export class TaskRows implements TaskReader {
  readonly #scenario: CompiledScenario;
  readonly #blocks: TaskBlock[] = [];
  /** Of the tasks that have not ended. */
  readonly #places = new Map<TaskId, Place>();
  readonly #causes = new Map<string, number>();
  #count = 0;

  constructor(scenario: CompiledScenario) {
    this.#scenario = scenario;
  }

  taskArrived(account: TaskAccount): void {
    const row = this.#count++ % BLOCK_ROWS;
    if (row === 0) this.#blocks.push(newBlock());
    const block = this.#blocks[this.#blocks.length - 1] as TaskBlock;
    block.task[row] = account.task;
    block.pool[row] = account.counts.index;
    block.submittedAt[row] = account.arrivedAt;
    if (account.planBegan) block.waitMs[row] = 0;
    this.#places.set(account.task, { account, block, row });
  }

  planBegan(account: TaskAccount, at: number): void {
    const place = this.#places.get(account.task);
    if (place === undefined) return;
    place.block.startedAt[place.row] = at;
    place.block.waitMs[place.row] = account.waitUntil(at);
  }

  applyBegan(account: TaskAccount, at: number): void {
    const place = this.#places.get(account.task);
    if (place === undefined) return;
    place.block.applyStartedAt[place.row] = at;
    if (account.confirmedAt >= 0) place.block.applyWaitMs[place.row] = at - account.confirmedAt;
  }

  systemLeft(): void {}

  taskEnded(account: TaskAccount, state: FinalState, cause: string | null, at: number): void {
    const place = this.#places.get(account.task);
    if (place === undefined) return;
    place.block.finishedAt[place.row] = at;
    if (cause !== null) place.block.cause[place.row] = this.#causeOf(cause);
    close(place, state, at);
    this.#places.delete(account.task);
  }

  /** `endedAt` = when the run ended. */
  table(endedAt: number): TaskTable {
    for (const place of this.#places.values()) close(place, place.account.state, endedAt);
    const { pools, workspaces, taskNames } = this.#scenario;
    const lastRows = this.#count - (this.#blocks.length - 1) * BLOCK_ROWS;
    return {
      count: this.#count,
      blocks: this.#blocks.map((block, index) => (index < this.#blocks.length - 1 ? block : cut(block, lastRows))),
      names: { pools: pools.map(({ config }) => config.name), workspaces, causes: [...this.#causes.keys()] },
      taskNames,
    };
  }

  #causeOf(cause: string): number {
    const known = this.#causes.get(cause);
    if (known !== undefined) return known;
    this.#causes.set(cause, this.#causes.size);
    return this.#causes.size - 1;
  }
}

interface Place {
  readonly account: TaskAccount;
  readonly block: TaskBlock;
  readonly row: number;
}

/** What is known of a task when it, or the run, ends. */
function close({ account, block, row }: Place, state: TaskState | null, at: number): void {
  block.workspace[row] = account.workspace;
  block.type[row] = TASK_TYPES.indexOf(account.type);
  block.state[row] = state === null ? -1 : STATES.indexOf(state);
  block.blockedMs[row] = account.blockedUntil(at);
  if (Number.isNaN(block.waitMs[row])) block.waitMs[row] = account.waitUntil(at);
}

const BLOCK_ROWS = 512;

function newBlock(): TaskBlock {
  const times = () => new Float64Array(BLOCK_ROWS).fill(Number.NaN);
  return {
    task: new Uint32Array(BLOCK_ROWS),
    pool: new Int32Array(BLOCK_ROWS),
    workspace: new Int32Array(BLOCK_ROWS).fill(-1),
    type: new Int8Array(BLOCK_ROWS),
    state: new Int8Array(BLOCK_ROWS).fill(-1),
    cause: new Int32Array(BLOCK_ROWS).fill(-1),
    submittedAt: times(),
    startedAt: times(),
    applyStartedAt: times(),
    finishedAt: times(),
    waitMs: times(),
    blockedMs: times(),
    applyWaitMs: times(),
  };
}

const cut = (block: TaskBlock, rows: number): TaskBlock =>
  Object.fromEntries(
    Object.entries(block).map(([name, column]) => [name, column.slice(0, rows)]),
  ) as unknown as TaskBlock;
