import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { ChildGuard } from '../child-guard.ts';

export interface ProcessPlan {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Null: as the tests themselves, which is all that a kubelet without root can do. */
  readonly user: { readonly uid: number; readonly gid: number } | null;
  readonly log: string;
}

/** How it ended, in a container's words: 128 + signal number when a signal ended it. */
export interface ProcessEnd {
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | null;
}

/** What a pod runs, while it runs and afterwards. */
export interface RunningContainer {
  readonly startedAt: string;
  readonly ended: Promise<ProcessEnd>;
  /** To its first process only, as a container runtime does. */
  signal(signal: NodeJS.Signals): void;
  /** All of it at once. */
  killAll(): void;
}

/** A container as a process group on this machine. */
export class ContainerProcess implements RunningContainer {
  readonly startedAt = new Date().toISOString();
  readonly ended: Promise<ProcessEnd>;
  readonly #child: ChildProcess;

  constructor(plan: ProcessPlan, guard: ChildGuard) {
    const [program = '', ...rest] = plan.command;
    const out = openSync(plan.log, 'a');
    const child = spawn(program, rest, {
      cwd: plan.folder,
      env: { PATH: process.env.PATH ?? '/usr/bin:/bin', ...plan.env },
      detached: true,
      stdio: ['ignore', out, out],
      ...(plan.user === null ? {} : { uid: plan.user.uid, gid: plan.user.gid }),
    });
    closeSync(out);
    this.#child = child;
    const { pid } = child;
    if (pid !== undefined) guard.watch(pid);
    this.ended = new Promise((resolve) => {
      // A program that does not exist: what a container runtime says is exit code 128.
      child.once('error', () => resolve({ exitCode: 128, signal: null }));
      child.once('exit', (code, signal) => {
        if (pid !== undefined) {
          signalGroup(pid, 'SIGKILL');
          guard.forget(pid);
        }
        resolve({ exitCode: code ?? 128 + (signal === null ? 0 : (SIGNAL_NUMBERS[signal] ?? 0)), signal });
      });
    });
  }

  /** To the container's first process only, as a container runtime does. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** The whole group: what is left of a container never outlives it. */
  killAll(): void {
    if (this.#child.pid !== undefined && this.#child.exitCode === null) signalGroup(this.#child.pid, 'SIGKILL');
  }
}

const SIGNAL_NUMBERS: Readonly<Partial<Record<NodeJS.Signals, number>>> = {
  SIGINT: 2,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left in the group.
  }
}
