import { createReadStream, realpathSync, statSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { answerJson, LoopbackServer } from '../../real/loopback-server.ts';

/** Shows the files of a folder, and of nothing outside it, on loopback. Rejects if the port is taken. */
export function serveFolder(folder: string, port: number): Promise<LoopbackServer> {
  const root = realpathSync(folder);
  return LoopbackServer.open(port, async (path, response, request) => {
    const file = fileAt(root, path);
    if (file === null) return answerJson(response, 404, { error: 'no such file' });
    response.writeHead(200, {
      'content-type': TYPES[extname(file.path)] ?? 'application/octet-stream',
      'content-length': file.bytes,
    });
    if (request.method === 'HEAD') response.end();
    else await pipeline(createReadStream(file.path), response);
  });
}

/** A link that leads out of the folder is not followed. */
function fileAt(root: string, path: string): { readonly path: string; readonly bytes: number } | null {
  try {
    const decoded = decodeURIComponent(path);
    const found = realpathSync(join(root, decoded.endsWith('/') ? `${decoded}index.html` : decoded));
    if (!found.startsWith(root + sep)) return null;
    const entry = statSync(found);
    return entry.isFile() ? { path: found, bytes: entry.size } : null;
  } catch {
    // No proper encoding, a NUL, no such file: there is nothing to be shown.
    return null;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.csv': 'text/csv; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.xml': 'application/xml',
  '.jsonl': 'application/x-ndjson',
};
