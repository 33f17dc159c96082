/** How long each row was used in each stretch of time. */
export interface SlotUseCells {
  readonly widthMs: number;
  /** By row, then for each stretch the ms running and the ms reserved, one after the other. */
  readonly rows: readonly Float64Array[];
}

/** Sums of time in stretches of equal width from 0; when they become too many, neighbours are joined. */
export class SlotUseGrid {
  #widthMs = 1000;
  #rows: Float64Array[] = [];

  /** `use`: 0 = running, 1 = reserved. */
  add(row: number, use: number, from: number, to: number): void {
    while (to > this.#widthMs * CELLS_MAX) this.#widen();
    while (this.#rows.length <= row) this.#rows.push(new Float64Array(2 * CELLS_MAX));
    const cells = this.#rows[row] as Float64Array;
    for (let cell = Math.floor(from / this.#widthMs); cell * this.#widthMs < to; cell++) {
      const begin = Math.max(from, cell * this.#widthMs);
      const end = Math.min(to, (cell + 1) * this.#widthMs);
      (cells[2 * cell + use] as number) += end - begin;
    }
  }

  cells(): SlotUseCells {
    return { widthMs: this.#widthMs, rows: this.#rows };
  }

  #widen(): void {
    this.#rows = this.#rows.map((narrow) => {
      const wide = new Float64Array(2 * CELLS_MAX);
      for (let cell = 0; cell < CELLS_MAX; cell++) {
        for (const use of [0, 1]) (wide[2 * (cell >> 1) + use] as number) += narrow[2 * cell + use] as number;
      }
      return wide;
    });
    this.#widthMs *= 2;
  }
}

const CELLS_MAX = 160;
