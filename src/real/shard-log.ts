import { createHash } from 'node:crypto';

/** What a shard says at its end. */
export interface ShardReport {
  /** What it measured; of what kind is for those to know who run shards. */
  readonly payload: Uint8Array;
  /** Of its runs, those that are done now, by its predecessors, too. Less than `of`: a log has no room for more, and a successor goes on. */
  readonly done: number;
  readonly of: number;
}

/** Packed bytes that a shard tells in one log: with their encoding less than half of the 10 MiB after which kubelets rotate logs. */
export const LOG_ROOM_BYTES = 3 * 2 ** 20;

/**
 * The lines of a report (docs/decisions/0023-shards-are-jobs.md): a head with length and hash, then numbered pieces. Other lines may
 * stand between them, a piece may be there twice, and what was lost or cut shows.
 */
export function* reportLines({ payload, done, of }: ShardReport): Iterable<string> {
  const text = Buffer.from(payload).toString('base64');
  const pieces = Math.ceil(text.length / PIECE_CHARS);
  const head: Head = { bytes: payload.length, sha256: sha256(payload), pieces, done, of };
  yield `${HEAD}${JSON.stringify(head)}`;
  for (let piece = 0; piece < pieces; piece++)
    yield `${PIECE}${piece} ${text.slice(piece * PIECE_CHARS, (piece + 1) * PIECE_CHARS)}`;
}

/** Null = the log has no report, or not all of it. */
export function readReport(log: string): ShardReport | null {
  const pieces = new Map<number, string>();
  let head: Head | null = null;
  for (const line of log.split('\n')) {
    if (line.startsWith(HEAD)) head = headOf(line.slice(HEAD.length)) ?? head;
    const [, number, text] = line.startsWith(PIECE) ? (/^(\d+) (\S+)$/.exec(line.slice(PIECE.length)) ?? []) : [];
    if (number !== undefined && text !== undefined) pieces.set(Number(number), text);
  }
  if (head === null) return null;
  const { bytes, sha256: hash, done, of } = head;
  const text = Array.from({ length: head.pieces }, (_, piece) => pieces.get(piece) ?? '').join('');
  const payload = Buffer.from(text, 'base64');
  return payload.length === bytes && sha256(payload) === hash ? { payload, done, of } : null;
}

export const progressLine = (done: number, of: number): string => `${PROGRESS}${done}/${of}`;

/** How far a shard says it is, last; null = it has not said so. */
export function lastProgress(log: string): number | null {
  const done = [...log.matchAll(PROGRESSES)].at(-1)?.[1];
  return done === undefined ? null : Number(done);
}

/** The last lines that were written for people. */
export function plainEnd(log: string, lines: number): readonly string[] {
  const isOurs = (line: string): boolean => [HEAD, PIECE, PROGRESS].some((mark) => line.startsWith(mark));
  return log
    .split('\n')
    .filter((line) => line.trim() !== '' && !isOurs(line))
    .slice(-lines);
}

interface Head {
  readonly bytes: number;
  readonly sha256: string;
  readonly pieces: number;
  readonly done: number;
  readonly of: number;
}

/** Container runtimes cut lines of 16 KiB and more in pieces of their own. */
const PIECE_CHARS = 8000;
const HEAD = 'poolproof-results ';
const PIECE = 'poolproof-piece ';
const PROGRESS = 'poolproof-progress ';
const PROGRESSES = new RegExp(`^${PROGRESS}(\\d+)/`, 'gm');

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function headOf(text: string): Head | null {
  try {
    return JSON.parse(text) as Head;
  } catch {
    return null;
  }
}
