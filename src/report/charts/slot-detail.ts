import type { SlotGantt } from '../../measure/slot-recorder.ts';

/** Every bar of a Gantt chart, for the page to draw and tell on demand. */
export interface SlotDetail {
  readonly rows: number;
  /** The drawing shows sums; the bars take their place where few enough are in sight. */
  readonly isSummed: boolean;
  readonly stays: readonly (readonly [pod: string, row: number, slots: number, from: number, to: number])[];
  readonly taskNames: SlotGantt['taskNames'];
  /**
   * Base64 of whole numbers in groups of seven bits, lowest first, the high bit meaning that more follow; four for each bar:
   * 2 × row + use, ms since the last one began, length in ms, and the distance of its task's number from the last one's (2n, or −2n − 1 below 0).
   */
  readonly bars: string;
}

export function slotDetail({ rows, stays, bars, taskNames }: SlotGantt, isSummed: boolean): SlotDetail {
  const bytes: number[] = [];
  const put = (value: number): void => {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    bytes.push(rest);
  };
  let from = 0;
  let task = 0;
  for (let index = 0; index < (bars?.row.length ?? 0); index++) {
    const at = (column: ArrayLike<number>): number => column[index] as number;
    const { row, use, from: begins, to, task: tasks } = bars as NonNullable<typeof bars>;
    put(2 * at(row) + at(use));
    put(at(begins) - from);
    put(at(to) - at(begins));
    const step = at(tasks) - task;
    put(step < 0 ? -2 * step - 1 : 2 * step);
    from = at(begins);
    task = at(tasks);
  }
  return {
    rows,
    isSummed,
    stays: stays.map((stay) => [stay.pod, stay.row, stay.slots, stay.from, stay.to]),
    taskNames,
    bars: base64(bytes),
  };
}

function base64(bytes: readonly number[]): string {
  const letters: string[] = [];
  for (let index = 0; index < bytes.length; index += 3) {
    const [first = 0, second, third] = [bytes[index], bytes[index + 1], bytes[index + 2]];
    const word = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    letters.push(LETTERS.charAt(word >> 18) + LETTERS.charAt((word >> 12) & 63));
    letters.push(second === undefined ? '=' : LETTERS.charAt((word >> 6) & 63));
    letters.push(third === undefined ? '=' : LETTERS.charAt(word & 63));
  }
  return letters.join('');
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
