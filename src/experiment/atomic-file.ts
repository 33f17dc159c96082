import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes a whole file, given at once or in pieces, or nothing: readers never see half of it, and a full disk leaves the old one. Makes its folder. */
export function writeFileAtomically(path: string, text: string | Iterable<string>): void {
  const file = openAtomicFile(path);
  try {
    if (typeof text === 'string') file.write(text);
    else for (const piece of text) file.write(piece);
    file.commit();
  } catch (error) {
    file.discard();
    throw error;
  }
}

/** A file that appears under its name only when committed. */
export interface AtomicFile {
  write(data: string | Uint8Array): void;
  commit(): void;
  /** Drops what was written; harmless after `commit`. */
  discard(): void;
}

export function openAtomicFile(path: string): AtomicFile {
  mkdirSync(dirname(path), { recursive: true });
  // The process id keeps two programs that write the same report apart; within one program a path is written once at a time.
  const partial = `${path}.${process.pid}.partial`;
  const descriptor = openSync(partial, 'w');
  let open = true;
  const close = (): boolean => {
    if (!open) return false;
    open = false;
    closeSync(descriptor);
    return true;
  };
  return {
    write: (data) => {
      const bytes = typeof data === 'string' ? Buffer.from(data) : data;
      for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
    },
    commit: () => {
      if (close()) renameSync(partial, path);
    },
    discard: () => {
      if (close()) rmSync(partial, { force: true });
    },
  };
}
