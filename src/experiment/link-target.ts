import { readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** The path that a path leads to through links, whether or not there is anything yet: two paths of one target name one file. */
export function linkTarget(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const folder = dirname(resolve(path));
  if (folder === resolve(path)) return folder;
  const link = linkAt(path);
  return link === null ? join(linkTarget(folder), basename(path)) : linkTarget(resolve(linkTarget(folder), link));
}

/** What a link that leads nowhere says; null = there is none. */
function linkAt(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
