import type { EngineEvent, KnownAgent } from '../engine/event.ts';
import type { PodId } from '../engine/ids.ts';
import type { RunClock, RunTimer } from './run-clock.ts';

interface Watched {
  readonly pod: PodId;
  readonly onlineWithinMs: number;
  lastBeatAt: number;
  isSilent: boolean;
  timer: RunTimer | null;
}

/**
 * Turns heartbeats into `agent.silent` and `agent.heard`: no beat crosses the border of the engine by itself. A cut does not interest it;
 * an agent that does not come back falls silent when its last beat is old enough. Times are scenario ms.
 */
export class FailureDetector {
  readonly #clock: RunClock;
  readonly #tell: (event: EngineEvent) => void;
  readonly #watched = new Map<PodId, Watched>();
  #isPaused = false;

  constructor(clock: RunClock, tell: (event: EngineEvent) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** Its hello counts as a beat. That ends a silence, too, but `agent.connected` says so already. */
  connected(pod: PodId, onlineWithinMs: number): void {
    const watched = this.#watched.get(pod) ?? { pod, onlineWithinMs, lastBeatAt: 0, isSilent: false, timer: null };
    this.#watched.set(pod, watched);
    watched.lastBeatAt = this.#clock.now();
    watched.isSilent = false;
    this.#arm(watched);
  }

  beat(pod: PodId): void {
    const watched = this.#watched.get(pod);
    if (watched === undefined) return;
    const now = this.#clock.now();
    watched.lastBeatAt = now;
    if (watched.isSilent) {
      watched.isSilent = false;
      this.#tell({ kind: 'agent.heard', at: now, pod, lastBeatAt: now });
    }
    this.#arm(watched);
  }

  /** -1 if it was never heard. */
  lastBeatAt(pod: PodId): number {
    return this.#watched.get(pod)?.lastBeatAt ?? -1;
  }

  /** In order of their pods, whoever was heard first. */
  lastBeats(): readonly KnownAgent[] {
    const known = [...this.#watched.values()].sort((a, b) => a.pod - b.pod);
    return known.map(({ pod, lastBeatAt }) => ({ pod, lastBeatAt }));
  }

  /** Its pod is gone. */
  forget(pod: PodId): void {
    this.#watched.get(pod)?.timer?.cancel();
    this.#watched.delete(pod);
  }

  /** The server is down: nobody listens. */
  pause(): void {
    this.#isPaused = true;
    for (const watched of this.#watched.values()) {
      watched.timer?.cancel();
      watched.timer = null;
    }
  }

  /** The server is back and knows no silence: those that last are told again. */
  resume(): void {
    this.#isPaused = false;
    for (const watched of this.#watched.values()) {
      watched.isSilent = false;
      this.#arm(watched);
    }
  }

  /** One timer per agent, set again only when it has run out: beats are many, and most silences never come. */
  #arm(watched: Watched): void {
    if (this.#isPaused || watched.timer !== null) return;
    const silentAt = watched.lastBeatAt + watched.onlineWithinMs;
    watched.timer = this.#clock.after(Math.max(0, silentAt - this.#clock.now()), () => {
      // Timers ring before sockets are read: after a pause of our own, beats that came in time are yet to be heard.
      const turn = setImmediate(() => {
        watched.timer = null;
        this.#check(watched);
      });
      watched.timer = { cancel: () => clearImmediate(turn) };
    });
  }

  #check(watched: Watched): void {
    const { pod, lastBeatAt, onlineWithinMs } = watched;
    const now = this.#clock.now();
    if (now - lastBeatAt < onlineWithinMs) return this.#arm(watched);
    watched.isSilent = true;
    this.#tell({ kind: 'agent.silent', at: now, pod, lastBeatAt });
  }
}
