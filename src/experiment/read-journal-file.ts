import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { unzippedPieces } from './unzipped-pieces.ts';

/** The lines of a journal on disk, one at a time: a month's journal need not fit into memory. Throws what the file system does. */
export function* journalLines(path: string): Generator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for (const piece of path.endsWith('.gz') ? unzippedPieces(path) : piecesOf(path)) {
    const lines = (rest + decoder.write(piece)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield withoutReturn(line);
  }
  rest += decoder.end();
  if (rest !== '') yield withoutReturn(rest);
}

/** Editors and checkouts on Windows end lines with CRLF; a record ends with its brace. */
const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

/** Each holds until the next is asked for. */
function* piecesOf(path: string): Generator<Buffer> {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(PIECE_BYTES);
    for (let bytes = readSync(file, buffer); bytes > 0; bytes = readSync(file, buffer)) yield buffer.subarray(0, bytes);
  } finally {
    closeSync(file);
  }
}

const PIECE_BYTES = 1 << 20;
