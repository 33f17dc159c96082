import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { gunzipSync } from 'node:zlib';

/** The lines of a journal on disk, one at a time: a month's journal need not fit into memory. Throws what the file system does. */
export function* journalLines(path: string): Generator<string> {
  let rest = '';
  for (const piece of path.endsWith('.gz') ? [gunzipSync(readFileSync(path)).toString('utf8')] : piecesOf(path)) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function* piecesOf(path: string): Generator<string> {
  const file = openSync(path, 'r');
  try {
    const decoder = new StringDecoder('utf8');
    const buffer = Buffer.allocUnsafe(PIECE_BYTES);
    for (let bytes = readSync(file, buffer); bytes > 0; bytes = readSync(file, buffer)) {
      yield decoder.write(buffer.subarray(0, bytes));
    }
    yield decoder.end();
  } finally {
    closeSync(file);
  }
}

const PIECE_BYTES = 1 << 20;
