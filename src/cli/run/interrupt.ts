import { EXIT } from '../exit-code.ts';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** From now on Ctrl-C is ours; may be called again. Before that there is nothing to be kept, and the system ends the program. */
  arm(): void;
  /** Gives Ctrl-C back to the system. */
  release(): void;
}

/** The first Ctrl-C asks the suite to stop and to write what was measured; the second says its last word and ends the program at once. */
export function interruptOf(onFirst: () => void, onSecond: () => void = () => {}): Interrupt {
  const stop = new AbortController();
  const interrupted = (): void => {
    if (stop.signal.aborted) {
      onSecond();
      process.exit(EXIT.interrupted);
    }
    stop.abort();
    onFirst();
  };
  let isArmed = false;
  return {
    signal: stop.signal,
    arm: () => {
      if (isArmed) return;
      isArmed = true;
      for (const name of SIGNALS) process.on(name, interrupted);
    },
    release: () => {
      for (const name of SIGNALS) process.off(name, interrupted);
    },
  };
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
