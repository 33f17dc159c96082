import { Worker } from 'node:worker_threads';
import { ENDED, FAILED, LENGTH, STATE, UNZIPPED_BYTES, type UnzipFailure, type UnzipJob, WANTED } from './unzip-job.ts';
import { builtModule } from './workers.ts';

/**
 * The unpacked content of a gzip file, piece by piece; each piece holds until the next is asked for. Who reads a journal does not wait
 * for promises, and Node unpacks at once only what then fits into one buffer: a thread does it, and this one stands still meanwhile.
 * Throws what the file system and zlib do, with their codes.
 */
export function* unzippedPieces(path: string): Generator<Buffer> {
  const slot = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  const shared = new SharedArrayBuffer(UNZIPPED_BYTES);
  const job: UnzipJob = { path, slot, piece: new Uint8Array(shared) };
  const worker = new Worker(builtModule(new URL('./unzip-worker.js', import.meta.url)), {
    workerData: job,
    execArgv: [],
  });
  // Whoever stops reading amid a file does not have to say so.
  worker.unref();
  try {
    for (;;) {
      Atomics.wait(slot, STATE, WANTED);
      const state = Atomics.load(slot, STATE);
      if (state === ENDED) return;
      const bytes = Buffer.from(shared, 0, Atomics.load(slot, LENGTH));
      if (state === FAILED) {
        const { message, code } = JSON.parse(bytes.toString()) as UnzipFailure;
        throw Object.assign(new Error(message), { code });
      }
      yield bytes;
      Atomics.store(slot, STATE, WANTED);
      Atomics.notify(slot, STATE);
    }
  } finally {
    void worker.terminate();
  }
}
