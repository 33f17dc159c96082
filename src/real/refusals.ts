/** Why the control server refuses or cuts a peer. The names are labels of a metric; the sentences go to the log. */
export const REFUSALS = {
  // Before a WebSocket exists.
  'server-down': 'the control server is down',
  'not-an-upgrade': 'it is no WebSocket upgrade of the control path',
  'bad-request': 'it is no HTTP request that makes sense, or it was not complete in time',
  'too-many-handshakes': 'too many connections that have not proven themselves: the oldest goes',
  'no-token': 'it carries no bearer token',
  'wrong-token': 'its token is no pool’s',
  'unknown-pod': 'its pod is not one of this run',
  'foreign-pool': 'its token is another pool’s',
  // Afterwards.
  'hello-late': 'no hello came in time',
  'hello-mismatch': 'its hello names another pod than its upgrade',
  'too-large': 'a message was longer than allowed',
  malformed: 'a message was not of the protocol',
  'not-its-own': 'it reported work that another pod was given',
  'too-fast': 'messages came faster than allowed',
  'too-slow': 'it does not read what it is sent',
  silent: 'it does not answer pings',
  superseded: 'its pod has connected anew',
} as const;
export type Refusal = keyof typeof REFUSALS;

export interface RefusalsOptions {
  readonly log: (line: string) => void;
  /** Wall ms. */
  readonly now: () => number;
}

/** Counts all of them. Logs each kind at most once a second, with how many were left out, so that a flood does not become one of lines. */
export class Refusals {
  readonly #options: RefusalsOptions;
  readonly #counts = new Map<Refusal, number>();
  readonly #logged = new Map<Refusal, { at: number; count: number }>();

  constructor(options: RefusalsOptions) {
    this.#options = options;
  }

  /** By reason; those that never happened are missing. */
  get counts(): ReadonlyMap<Refusal, number> {
    return this.#counts;
  }

  /** `peer` may come from the peer itself: it is quoted and cut short. */
  add(reason: Refusal, peer: string): void {
    const count = (this.#counts.get(reason) ?? 0) + 1;
    this.#counts.set(reason, count);
    const now = this.#options.now();
    const last = this.#logged.get(reason);
    if (last !== undefined && now - last.at < LOG_EVERY_MS) return;
    const unsaid = last === undefined ? 0 : count - last.count - 1;
    const others = unsaid > 0 ? ` (and ${unsaid} more since the last line like this)` : '';
    this.#logged.set(reason, { at: now, count });
    this.#options.log(`refused ${JSON.stringify(peer.slice(0, 100))}: ${reason}: ${REFUSALS[reason]}${others}`);
  }
}

const LOG_EVERY_MS = 1000;
