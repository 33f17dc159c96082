import { spawn } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import type { TaskMessage } from '../protocol.ts';
import type { AgentWork } from './settings.ts';

/** Begins a piece of work. `ended` is called exactly once: when it is done, or has stopped after `stop`. */
export type StartWork = (task: TaskMessage, ended: (isGood: boolean) => void) => StartedWork;

export interface StartedWork {
  /** Asks it to stop; more than once does no harm. */
  stop(): void;
}

export function workOf({ work, command }: AgentWork): StartWork {
  switch (work) {
    case 'sleep':
      return sleep;
    case 'cpu':
      return burn;
    case 'command':
      return (task, ended) => runCommand(command, task, ended);
  }
}

/**
 * Takes its time and nothing else, in slices: while its node stands still the clock goes on, and work does not. A slice that is later than
 * any busy machine would make it is taken for such a pause.
 */
export const sleep: StartWork = ({ workMs }, ended) => {
  let timer: NodeJS.Timeout | undefined;
  const rest = (leftMs: number): void => {
    const sliceMs = Math.min(leftMs, SLICE_MS);
    const began = performance.now();
    timer = setTimeout(() => {
      const tookMs = performance.now() - began;
      const left = leftMs - (tookMs < sliceMs + LATE_MS ? tookMs : sliceMs);
      if (left > 0) rest(left);
      else ended(true);
    }, sliceMs);
  };
  rest(workMs);
  return {
    stop() {
      clearTimeout(timer);
      ended(false);
    },
  };
};

const SLICE_MS = 250;
const LATE_MS = 1000;

/** Keeps one core busy for its time, on a thread of its own: beats and messages go on. */
const burn: StartWork = ({ workMs }, ended) => {
  const worker = new Worker(
    `let left = require("node:worker_threads").workerData;
    for (let last = performance.now(); left > 0; ) {
      const now = performance.now();
      if (now - last < ${LATE_MS}) left -= now - last;
      last = now;
    }`,
    { eval: true, workerData: workMs },
  );
  worker.on('error', () => {});
  worker.on('exit', (code) => ended(code === 0));
  return { stop: () => void worker.terminate() };
};

/**
 * Runs a program, without a shell and as leader of a process group, so that what it starts stops with it. Status 0 is good.
 * The program takes the time that it takes; the scenario's service time is told to it as `POOLPROOF_WORK_MS`.
 */
function runCommand(command: readonly string[], task: TaskMessage, ended: (isGood: boolean) => void): StartedWork {
  const [program = '', ...words] = command;
  const child = spawn(program, words, {
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
    env: {
      ...process.env,
      POOLPROOF_TASK: String(task.task),
      POOLPROOF_ATTEMPT: String(task.attempt),
      POOLPROOF_PHASE: task.phase,
      POOLPROOF_SLOT: String(task.slot),
      POOLPROOF_WORK_MS: String(task.workMs),
    },
  });
  const kill = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch {
      // Gone already.
    }
  };
  const killNow = (): void => kill('SIGKILL');
  let late: NodeJS.Timeout | undefined;
  let isOver = false;
  const over = (isGood: boolean): void => {
    if (isOver) return;
    isOver = true;
    clearTimeout(late);
    process.off('exit', killNow);
    ended(isGood);
  };
  process.on('exit', killNow);
  // This alone comes when it could not be started.
  child.on('error', ({ message }) => {
    process.stderr.write(`the work of task ${task.task} cannot be done: ${message}\n`);
    over(false);
  });
  child.on('exit', (code) => over(code === 0));
  return {
    stop() {
      kill('SIGTERM');
      late ??= setTimeout(killNow, STOP_WITHIN_MS);
    },
  };
}

const STOP_WITHIN_MS = 5000;
