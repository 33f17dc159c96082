import { performance } from 'node:perf_hooks';
import type { SingleBar } from 'cli-progress';
import type { Terminal } from '../terminal.ts';

export interface Progress {
  advance(finished: number, total: number): void;
  end(): void;
}

/** A bar on standard error, for people only, and only once the work has taken a second. */
export function showProgress(terminal: Terminal, isWanted: boolean): Progress {
  const startedAt = performance.now();
  let bar: Promise<SingleBar> | null = null;
  return {
    advance: (finished, total) => {
      if (!isWanted || !terminal.isWatched) return;
      if (bar === null && performance.now() - startedAt > PATIENCE_MS && finished < total) bar = startBar(total);
      bar?.then((started) => {
        // Replications are added while a precision is not reached.
        started.setTotal(total);
        started.update(finished);
      });
    },
    end: () => {
      bar?.then((started) => started.stop());
    },
  };
}

async function startBar(total: number): Promise<SingleBar> {
  const { default: progress } = await import('cli-progress');
  const bar = new progress.SingleBar(
    {
      format: '{bar} {value}/{total} runs, {eta_formatted} left',
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: true,
    },
    progress.Presets.shades_classic,
  );
  bar.start(total, 0);
  return bar;
}

const PATIENCE_MS = 1000;
