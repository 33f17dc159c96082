/**
 * A table by id for things that come and go in order of id: tasks, pods. A page of 1024 rows is dropped when its last row goes,
 * so memory follows what is alive and not the highest id. Faster than a Map, and always walked in order of id.
 * Ids are whole numbers from 0 and below 2³¹.
 */
export class PagedTable<T extends object> {
  readonly #pages: (Page<T> | undefined)[] = [];
  /** Rows in use, by page. */
  readonly #used: number[] = [];
  /** By page: no row before this one is in use. Raised by walks alone, since ids go in order of coming. */
  readonly #firsts: number[] = [];
  /** The page emptied last: a table with one row at a page's border must not make a new page for each. */
  #spare: Page<T> | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(id: number): T | undefined {
    const page = this.#pages[id >> PAGE_BITS];
    return page === undefined ? undefined : page[id & ROW_MASK];
  }

  set(id: number, value: T): void {
    const at = id >> PAGE_BITS;
    const page = this.#pages[at] ?? this.#addPage(at);
    const row = id & ROW_MASK;
    if (page[row] === undefined) {
      this.#used[at] = (this.#used[at] as number) + 1;
      if (row < (this.#firsts[at] as number)) this.#firsts[at] = row;
      this.#size += 1;
    }
    page[row] = value;
  }

  /** True if there was one. */
  delete(id: number): boolean {
    const at = id >> PAGE_BITS;
    const page = this.#pages[at];
    const row = id & ROW_MASK;
    if (page === undefined || page[row] === undefined) return false;
    page[row] = undefined;
    const left = (this.#used[at] as number) - 1;
    this.#used[at] = left;
    this.#size -= 1;
    if (left === 0) {
      this.#pages[at] = undefined;
      this.#spare = page;
    }
    return true;
  }

  /** In order of id. The table must not change meanwhile, except that the visited row may go. */
  forEach(visit: (value: T, id: number) => void): void {
    for (let at = 0; at < this.#pages.length; at++) {
      const page = this.#pages[at];
      if (page === undefined) continue;
      let row = this.#firsts[at] as number;
      while (page[row] === undefined) row++;
      this.#firsts[at] = row;
      for (let left = this.#used[at] as number; left > 0; row++) {
        const value = page[row];
        if (value === undefined) continue;
        left--;
        visit(value, at * PAGE_ROWS + row);
      }
    }
  }

  #addPage(at: number): Page<T> {
    // No holes: a sparse array would become a dictionary.
    while (this.#pages.length <= at) {
      this.#pages.push(undefined);
      this.#used.push(0);
      this.#firsts.push(0);
    }
    this.#firsts[at] = 0;
    const page = this.#spare ?? new Array<T | undefined>(PAGE_ROWS).fill(undefined);
    this.#spare = undefined;
    this.#pages[at] = page;
    return page;
  }
}

const PAGE_BITS = 10;
const PAGE_ROWS = 1 << PAGE_BITS;
const ROW_MASK = PAGE_ROWS - 1;

type Page<T> = (T | undefined)[];
