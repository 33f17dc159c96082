import { performance } from 'node:perf_hooks';

/**
 * Whether the runs that are left are worth worker threads. Each loads and compiles the program anew, which takes more than a second of a
 * processor; what the last runs here took says what the others will. The first one is slow, since it compiles, too: unless it was long, the
 * second is waited for. `now`: a clock in ms.
 */
export function worthWorkers(now: () => number = () => performance.now()): (left: number) => boolean {
  let [since, before, last] = [now(), 0, 0];
  return (left) => {
    const at = now();
    [before, last, since] = [last, at - since, at];
    return last > LONG_MS ? left * last > WORTH_MS : left * Math.min(before, last) > WORTH_MS_OF_SHORT;
  };
}

const WORTH_MS = 4000;
/** Short runs go on to become shorter while the compiler warms up. */
const WORTH_MS_OF_SHORT = 7000;
const LONG_MS = 1000;
