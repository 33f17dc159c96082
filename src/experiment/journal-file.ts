import { gzipSync } from 'node:zlib';
import { openAtomicFile } from './atomic-file.ts';

/** A journal on disk, written while the run goes on; it appears under its name when the run is complete. */
export interface JournalFile {
  /** Takes one line without its end. */
  write(line: string): void;
  commit(): void;
  discard(): void;
}

/**
 * Opens a journal; a name that ends in `.gz` is compressed. Compression is by pieces, each a gzip member of its own: any reader
 * of gzip joins them, and a month's journal need not be held in memory.
 */
export function openJournalFile(path: string): JournalFile {
  const file = openAtomicFile(path);
  const pack = path.endsWith('.gz') ? (text: string) => gzipSync(text) : (text: string) => text;
  let lines: string[] = [];
  const flush = (): void => {
    if (lines.length === 0) return;
    file.write(pack(`${lines.join('\n')}\n`));
    lines = [];
  };
  return {
    write: (line) => {
      if (lines.push(line) >= LINES_PER_PIECE) flush();
    },
    commit: () => {
      try {
        flush();
      } catch (error) {
        file.discard();
        throw error;
      }
      file.commit();
    },
    discard: file.discard,
  };
}

const LINES_PER_PIECE = 4096;
