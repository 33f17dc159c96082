import type { PodId, PoolId, TaskId } from '../engine/ids.ts';
import type { SlotChanged } from '../engine/note.ts';
import type { CompiledScenario } from '../scenario/compiled.ts';
import { Names } from './names.ts';
import { type SlotUseCells, SlotUseGrid } from './slot-use-grid.ts';

export const SLOT_USES = ['running', 'reserved'] as const;

/** What each slot did, for a Gantt chart. Rows are places: a pod takes the lowest free ones, and leaves them to the next when it goes. */
export interface SlotGantt {
  readonly rows: number;
  /** Which pod had the rows from `row` on, and when; in order of their beginnings. */
  readonly stays: readonly SlotStay[];
  /** Pods beyond the bound. */
  readonly staysOmitted: number;
  /** In order of their beginnings; null = too many to be kept. */
  readonly bars: SlotBars | null;
  /** The same summed up. */
  readonly cells: SlotUseCells;
  /** Of the tasks in `bars` that their author named. */
  readonly taskNames: readonly (readonly [task: number, name: string])[];
}

export interface SlotStay {
  readonly pod: string;
  readonly row: number;
  readonly slots: number;
  readonly from: number;
  readonly to: number;
}

/** A task in a slot, column by column: `use` is the place in `SLOT_USES`, times are ms since the run began. */
export interface SlotBars {
  readonly row: Uint32Array;
  readonly use: Uint8Array;
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly task: Uint32Array;
}

/** Told of slots and pods by `ChartRecorder`. Memory is bounded: beyond `BARS_MAX` bars only the sums are kept. */
export class SlotRecorder {
  readonly #names: Names;
  readonly #scenario: CompiledScenario;
  readonly #slotsMost: number;
  readonly #taken: boolean[] = [];
  readonly #pods = new Map<PodId, { readonly row: number; readonly stay: { to: number } }>();
  readonly #stays: { pod: string; row: number; slots: number; from: number; to: number }[] = [];
  #staysOmitted = 0;
  readonly #open = new Map<TaskId, OpenBar>();
  #bars: { row: number; use: number; from: number; to: number; task: TaskId }[] | null = [];
  readonly #grid = new SlotUseGrid();

  constructor(scenario: CompiledScenario) {
    this.#scenario = scenario;
    this.#names = new Names(scenario);
    this.#slotsMost = Math.max(1, ...scenario.pools.map(({ config }) => config.agent.slots));
    for (const { task, pod, slot, state } of scenario.initial.tasks) {
      if (pod === null || slot === null || (state !== 'running' && state !== 'apply_pending')) continue;
      this.#open.set(task, { pod, slot, use: state === 'running' ? 0 : 1, from: 0 });
    }
  }

  podUp(pod: PodId, pool: PoolId, at: number): void {
    const free = this.#taken.indexOf(false);
    const place = free < 0 ? this.#taken.length : free;
    this.#taken[place] = true;
    const row = place * this.#slotsMost;
    const slots = this.#scenario.pools[pool]?.config.agent.slots ?? this.#slotsMost;
    const name = this.#names.pod(pod);
    const isOne = this.#scenario.pools.length === 1;
    const stay = {
      pod: isOne ? name : `${name} of ${this.#names.pool(pool)}`,
      row,
      slots,
      from: at,
      to: Number.POSITIVE_INFINITY,
    };
    if (this.#stays.length < STAYS_MAX) this.#stays.push(stay);
    else this.#staysOmitted++;
    this.#pods.set(pod, { row, stay });
  }

  /** Whatever the platform believes of its slots, nothing runs there any more. */
  podDown(pod: PodId, at: number): void {
    for (const [task, bar] of this.#open) if (bar.pod === pod) this.#close(task, at);
    const known = this.#pods.get(pod);
    if (known === undefined) return;
    known.stay.to = at;
    this.#taken[known.row / this.#slotsMost] = false;
    this.#pods.delete(pod);
  }

  slotChanged({ at, pod, slot, task, to }: SlotChanged): void {
    this.#close(task, at);
    const use = SLOT_USES.indexOf(to as (typeof SLOT_USES)[number]);
    if (use >= 0 && this.#pods.has(pod)) this.#open.set(task, { pod, slot, use, from: at });
  }

  /** After the run's end. */
  gantt(endedAt: number): SlotGantt {
    for (const task of [...this.#open.keys()]) this.#close(task, endedAt);
    const bars = this.#bars?.sort((a, b) => a.from - b.from || a.row - b.row) ?? null;
    const shown = new Set(bars?.map(({ task }) => task));
    return {
      rows: this.#taken.length * this.#slotsMost,
      stays: this.#stays.map((stay) => ({ ...stay, to: Math.min(stay.to, endedAt) })),
      staysOmitted: this.#staysOmitted,
      bars: bars === null ? null : columnsOf(bars),
      cells: this.#grid.cells(),
      taskNames: [...this.#scenario.taskNames].filter(([task]) => shown.has(task)),
    };
  }

  #close(task: TaskId, at: number): void {
    const bar = this.#open.get(task);
    if (bar === undefined) return;
    this.#open.delete(task);
    const { use, from } = bar;
    const first = this.#pods.get(bar.pod)?.row;
    if (first === undefined || at <= from) return;
    const row = first + Math.min(bar.slot, this.#slotsMost - 1);
    this.#grid.add(row, use, from, at);
    if (this.#bars !== null && this.#bars.push({ row, use, from, to: at, task }) > BARS_MAX) this.#bars = null;
  }
}

interface OpenBar {
  readonly pod: PodId;
  readonly slot: number;
  readonly use: number;
  readonly from: number;
}

const columnsOf = (
  bars: readonly { row: number; use: number; from: number; to: number; task: TaskId }[],
): SlotBars => ({
  row: Uint32Array.from(bars, ({ row }) => row),
  use: Uint8Array.from(bars, ({ use }) => use),
  from: Float64Array.from(bars, ({ from }) => from),
  to: Float64Array.from(bars, ({ to }) => to),
  task: Uint32Array.from(bars, ({ task }) => task),
});

const BARS_MAX = 150_000;
const STAYS_MAX = 5000;
