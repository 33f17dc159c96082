import type { PoolState } from '../core.ts';
import type { ScaleDecided } from '../note.ts';
import type { Task } from '../task-store.ts';
import { type Bench, nameOfTask } from './bench.ts';

/** `settles`: looked at when the run ends, if that is late enough. */
export class SettlesLaw {
  readonly #bench: Bench;
  /** Per pool: how many pods its autoscaler asked for last, and since when it has; -1 = nothing yet. */
  readonly #wanted: number[];
  readonly #wantedSince: number[];

  constructor(bench: Bench) {
    this.#bench = bench;
    this.#wanted = bench.configs.map(() => -1);
    this.#wantedSince = bench.configs.map(() => 0);
  }

  scaleDecided({ pool, at, to }: ScaleDecided): void {
    if (this.#wanted[pool] === to) return;
    this.#wanted[pool] = to;
    this.#wantedSince[pool] = at;
  }

  runEnded(at: number): void {
    this.#checkWork(at);
    for (const pool of this.#bench.books.pools) this.#checkPods(pool, at);
  }

  /**
   * All that is left has waited since before the last fault, since nothing arrived after it. What waits for a person, or for a task that
   * does, is not the pool's.
   */
  #checkWork(at: number): void {
    if (at < this.#bench.laws.settledBy) return;
    const left: Task[] = [];
    this.#bench.books.store.tasks.forEach((task) => {
      const isHeldUp = task.state === 'apply_pending' && !task.confirmed;
      if (task.state !== 'waiting' && !isHeldUp) left.push(task);
    });
    const [first] = left;
    if (first === undefined || left.some((task) => task.workspace.locks > 0)) return;
    const others = left.length === 1 ? '' : `, and so are ${left.length - 1} more`;
    const text = `${nameOfTask(this.#bench, first.id)} is still ${first.state} at the end${others}, although nothing has gone wrong since long before`;
    this.#bench.breach('settles', at, text);
  }

  /** Pods that work or are reserved may outlast what is wanted. */
  #checkPods({ id, config, pods }: PoolState, at: number): void {
    const { healedAt, settleWithinMs } = this.#bench.laws;
    const wanted = this.#wanted[id] as number;
    const since = Math.max(healedAt, this.#wantedSince[id] as number);
    if (wanted < 0 || at - since < settleWithinMs) return;
    const living = this.#bench.evidence.living[id] as number;
    if (living === wanted || pods.pods.some((pod) => pod.running + pod.reserved > 0)) return;
    const text = `${config.name} has ${living} pods at the end, although ${wanted} were asked for and nothing has gone wrong for ${at - since} ms`;
    this.#bench.breach('settles', at, text);
  }
}
