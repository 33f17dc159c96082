import type { NodeId } from '../engine/ids.ts';
import type { CompiledCluster } from '../scenario/compiled.ts';
import { TimeWeighted } from './time-weighted.ts';
import type { Window } from './window.ts';

/** The nodes of the cluster as the facts tell of them; a scenario without a cluster has none. */
export class NodeBook {
  readonly #prices: ReadonlyMap<string, number>;
  readonly #groups = new Map<NodeId, string>();

  constructor(cluster: CompiledCluster | null) {
    this.#prices = new Map(cluster?.groups.map((group) => [group.name, group.pricePerHour]));
  }

  get count(): number {
    return this.#groups.size;
  }

  /** What the present nodes cost per hour. */
  get pricePerHour(): number {
    let sum = 0;
    for (const group of this.#groups.values()) sum += this.#prices.get(group) ?? 0;
    return sum;
  }

  up(node: NodeId, group: string): void {
    this.#groups.set(node, group);
  }

  down(node: NodeId): void {
    this.#groups.delete(node);
  }
}

/** Nodes over the measured window. */
export interface NodeFigures {
  readonly mean: number | null;
  readonly max: number | null;
  readonly hours: number;
  readonly cost: number;
}

/** Time integrals of a node book, read at the end of each instant. */
export class NodeLevels {
  readonly #book: NodeBook;
  readonly #levels: TimeWeighted;
  #count = -1;

  constructor(book: NodeBook, window: Window) {
    this.#book = book;
    this.#levels = new TimeWeighted(window, 2);
  }

  instantEnded(at: number): void {
    const { count } = this.#book;
    // Nodes of one group for one of another in the same instant would be missed by the count, but not by the price.
    if (count === this.#count && this.#levels.present[PRICE] === this.#book.pricePerHour) return;
    this.#count = count;
    this.#levels.advance(at);
    this.#levels.present[COUNT] = count;
    this.#levels.present[PRICE] = this.#book.pricePerHour;
  }

  read(endedAt: number, measuredMs: number): NodeFigures {
    this.#levels.advance(endedAt);
    const area = this.#levels.area(COUNT);
    return {
      mean: measuredMs === 0 ? null : area / measuredMs,
      max: this.#levels.max(COUNT),
      hours: area / HOUR_MS,
      cost: this.#levels.area(PRICE) / HOUR_MS,
    };
  }
}

const COUNT = 0;
const PRICE = 1;
const HOUR_MS = 3_600_000;
