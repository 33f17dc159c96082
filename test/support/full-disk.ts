import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk in memory on which 4 KiB are left. */
export function fullDisk(): { readonly path: string; remove(): void } {
  const disk = mountedDisk();
  if (disk === null) throw new Error('nothing can be mounted here: ask MOUNTS first');
  writeFileSync(join(disk.path, 'fill'), Buffer.alloc(DISK_BYTES - LEFT_BYTES));
  return disk;
}

const DISK_BYTES = 64 * 1024;
const LEFT_BYTES = 4096;

/** Root alone may mount, and in many containers nobody. */
export const MOUNTS = canMount();

function canMount(): boolean {
  const disk = process.platform === 'linux' && process.getuid?.() === 0 ? mountedDisk() : null;
  disk?.remove();
  return disk !== null;
}

function mountedDisk(): { readonly path: string; remove(): void } | null {
  const path = mkdtempSync(join(tmpdir(), 'poolproof-disk-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', path]);
  if (status !== 0) {
    rmdirSync(path);
    return null;
  }
  return {
    path,
    remove: () => {
      spawnSync('umount', ['--lazy', path]);
      rmdirSync(path);
    },
  };
}
