import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Sees to it that no process outlives the tests. A small shell reads from a pipe which process groups exist; when the pipe ends, because
 * `close` was called or because this process died in whatever way, it kills those that are left and removes the folder.
 */
export class ChildGuard {
  readonly #shell: ChildProcess;

  constructor(folder: string) {
    this.#shell = spawn('/bin/sh', ['-c', SCRIPT, 'child-guard', folder], {
      // A group of its own: Ctrl-C must not end the guard before its work.
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#shell.unref();
    this.#shell.stdin?.on('error', () => undefined);
    (this.#shell.stdin as unknown as { unref?(): void }).unref?.();
  }

  /** The leader of a process group (started with `detached: true`). */
  watch(pid: number): void {
    this.#shell.stdin?.write(`+ ${pid}\n`);
  }

  /** It has ended: its number may be given to another. */
  forget(pid: number): void {
    this.#shell.stdin?.write(`- ${pid}\n`);
  }

  /** Kills what is left, removes the folder. */
  close(): Promise<void> {
    if (this.#shell.exitCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      this.#shell.once('exit', () => resolve());
      this.#shell.ref();
      this.#shell.stdin?.end();
    });
  }
}

const SCRIPT = `
alive=' '
while read -r sign pid; do
  case $sign in
    +) alive="$alive$pid " ;;
    -) alive=$(printf '%s' "$alive" | sed "s/ $pid / /") ;;
  esac
done
for pid in $alive; do kill -KILL "-$pid" 2>/dev/null; done
for try in 1 2 3 4 5; do rm -rf "$1" 2>/dev/null && break; sleep 0.2; done
`;
