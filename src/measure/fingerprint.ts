import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { JournalWriter } from './journal.ts';
import type { Named } from './names.ts';

/**
 * The first 32 hex digits of the SHA-256 over a run's journal lines, each with its line end, the header left out: two runs with the
 * same fingerprint did the same things at the same times.
 */
export class Fingerprint extends JournalWriter {
  readonly #digest: () => string;

  constructor(named: Named) {
    const hash = sha256.create();
    let buffer = '';
    const flush = (): void => {
      if (buffer !== '') hash.update(utf8ToBytes(buffer));
      buffer = '';
    };
    super(named, (line) => {
      buffer += `${line}\n`;
      // One update per line costs several times as much.
      if (buffer.length > BUFFER_CHARS) flush();
    });
    this.#digest = () => {
      flush();
      return bytesToHex(hash.clone().digest()).slice(0, 32);
    };
  }

  /** Of everything so far. */
  digest(): string {
    return this.#digest();
  }
}

const BUFFER_CHARS = 1 << 16;
