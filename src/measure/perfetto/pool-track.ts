import type { ScaleDecided } from '../../engine/note.ts';
import type { PoolCounts } from '../pool-counts.ts';
import type { SeriesTracker } from '../series.ts';
import type { TraceFile } from './trace-file.ts';
import { WaitingRows } from './waiting-rows.ts';

/** A pool as a process: counters of its pods, slots, queue and utilization, its waits, and the decisions that changed its size. */
export class PoolTrack {
  readonly waits: WaitingRows;
  readonly #file: TraceFile;
  readonly #pid: number;
  readonly #counts: PoolCounts;
  /** The last values of each counter, as text. */
  readonly #told = new Map<string, string>();
  #seen = -1;

  constructor(
    file: TraceFile,
    { pid, name }: { readonly pid: number; readonly name: string },
    series: Pick<SeriesTracker, 'pools'>,
    pool: number,
  ) {
    this.#file = file;
    this.#pid = pid;
    this.#counts = series.pools[pool] as PoolCounts;
    this.waits = new WaitingRows(file, pid);
    file.nameProcess(pid, `pool ${name}`, pid);
    file.nameThread({ pid, tid: DECISIONS }, 'decisions');
    this.count(0);
  }

  decided({ at, from, to, trigger, reason }: ScaleDecided): void {
    if (from === to) return;
    const { rule, text, figures, limitedBy } = reason;
    this.#file.instant({ pid: this.#pid, tid: DECISIONS }, at, {
      scope: 't',
      category: 'decision',
      name: `${from} → ${to}`,
      args: { trigger, rule, text, limitedBy, figures },
    });
  }

  /** At the end of an instant: what changed in it. */
  count(at: number): void {
    const counts = this.#counts;
    const seen = counts.version + counts.podVersion;
    if (seen === this.#seen) return;
    this.#seen = seen;
    const { podsConnected: connected, podsFailed: failed, podsTerminating: terminating } = counts;
    const starting = counts.podsPending + counts.podsRunning - connected;
    this.#tell(at, 'pods', { connected, starting, failed, terminating });
    this.#tell(at, 'desired', { pods: counts.desired });
    const { slotsRunning: running, slotsReserved: reserved, slotsClaimed: claimed, slotsIdle: idle } = counts;
    const away = { offline: counts.slotsOffline, starting: counts.slotsStarting };
    this.#tell(at, 'slots', { running, reserved, claimed, idle, ...away });
    this.#tell(at, 'queue', { unblocked: counts.unblocked });
    const { connectedRunning, connectedSlots } = counts;
    this.#tell(at, 'utilization', { ratio: connectedSlots === 0 ? 0 : connectedRunning / connectedSlots });
  }

  #tell(at: number, name: string, values: Readonly<Record<string, number>>): void {
    const text = Object.values(values).join();
    if (this.#told.get(name) === text) return;
    this.#told.set(name, text);
    this.#file.count(this.#pid, at, name, values);
  }
}

const DECISIONS = 1;
