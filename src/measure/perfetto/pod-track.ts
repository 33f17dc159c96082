import type { TaskId } from '../../engine/ids.ts';
import type { Phase } from '../../engine/task.ts';
import type { TraceArguments, TraceFile, TraceRow } from './trace-file.ts';

/** A task in a slot of a pod: an outer slice from the claim to the release, and in it what the slot is used for. */
export interface SlotStay {
  readonly track: PodTrack;
  readonly row: TraceRow;
  readonly task: TaskId;
  /** The platform says that the task has the slot. */
  isHeld: boolean;
  /** The agent works on it, whatever the platform believes. */
  isWorking: boolean;
  /** What the inner slice shows; null = there is none. */
  part: 'claimed' | 'reserved' | Phase | null;
}

/**
 * A pod as a process: its life on one thread, each slot on another. Platform and agent may disagree on what is in a slot (a restart, a
 * lost answer): what does not fit beside another stay gets a thread of its own, so that slices always nest.
 */
export class PodTrack {
  readonly pid: number;
  readonly #file: TraceFile;
  readonly #stays: SlotStay[] = [];
  /** By thread: whether it has been named. */
  readonly #threads = new Set<number>();
  #life: string | null = null;

  constructor(file: TraceFile, pid: number, names: { readonly pod: string; readonly pool: string }) {
    this.pid = pid;
    this.#file = file;
    file.nameProcess(pid, `${names.pod} (${names.pool})`, pid);
    file.nameThread(this.#lifeRow, 'pod');
  }

  get isConnected(): boolean {
    return this.#life === 'connected';
  }

  get isGoing(): boolean {
    return this.#life === 'terminating' || this.#life === 'failed' || this.#life === 'succeeded';
  }

  live(life: string, at: number): void {
    if (life === this.#life) return;
    if (this.#life !== null) this.#file.end(this.#lifeRow, at);
    this.#file.begin(this.#lifeRow, at, 'pod', life);
    this.#life = life;
  }

  mark(name: string, at: number): void {
    this.#file.instant(this.#lifeRow, at, { scope: 'p', category: 'pod', name, args: {} });
  }

  find(task: TaskId): SlotStay | undefined {
    return this.#stays.find((stay) => stay.task === task);
  }

  enter(task: TaskId, slot: number, at: number, name: string, args: TraceArguments): SlotStay {
    const row = { pid: this.pid, tid: this.#freeThread(slot) };
    const stay: SlotStay = { track: this, row, task, isHeld: false, isWorking: false, part: null };
    this.#stays.push(stay);
    this.#file.begin(row, at, 'task', name, args);
    return stay;
  }

  show(stay: SlotStay, part: SlotStay['part'], at: number, args: TraceArguments = {}): void {
    if (part === stay.part) return;
    if (stay.part !== null) this.#file.end(stay.row, at, args);
    if (part !== null) this.#file.begin(stay.row, at, part, part);
    stay.part = part;
  }

  /** Ends a stay that neither side knows any more. */
  settle(stay: SlotStay, at: number): void {
    if (!stay.isHeld && !stay.isWorking) this.#end(stay, at);
  }

  close(at: number): void {
    for (const stay of [...this.#stays]) this.#end(stay, at);
    if (this.#life !== null) this.#file.end(this.#lifeRow, at);
    this.#life = null;
  }

  get #lifeRow(): TraceRow {
    return { pid: this.pid, tid: LIFE_THREAD };
  }

  /** One that went with its pod is over, whatever the platform says of it later. */
  #end(stay: SlotStay, at: number): void {
    const index = this.#stays.indexOf(stay);
    if (index < 0) return;
    this.#stays.splice(index, 1);
    this.show(stay, null, at);
    this.#file.end(stay.row, at);
  }

  #freeThread(slot: number): number {
    const isFree = (tid: number): boolean => this.#stays.every(({ row }) => row.tid !== tid);
    let tid = slot + FIRST_SLOT_THREAD;
    if (!isFree(tid)) for (tid = FIRST_EXTRA_THREAD; !isFree(tid); ) tid++;
    if (!this.#threads.has(tid)) {
      this.#threads.add(tid);
      const extra = tid - FIRST_EXTRA_THREAD;
      this.#file.nameThread({ pid: this.pid, tid }, extra < 0 ? `slot ${slot}` : `beside the slots ${extra + 1}`);
    }
    return tid;
  }
}

const LIFE_THREAD = 1;
const FIRST_SLOT_THREAD = 2;
/** No pod has so many slots. */
const FIRST_EXTRA_THREAD = 1_000_000;
