import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Attachment, Attachments } from '../scenario/attachment.ts';
import { noteUse } from './used-files.ts';

/** A log of several months; a larger file was named by mistake, or would not fit into memory. */
export const MAX_ATTACHMENT_BYTES = 256 * 1024 * 1024;

/** Reads the files that a scenario names, from the folder of its file. Worker threads read them by themselves: no text is sent to them. */
export const attachedFiles = (scenarioFile: string): Attachments => {
  const folder = dirname(resolve(scenarioFile));
  return (path) => open(resolve(folder, path));
};

/** Of the files used last, as long as they stay as they are. The text is not kept: what is made of it is, by whoever makes it. */
const known = new Map<string, { readonly version: string; readonly attachment: Attachment }>();
const MOST_KNOWN = 16;

function open(path: string): Attachment {
  noteUse(path);
  try {
    const stat = statSync(path, { bigint: true });
    if (stat.isDirectory()) return { kind: 'folder' };
    // A pipe would be waited for, and give its text only once.
    if (!stat.isFile()) return { kind: 'unreadable', detail: 'it is no regular file' };
    if (stat.size > MAX_ATTACHMENT_BYTES) return { kind: 'too-large', limitBytes: MAX_ATTACHMENT_BYTES };
    return unchanged(path, `${stat.size} ${stat.mtimeNs} ${stat.ino}`);
  } catch (error) {
    return refusal(error);
  }
}

/** The same object as before for a file that has not changed. */
function unchanged(path: string, version: string): Attachment {
  const before = known.get(path);
  const attachment: Attachment =
    before?.version === version
      ? before.attachment
      : isBinary(path)
        ? { kind: 'binary' }
        : { kind: 'text', text: () => readFileSync(path, 'utf8') };
  known.delete(path);
  known.set(path, { version, attachment });
  for (const oldest of known.keys()) {
    if (known.size <= MOST_KNOWN) break;
    known.delete(oldest);
  }
  return attachment;
}

/** No text holds a zero byte; archives and UTF-16 do near their beginning. */
function isBinary(path: string): boolean {
  const descriptor = openSync(path, 'r');
  try {
    const head = Buffer.alloc(8192);
    return head.subarray(0, readSync(descriptor, head, 0, head.length, 0)).includes(0);
  } finally {
    closeSync(descriptor);
  }
}

function refusal(error: unknown): Attachment {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
  return { kind: 'unreadable', detail: code ?? message };
}
