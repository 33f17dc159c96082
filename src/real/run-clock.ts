/** Scenario time of a run in the real world. Times of the engine are scenario ms; deadlines of calls and sockets are wall ms. */
export interface RunClock {
  /** Of a clock that is held: the run begins now. Until then it is at 0, and nobody's time passes. */
  begin(): void;
  /** Whole scenario ms since the run began. Never goes backwards. */
  now(): number;
  /** How long so much scenario time takes here. `Infinity` stays. */
  wallMs(scenarioMs: number): number;
  /** The instant of the run as ms since 1970. */
  epochMs(scenarioMs: number): number;
  /** The reverse of `epochMs`, whole ms: of a timestamp that another machine wrote; negative for one before the run. */
  instantOf(epochMs: number): number;
  /** Calls `then` once, when so much scenario time has passed and `now()` says so, too. `Infinity` = never. */
  after(scenarioMs: number, then: () => void): RunTimer;
  /** The longest that anybody was called too late so far, wall ms: what stood still, or was kept busy, shows here and nowhere else. */
  readonly longestLateMs: number;
}

export interface RunTimer {
  cancel(): void;
}

export interface RunClockOptions {
  /** Scenario ms per wall ms; above 0. */
  readonly timeScale: number;
  /** The run begins with `begin()`, not now. */
  readonly isHeld?: boolean;
  /** Wall ms from any origin; must never go backwards. */
  readonly monotonicMs?: () => number;
}

/**
 * The run begins now, unless the clock is held. Only the beginning is read from the calendar clock: afterwards time is monotonic, so that a clock that is set
 * while a run goes on moves neither timers nor the journal.
 */
export function startRunClock({
  timeScale,
  isHeld = false,
  monotonicMs = () => performance.now(),
}: RunClockOptions): RunClock {
  let beganAt = isHeld ? Number.POSITIVE_INFINITY : monotonicMs();
  let beganEpochMs = Date.now();
  let longestLateMs = 0;
  const now = (): number => Math.max(0, Math.floor((monotonicMs() - beganAt) * timeScale));
  const wallMs = (scenarioMs: number): number => scenarioMs / timeScale;

  return {
    begin() {
      beganAt = monotonicMs();
      beganEpochMs = Date.now();
    },
    now,
    wallMs,
    get longestLateMs() {
      return longestLateMs;
    },
    epochMs: (scenarioMs) => beganEpochMs + wallMs(scenarioMs),
    instantOf: (epochMs) => Math.floor((epochMs - beganEpochMs) * timeScale),
    after(scenarioMs, then) {
      const dueAt = now() + scenarioMs;
      let timer: NodeJS.Timeout | undefined;
      // Node cannot wait longer than a signed 32-bit number of ms, and may wake a little early.
      const wait = (): void => {
        const left = wallMs(dueAt - now());
        if (left <= 0) {
          longestLateMs = Math.max(longestLateMs, monotonicMs() - beganAt - wallMs(dueAt));
          then();
        } else timer = setTimeout(wait, Math.min(Math.ceil(left), TIMEOUT_MS_MAX));
      };
      if (dueAt !== Number.POSITIVE_INFINITY)
        timer = setTimeout(wait, Math.min(Math.ceil(wallMs(scenarioMs)), TIMEOUT_MS_MAX));
      return { cancel: () => clearTimeout(timer) };
    },
  };
}

export const TIMEOUT_MS_MAX = 2 ** 31 - 1;
