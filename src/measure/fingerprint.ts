import { JournalWriter } from './journal.ts';
import type { Named } from './names.ts';

/**
 * The first 32 hex digits of the SHA-256 over a run's journal lines, each with its line end, the header left out: two runs with the
 * same fingerprint did the same things at the same times.
 */
export class Fingerprint extends JournalWriter {
  readonly #digest: () => string;

  /** `hash` is SHA-256, of nothing yet. */
  constructor(named: Named, hash: TextHash) {
    let buffer = '';
    const flush = (): void => {
      if (buffer !== '') hash.update(buffer);
      buffer = '';
    };
    super(named, (line) => {
      buffer += `${line}\n`;
      // One update per line costs several times as much.
      if (buffer.length > BUFFER_CHARS) flush();
    });
    this.#digest = () => {
      flush();
      return hash.digest().slice(0, 32);
    };
  }

  /** Of everything so far. */
  digest(): string {
    return this.#digest();
  }
}

/**
 * A hash over the UTF-8 bytes of text. Handed in, because this folder touches nothing of the platform, whose own hash is many times as
 * fast as any in JavaScript: a month's journal is a gigabyte.
 */
export interface TextHash {
  update(text: string): void;
  /** Of everything so far, in hex. */
  digest(): string;
}

const BUFFER_CHARS = 1 << 16;
