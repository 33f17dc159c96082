/**
 * The event calendar: a binary heap over typed arrays, ordered by (at, rank, sequence). The sequence number makes ties first-in
 * first-out, the rank orders kinds of one instant; together they are the whole of determinism. An entry is five numbers, so
 * scheduling allocates nothing. Ladder and calendar queues are faster until many events share one instant, then collapse, and
 * ticks make them share.
 */
export class Calendar {
  /** Of the entry that `next` took last. `at` in whole ms. */
  at = 0;
  kind = 0;
  subject = 0;
  detail = 0;

  #size = 0;
  #sequence = 0;
  // The heap: when, in which order, and where the rest of the entry is kept. Only these three move. Beyond its end all are due never,
  // so that a last entry without a sibling needs no question.
  #ats = unused(CAPACITY);
  /** rank × 2⁴⁸ + sequence: both in one comparison. */
  #orders = unused(CAPACITY);
  #places = new Int32Array(CAPACITY);
  // The rest of the entries, by place.
  #kinds = new Uint8Array(CAPACITY);
  #subjects = new Int32Array(CAPACITY);
  #details = new Float64Array(CAPACITY);

  /**
   * The root was taken and its part is vacant. It stays so until the next call: most events schedule another, which then sinks
   * from the root at once, where refilling the root and climbing from the end would be two ways through the heap.
   */
  #isVacant = false;

  constructor() {
    this.#numberPlaces(0);
  }

  get size(): number {
    return this.#isVacant ? this.#size - 1 : this.#size;
  }

  /** When the next entry is due; `Infinity` when there is none. */
  get nextAt(): number {
    if (this.#isVacant) this.#refill();
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#ats[0] as number);
  }

  /** `rank` 0–31; `subject` a 32-bit id; `detail` any number. */
  schedule(at: number, rank: number, kind: number, subject: number, detail: number): void {
    const order = rank * SEQUENCES + this.#sequence;
    this.#sequence += 1;
    let place: number;
    if (this.#isVacant) {
      this.#isVacant = false;
      place = this.#places[0] as number;
      this.#sink(at, order, place);
    } else {
      if (this.#size + 1 === this.#ats.length) this.#grow();
      // Beyond the heap's end `places` lists the places that are free.
      place = this.#places[this.#size] as number;
      this.#size += 1;
      this.#climb(at, order, place);
    }
    this.#kinds[place] = kind;
    this.#subjects[place] = subject;
    this.#details[place] = detail;
  }

  /** Takes the first entry; its fields are then this object's. False when there is none. */
  next(): boolean {
    if (this.#isVacant) this.#refill();
    if (this.#size === 0) return false;
    const place = this.#places[0] as number;
    this.at = this.#ats[0] as number;
    this.kind = this.#kinds[place] as number;
    this.subject = this.#subjects[place] as number;
    this.detail = this.#details[place] as number;
    this.#isVacant = true;
    return true;
  }

  /** The last entry takes the vacant root's part. */
  #refill(): void {
    this.#isVacant = false;
    const freed = this.#places[0] as number;
    this.#size -= 1;
    const last = this.#size;
    const place = this.#places[last] as number;
    const at = this.#ats[last] as number;
    const order = this.#orders[last] as number;
    this.#places[last] = freed;
    this.#ats[last] = Number.POSITIVE_INFINITY;
    this.#orders[last] = Number.POSITIVE_INFINITY;
    if (last > 0) this.#sink(at, order, place);
  }

  /** Puts an entry where it belongs, from the end of the heap up. */
  #climb(at: number, order: number, place: number): void {
    const ats = this.#ats;
    const orders = this.#orders;
    const places = this.#places;
    let hole = this.#size - 1;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const parentAt = ats[parent] as number;
      if (parentAt < at || (parentAt === at && (orders[parent] as number) < order)) break;
      ats[hole] = parentAt;
      orders[hole] = orders[parent] as number;
      places[hole] = places[parent] as number;
      hole = parent;
    }
    ats[hole] = at;
    orders[hole] = order;
    places[hole] = place;
  }

  /**
   * Puts an entry where it belongs, from the root down. Which of two children is earlier is as good as random, so the processor would
   * guess wrong at every other level: the comparison is added instead of asked, which is a third less time with 10,000 entries.
   */
  #sink(at: number, order: number, place: number): void {
    const ats = this.#ats;
    const orders = this.#orders;
    const places = this.#places;
    const size = this.#size;
    let hole = 0;
    for (let child = 1; child < size; child = 2 * hole + 1) {
      let childAt = ats[child] as number;
      const rightAt = ats[child + 1] as number;
      if (rightAt === childAt) {
        child += Number((orders[child + 1] as number) < (orders[child] as number));
      } else {
        child += Number(rightAt < childAt);
        childAt = ats[child] as number;
      }
      if (at < childAt || (at === childAt && order < (orders[child] as number))) break;
      ats[hole] = childAt;
      orders[hole] = orders[child] as number;
      places[hole] = places[child] as number;
      hole = child;
    }
    ats[hole] = at;
    orders[hole] = order;
    places[hole] = place;
  }

  #grow(): void {
    const capacity = 2 * this.#ats.length;
    this.#ats = copied(this.#ats, unused(capacity));
    this.#orders = copied(this.#orders, unused(capacity));
    this.#places = copied(this.#places, new Int32Array(capacity));
    this.#kinds = copied(this.#kinds, new Uint8Array(capacity));
    this.#subjects = copied(this.#subjects, new Int32Array(capacity));
    this.#details = copied(this.#details, new Float64Array(capacity));
    this.#numberPlaces(this.#size);
  }

  #numberPlaces(from: number): void {
    for (let place = from; place < this.#places.length; place += 1) this.#places[place] = place;
  }
}

function unused(capacity: number): Float64Array {
  return new Float64Array(capacity).fill(Number.POSITIVE_INFINITY);
}

function copied<A extends Float64Array | Uint8Array | Int32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}

const CAPACITY = 256;
const SEQUENCES = 2 ** 48;
