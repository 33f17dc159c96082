import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { workerData } from 'node:worker_threads';
import { createGunzip } from 'node:zlib';
import {
  ENDED,
  FAILED,
  FILLED,
  LENGTH,
  STATE,
  UNZIPPED_BYTES,
  type UnzipFailure,
  type UnzipJob,
  WANTED,
} from './unzip-job.ts';

// Entry of the thread that unpacks a file for `unzippedPieces`: a piece, and no more before that is taken.
const { path, slot, piece } = workerData as UnzipJob;

try {
  await pipeline(createReadStream(path), createGunzip({ chunkSize: UNZIPPED_BYTES }), async (pieces) => {
    for await (const bytes of pieces as AsyncIterable<Uint8Array>) {
      hand(FILLED, bytes);
      Atomics.wait(slot, STATE, FILLED);
    }
  });
  hand(ENDED, new Uint8Array());
} catch (error) {
  hand(FAILED, Buffer.from(JSON.stringify(failureOf(error as NodeJS.ErrnoException))));
}

function hand(state: typeof FILLED | typeof ENDED | typeof FAILED, bytes: Uint8Array): void {
  piece.set(bytes);
  Atomics.store(slot, LENGTH, bytes.length);
  if (Atomics.compareExchange(slot, STATE, WANTED, state) === WANTED) Atomics.notify(slot, STATE);
}

function failureOf({ message, code = 'EIO' }: NodeJS.ErrnoException): UnzipFailure {
  return { message: code === 'Z_BUF_ERROR' ? 'the compressed file was cut off' : message, code };
}
