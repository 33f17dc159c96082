/** A file or folder that the system did not let us use, in words. */
export interface SystemRefusal {
  readonly message: string;
  readonly remedy: string;
}

/**
 * Null = the error is none of the system's about a path, so that it may be a mistake of ours. Read from the message, as Node writes it (`ENOSPC: no
 * space left on device, write '/full/x'`): an error of another thread has lost everything else.
 */
export function systemRefusal(error: unknown): SystemRefusal | null {
  const message = error instanceof Error ? error.message : '';
  const [, code = '', reason, call = '', path] =
    /^(E[A-Z0-9]+): (.+?), (\w+) '(.*?)'(?: -> '.*')?$/s.exec(message) ?? [];
  const remedy = REMEDIES.get(code);
  return remedy === undefined ? null : { message: `cannot ${VERBS.get(call) ?? 'use'} ${path}: ${reason}`, remedy };
}

const ELSEWHERE = 'name another place';
const MAKE_ROOM = 'make room, or name another place';
const RIGHTS = 'see who may read and write there, or name another place';
const MORE_FILES = 'allow more open files (ulimit -n), or run fewer --jobs';

const REMEDIES: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', MAKE_ROOM],
  ['EDQUOT', MAKE_ROOM],
  ['EFBIG', 'allow longer files (ulimit -f), or name another place'],
  ['EACCES', RIGHTS],
  ['EPERM', RIGHTS],
  ['EROFS', RIGHTS],
  ['EMFILE', MORE_FILES],
  ['ENFILE', MORE_FILES],
  ['EIO', 'see whether the disk is well, or name another place'],
  ...['ENOENT', 'ENOTDIR', 'EISDIR', 'EEXIST', 'EBUSY', 'ELOOP', 'ENAMETOOLONG', 'ENXIO'].map(
    (code) => [code, ELSEWHERE] as const,
  ),
]);

const VERBS: ReadonlyMap<string, string> = new Map([
  ['write', 'write'],
  ['read', 'read'],
  ['open', 'open'],
  ['mkdir', 'make'],
  ['mkdtemp', 'make'],
  ['unlink', 'remove'],
]);
