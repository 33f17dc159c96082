import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { CompiledScenario } from '../scenario/compiled.ts';
import { JournalWriter } from './journal.ts';

/**
 * The first 32 hex digits of the SHA-256 over a run's journal lines, each with its line end, the header left out: two runs with the
 * same fingerprint did the same things at the same times.
 */
export class Fingerprint extends JournalWriter {
  readonly #digest: () => string;

  constructor(scenario: CompiledScenario) {
    const hash = sha256.create();
    let buffer = '';
    const flush = (): void => {
      if (buffer !== '') hash.update(utf8ToBytes(buffer));
      buffer = '';
    };
    super(scenario, (line) => {
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
