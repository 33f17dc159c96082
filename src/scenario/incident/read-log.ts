import { type LogLine, logLines } from './log-line.ts';
import type { LogTimeKind } from './log-time.ts';
import { readStatement } from './read-statement.ts';
import type { Statement, StatementKind } from './statement.ts';

/** A statement with its place in the log and in time. */
export interface Said {
  /** From 1. */
  readonly line: number;
  /** ms, whole; in the log's own time, whose zero means nothing. */
  readonly at: number;
  readonly statement: Statement;
}

export interface LogReading {
  /** Lines with anything on them = understood + continued + notUnderstood. */
  readonly lines: number;
  readonly understood: ReadonlyMap<StatementKind, number>;
  /** Lines that only together with the one before them say something. */
  readonly continued: number;
  readonly notUnderstood: number;
  /** The first few of them. */
  readonly examples: readonly { readonly line: number; readonly text: string }[];
  /** Null = no line of the platform has a time: a second is then taken to lie between two lines. */
  readonly timeKind: LogTimeKind | null;
  /** Statements whose line had no time that could be compared: they got that of the line before. */
  readonly withoutTime: number;
  /** In order of time, then of lines. */
  readonly said: readonly Said[];
}

/** Reads a log of the platform. Never fails: what it does not understand it counts. */
export function readLog(text: string): LogReading {
  const lines = logLines(text);
  const found: { readonly line: LogLine; readonly statement: Statement }[] = [];
  const examples: { line: number; text: string }[] = [];
  let continued = 0;
  let notUnderstood = 0;
  for (let index = 0; index < lines.length; ) {
    const line = lines[index]!;
    const read = readFrom(lines, index);
    index += read?.lines ?? 1;
    if (read !== null) {
      found.push({ line, statement: read.statement });
      continued += read.lines - 1;
    } else {
      notUnderstood++;
      if (examples.length < EXAMPLES) examples.push({ line: line.number, text: line.message });
    }
  }
  const understood = new Map<StatementKind, number>();
  for (const { statement } of found) understood.set(statement.kind, (understood.get(statement.kind) ?? 0) + 1);
  return { lines: lines.length, understood, continued, notUnderstood, examples, ...inTime(found) };
}

/** The statement that begins with this line, and how many lines it takes: terminals and mail wrap long ones. */
function readFrom(
  lines: readonly LogLine[],
  index: number,
): { readonly statement: Statement; readonly lines: number } | null {
  const first = lines[index]!.message;
  const alone = mayMatter(first) ? readStatement(first) : null;
  if (alone !== null) return { statement: alone, lines: 1 };
  if (!mayMatter(first)) return null;
  let apart = first;
  let glued = first;
  for (let more = 1; more <= WRAPPED; more++) {
    const next = lines[index + more];
    if (next === undefined || next.time !== null || readStatement(next.message) !== null) return null;
    apart += ` ${next.message}`;
    glued += next.message;
    const statement = readStatement(apart) ?? readStatement(glued);
    if (statement !== null) return { statement, lines: more + 1 };
  }
  return null;
}

/** A quick look before all the forms are tried: most lines of a server's log are about something else. */
const mayMatter = (message: string): boolean => /pool|pod|task|capacity/i.test(message);

type InTime = Pick<LogReading, 'timeKind' | 'withoutTime' | 'said'>;

function inTime(found: readonly { readonly line: LogLine; readonly statement: Statement }[]): InTime {
  const timeKind = commonestKind(found.map(({ line }) => line));
  let last = firstTime(found, timeKind);
  let days = 0;
  let withoutTime = 0;
  const said = found.map(({ line, statement }, index): Said => {
    let at: number;
    if (timeKind === null) at = index * APART_MS;
    else if (line.time?.kind === timeKind) {
      // A clock that falls by more than half its round has gone past midnight (or past New Year).
      const round = timeKind === 'clock' ? DAY_MS : timeKind === 'yearless' ? YEAR_MS : Number.POSITIVE_INFINITY;
      if (line.time.ms + days < last - round / 2) days += round;
      at = line.time.ms + days;
    } else {
      withoutTime++;
      at = last;
    }
    last = at;
    return { line: line.number, at, statement };
  });
  return { timeKind, withoutTime: timeKind === null ? said.length : withoutTime, said: said.sort(byTime) };
}

/** Times of different kinds cannot be compared; on a tie the one that tells more wins. */
function commonestKind(lines: readonly LogLine[]): LogTimeKind | null {
  const counts = KINDS.map((kind) => lines.filter(({ time }) => time?.kind === kind).length);
  const most = Math.max(...counts);
  return most === 0 ? null : KINDS[counts.indexOf(most)]!;
}

const firstTime = (found: readonly { readonly line: LogLine }[], kind: LogTimeKind | null): number =>
  found.find(({ line }) => line.time !== null && line.time.kind === kind)?.line.time?.ms ?? 0;

const byTime = (a: Said, b: Said): number => a.at - b.at || a.line - b.line;

const KINDS: readonly LogTimeKind[] = ['zoned', 'local', 'yearless', 'clock'];
const EXAMPLES = 3;
/** Further lines that a wrapped one may take. */
const WRAPPED = 3;
const APART_MS = 1000;
const DAY_MS = 86_400_000;
const YEAR_MS = 366 * DAY_MS;
