import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { linkTarget } from './link-target.ts';

/** Writes a whole file, given at once or in pieces, or nothing: readers never see half of it, and a full disk leaves the old one. Makes its folder. */
export function writeFileAtomically(path: string, content: string | Uint8Array | Iterable<string>): void {
  const file = openAtomicFile(path);
  try {
    if (typeof content === 'string' || content instanceof Uint8Array) file.write(content);
    else for (const piece of content) file.write(piece);
    file.commit();
  } catch (error) {
    file.discard();
    throw error;
  }
}

/** A file that appears under its name only when committed. */
export interface AtomicFile {
  write(data: string | Uint8Array): void;
  /** Drops what was written when it fails. */
  commit(): void;
  /** Drops what was written; harmless after `commit`. */
  discard(): void;
}

/**
 * A file that the system did not let us write. Its message is as Node's own, with the path that was asked for: Node names none where the disk is
 * full, and a name beside it while we write. Of an error from another thread the message alone comes through.
 */
export class OutputFailed extends Error {
  readonly code: string;

  constructor(path: string, { code = 'EIO', message }: NodeJS.ErrnoException) {
    const [, reason = message] = /^E\w+: (.+?), \w+/.exec(message) ?? [];
    super(`${code}: ${reason}, write '${path}'`);
    this.name = 'OutputFailed';
    this.code = code;
  }
}

/** Of this thread or of another. */
export const isOutputFailed = (error: unknown): boolean =>
  error instanceof Error && /^E[A-Z0-9]+: .+, write '.+'$/s.test(error.message);

/**
 * Links are followed. A pipe or a device takes what is written as it comes: it has no old content to be kept, and its name is not ours to give away.
 * Throws `OutputFailed`, as what is done with the file does.
 */
export function openAtomicFile(path: string): AtomicFile {
  const file = attempted(path, () => opened(path));
  return {
    write: (data) => attempted(path, () => file.write(data)),
    commit: () => attempted(path, file.commit),
    discard: file.discard,
  };
}

function attempted<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw isOfSystem(error) ? new OutputFailed(path, error) : error;
  }
}

const isOfSystem = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'syscall' in error;

function opened(path: string): AtomicFile {
  const found = statSync(path, { throwIfNoEntry: false });
  const standard = found === undefined ? undefined : STANDARD.find((each) => isSame(found, fstatSync(each)));
  if (standard !== undefined) return straight(standard, () => {});
  if (found === undefined || found.isFile() || found.isDirectory()) return besides(linkTarget(path));
  const descriptor = openSync(path, 'w');
  return straight(descriptor, () => closeSync(descriptor));
}

/** Removes what a thread that was ended in the midst of writing left of a file. */
export function removePartial(path: string): void {
  rmSync(partialOf(linkTarget(path)), { force: true });
}

/** The process id keeps two programs that write the same report apart; within one program a path is written once at a time. */
const partialOf = (target: string): string => `${target}.${process.pid}.partial`;

function besides(target: string): AtomicFile {
  mkdirSync(dirname(target), { recursive: true });
  const partial = partialOf(target);
  const descriptor = openSync(partial, 'w');
  underway.add(partial);
  if (underway.size === 1) process.once('exit', removeUnderway);
  let open = true;
  const close = (): boolean => {
    if (!open) return false;
    open = false;
    closeSync(descriptor);
    return true;
  };
  const drop = (): void => rmSync(partial, { force: true });
  const settle = (how: () => void): void => {
    if (!close()) return;
    try {
      how();
    } catch (error) {
      drop();
      throw error;
    } finally {
      underway.delete(partial);
      if (underway.size === 0) process.off('exit', removeUnderway);
    }
  };
  return {
    write: (data) => writeAll(descriptor, data),
    commit: () => settle(() => renameSync(partial, target)),
    discard: () => settle(drop),
  };
}

/** Partial files of this thread: a program that is ended while it writes takes them along. */
const underway = new Set<string>();

function removeUnderway(): void {
  for (const partial of underway) rmSync(partial, { force: true });
}

function straight(descriptor: number, close: () => void): AtomicFile {
  // A reader that has seen enough (`--journal /dev/stdout | head`) is no failure of ours.
  let isRead = true;
  let open = true;
  const end = (): void => {
    if (open) close();
    open = false;
  };
  return {
    write: (data) => {
      if (!isRead) return;
      try {
        writeAll(descriptor, data);
      } catch (error) {
        if (codeOf(error) !== 'EPIPE') throw error;
        isRead = false;
      }
    },
    commit: end,
    discard: end,
  };
}

/** Does not end before all is written, or throws: a full disk takes a part of what is given, and says so only of the rest. */
export function writeAll(descriptor: number, data: string | Uint8Array): void {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(descriptor, bytes, done);
    } catch (error) {
      // A pipe that does not block is full: its reader needs time.
      if (codeOf(error) !== 'EAGAIN') throw error;
      Atomics.wait(PAUSE, 0, 0, PAUSE_MS);
    }
  }
}

/** Whatever leads to one of them (`/dev/stdout`, the file that the shell put there) is written where it stands: opened anew it would begin at the start again. */
const STANDARD = [1, 2] as const;

const isSame = (a: Stats, b: Stats): boolean => a.dev === b.dev && a.ino === b.ino;

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null);

const PAUSE = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
const PAUSE_MS = 5;
