import { type Context, createContext, Script } from 'node:vm';
import { isMainThread } from 'node:worker_threads';
import { endProcess } from '../../experiment/own-process.ts';
import { type RunStop, RunStopped } from '../../experiment/run-stop.ts';
import { EXIT } from '../exit-code.ts';

export interface Interrupt extends RunStop {
  /** From now on Ctrl-C is ours, and what else ends programs; may be called again. Before that the system ends the program. */
  arm(signals?: readonly NodeJS.Signals[]): void;
  /** Gives Ctrl-C back to the system. */
  release(): void;
}

/** The first Ctrl-C asks the suite to stop and to write what was measured; the second says its last word and ends the program at once. */
export function interruptOf(onFirst: () => void, onSecond: () => void = () => {}): Interrupt {
  const stop = new AbortController();
  const interrupted = (name?: NodeJS.Signals): void => {
    if (stop.signal.aborted) {
      // Both the system and the shell tell of a terminal that is closed: nobody has asked twice.
      if (name === 'SIGHUP') return;
      onSecond();
      endProcess(EXIT.interrupted);
    }
    stop.abort();
    onFirst();
  };
  const armed = new Set<NodeJS.Signals>();
  /** Kinds of which the last run was short; the first of each may be a month. */
  const short = new Set<string | null>();
  return {
    signal: stop.signal,
    cut: (work, kind) => {
      if (stop.signal.aborted) throw new RunStopped();
      const startedAt = performance.now();
      try {
        return short.has(kind) ? work() : heedingCtrlC(work);
      } catch (error) {
        if (!wasCut(error)) throw error;
        interrupted();
        throw new RunStopped();
      } finally {
        if (performance.now() - startedAt > LONG_MS) short.delete(kind);
        else if (kind !== null) short.add(kind);
      }
    },
    arm: (signals = SIGNALS) => {
      for (const name of signals) {
        if (armed.has(name)) continue;
        armed.add(name);
        process.on(name, interrupted);
      }
    },
    release: () => {
      for (const name of armed) process.off(name, interrupted);
      armed.clear();
    },
  };
}

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Handlers of signals are called between two events, and a simulation is one: a month's run would be deaf for a minute. Node ends a script in
 * the midst of it, where that is asked for, and this is the shortest one. Around it Node takes our handlers away and puts them back: a signal
 * in between is lost or ends the program, so it is no way for thousands of short replications, which let signals through after each.
 */
function heedingCtrlC<T>(work: () => T): T {
  if (!isMainThread) return work();
  place ??= createContext({ work: null });
  place.work = work;
  try {
    return SCRIPT.runInContext(place, { breakOnSigint: true, displayErrors: false });
  } finally {
    place.work = null;
  }
}

const LONG_MS = 500;

const SCRIPT = new Script('work()');
let place: Context | null = null;

/** It is an `Error` of the script's own world. */
const wasCut = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED';
