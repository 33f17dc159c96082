import type { TaskType } from '../../engine/task.ts';
import type { Said } from './read-log.ts';

/** What the log proves of one task; times in the log's own ms. */
export interface TaskStory {
  /** The log's name. */
  readonly task: string;
  readonly seen: Moment;
  readonly type: { readonly value: TaskType; readonly line: number } | null;
  readonly workspace: { readonly value: string; readonly line: number } | null;
  /** Stretches of work that were not taken back, in order. */
  readonly work: readonly Work[];
  readonly refusals: readonly (Moment & { readonly kind: 'no free slot' | 'no agent' })[];
}

export interface Moment {
  readonly at: number;
  readonly line: number;
}

export interface Work {
  /** Null = it ran before the log begins. */
  readonly from: Moment | null;
  /** Null = the log does not show its end. */
  readonly until: Moment | null;
  readonly pod: string | null;
  readonly slot: number | null;
}

/**
 * Follows each task through the log. A slot that is released "completed" and given back for want of an agent within the same moment
 * was never worked in: the platform writes both lines then (report 713).
 */
export function taskStories(said: readonly Said[]): readonly TaskStory[] {
  const books = new Map<string, Book>();
  const holders = new Map<string, Book>();
  const bookOf = (task: string, at: number, line: number): Book => {
    const known = books.get(task);
    if (known !== undefined) return known;
    const book: Book = { task, seen: { at, line }, type: null, workspace: null, attempts: [], refusals: [] };
    books.set(task, book);
    return book;
  };
  for (const { at, line, statement } of said) {
    const moment = { at, line };
    if (statement.kind === 'slot given back') {
      takeBack(holders.get(place(statement.pod, statement.slot)), at);
      continue;
    }
    if (statement.kind === 'slot released') {
      const key = place(statement.pod, statement.slot);
      const book = statement.task === null ? holders.get(key) : bookOf(statement.task, at, line);
      if (book !== undefined) end(book, moment, statement.pod, statement.slot);
      continue;
    }
    if (!('task' in statement)) continue;
    const book = bookOf(statement.task, at, line);
    switch (statement.kind) {
      case 'task queued':
        break;
      case 'task assigned':
        if (statement.type !== null) book.type ??= { value: statement.type, line };
        begin(book, moment, statement.pod, statement.slot);
        holders.set(place(statement.pod, statement.slot), book);
        break;
      case 'no agent':
        takeBack(book, at);
        book.refusals.push({ ...moment, kind: 'no agent' });
        break;
      case 'no free slot':
        book.refusals.push({ ...moment, kind: 'no free slot' });
        break;
      case 'task state':
        book.workspace ??= { value: statement.workspace, line };
        if (statement.state === 'running' && book.attempts.every(({ until }) => until !== null)) {
          book.attempts.push({ from: null, until: null, pod: null, slot: null });
        }
        break;
      default:
        statement satisfies never;
    }
  }
  return [...books.values()].map(({ attempts, ...rest }) => ({ ...rest, work: attempts }));
}

interface Book {
  readonly task: string;
  readonly seen: Moment;
  type: TaskStory['type'];
  workspace: TaskStory['workspace'];
  readonly attempts: { from: Moment | null; until: Moment | null; pod: string | null; slot: number | null }[];
  readonly refusals: (Moment & { readonly kind: 'no free slot' | 'no agent' })[];
}

/** The allocator and the queue both tell of an assignment: the second line is the same fact. */
function begin(book: Book, from: Moment, pod: string, slot: number): void {
  const last = book.attempts.at(-1);
  if (last !== undefined && last.until === null && last.pod === pod && last.slot === slot) return;
  if (last !== undefined && last.until === null) last.until = from;
  book.attempts.push({ from, until: null, pod, slot });
}

function end(book: Book, until: Moment, pod: string, slot: number): void {
  const last = book.attempts.at(-1);
  if (last === undefined) book.attempts.push({ from: null, until, pod, slot });
  else if (last.until === null) {
    last.until = until;
    last.pod ??= pod;
    last.slot ??= slot;
  }
}

function takeBack(book: Book | undefined, at: number): void {
  const last = book?.attempts.at(-1);
  if (last?.from != null && at - last.from.at <= SAME_MOMENT_MS) book?.attempts.pop();
}

/** When a task's last stretch of work ended, if the log shows it. */
export const endOf = ({ work }: TaskStory): Moment | null => work.at(-1)?.until ?? null;

/** Whether a task worked at an instant, as far as the log shows. */
export const worksAt = ({ work }: TaskStory, at: number): boolean =>
  work.some(({ from, until }) => (from === null || from.at <= at) && (until === null || until.at > at));

const place = (pod: string, slot: number): string => `${pod} ${slot}`;

/** Between taking a slot and finding nobody to send to; sending itself gives up after longer. */
const SAME_MOMENT_MS = 2_000;
