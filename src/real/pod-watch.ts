import type { V1ListMeta, V1Pod, V1PodList } from '@kubernetes/client-node';
import { type ApiError, apiErrorText } from './api-error.ts';
import { BackOff } from './back-off.ts';
import type { ApiResult, Kubernetes } from './kubernetes.ts';
import type { WatchLine } from './watch-stream.ts';

export interface PodWatchSettings {
  readonly kubernetes: Kubernetes;
  readonly namespace: string;
  readonly labelSelector: string;
  /** Uniform on [0, 1), seeded: for pauses. */
  readonly jitter: () => number;
  /** Wall ms; 30 s unless said otherwise. After it everything is listed anew, so that what a watch lost comes to light. */
  readonly relistEveryMs?: number;
  /** Wall s after which the server ends a watch, 20 unless said otherwise; one that lives longer by `staleAfterMs` hangs and is cut. */
  readonly timeoutSeconds?: number;
  /** Wall ms, 5 s unless said otherwise. */
  readonly staleAfterMs?: number;
  /** Pods asked for in one call, 500 unless said otherwise. */
  readonly pageSize?: number;
  /** A list is about to be asked for: what is learned from now on is newer than it may be. */
  readonly listing: () => void;
  /** Everything there is now. */
  readonly listed: (pods: readonly V1Pod[]) => void;
  /** One pod as it is now, or as it was last. */
  readonly seen: (pod: V1Pod, isGone: boolean) => void;
}

/** How the watch fared; a report of a run says so. */
export interface PodWatchHealth {
  /** Of all pods of the run: the first, the regular ones, and those after a watch that expired. */
  lists: number;
  watches: number;
  /** The server had forgotten the revision to go on from (410). */
  expired: number;
  /** Lists and watches that failed, 410 apart. */
  failures: number;
  /** Watches that hung. */
  stale: number;
  /** Handlers that threw. */
  faults: number;
  lastTrouble: string | null;
}

/** `gaps`: changes that only a later list brought to light. */
export type PodWatchCounts = Readonly<PodWatchHealth> & { readonly gaps: number };

/**
 * List and watch for ever: list, watch from the list's revision, go on from the last revision seen, list anew when the server has
 * forgotten it (410, as status of a list or as ERROR event of a watch) and at intervals. Failures are waited out with growing pauses. A watch
 * may end without a word in the middle of a burst, and that is no failure. client-node's informer stops for good at the first error,
 * and reconnects without a pause.
 */
export class PodWatch {
  readonly health: PodWatchHealth = {
    lists: 0,
    watches: 0,
    expired: 0,
    failures: 0,
    stale: 0,
    faults: 0,
    lastTrouble: null,
  };
  readonly #settings: PodWatchSettings;
  readonly #backOff: BackOff;
  readonly #ended = new AbortController();
  #revision: string | null = null;
  #listedAt = 0;
  #running: Promise<void> = Promise.resolve();
  #endStream: ((why: string) => void) | null = null;

  constructor(settings: PodWatchSettings) {
    this.#settings = settings;
    this.#backOff = new BackOff({ firstMs: 100, maxMs: 10_000 }, settings.jitter);
  }

  /** The first list must succeed, else its error comes back; afterwards nothing stops it but `close`. */
  async open(): Promise<ApiError | null> {
    const error = await this.#list();
    if (error === null) this.#running = this.#run();
    return error;
  }

  async close(): Promise<void> {
    this.#ended.abort();
    this.#endStream?.('the run has ended');
    await this.#running;
  }

  async #run(): Promise<void> {
    const { relistEveryMs = 30_000 } = this.#settings;
    while (!this.#ended.signal.aborted) {
      const isListDue = performance.now() - this.#listedAt >= relistEveryMs;
      const error = this.#revision === null || isListDue ? await this.#list() : await this.#watch(this.#revision);
      if (error === null) this.#backOff.succeeded();
      else await this.#trouble(error);
    }
  }

  async #trouble(error: ApiError): Promise<void> {
    if (this.#ended.signal.aborted) return;
    this.health.lastTrouble = apiErrorText(error);
    if (isExpired(error)) {
      this.health.expired += 1;
      this.#revision = null;
    } else this.health.failures += 1;
    await this.#pause(Math.max(this.#backOff.next(), error.retryAfterMs));
  }

  /** In pages; when the server has forgotten the revision of the first page, once more in one piece. Null = it went well. */
  async #list(): Promise<ApiError | null> {
    const { namespace, labelSelector, listing, listed, pageSize = PAGE } = this.#settings;
    let pods: V1Pod[] = [];
    let revision: string | null = null;
    let page: Page | null = { limit: pageSize };
    this.#guarded(listing);
    while (page !== null) {
      const asked: Page = page;
      const result: ApiResult<V1PodList> = await this.#settings.kubernetes.call('list', 'pods', (core, options) =>
        core.listNamespacedPod({ namespace, labelSelector, ...asked }, options),
      );
      if (result.error !== undefined) {
        if (asked._continue === undefined || !isExpired(result.error)) return result.error;
        this.health.expired += 1;
        pods = [];
        page = {};
        continue;
      }
      pods.push(...result.value.items);
      const { _continue, resourceVersion }: V1ListMeta = result.value.metadata ?? {};
      revision = resourceVersion ?? null;
      page = _continue ? { limit: pageSize, _continue } : null;
    }
    // Not before the last page: who goes on from a list that was not read to its end never hears what it would have said.
    this.#revision = revision;
    this.health.lists += 1;
    this.#listedAt = performance.now();
    this.#guarded(() => listed(pods));
    return null;
  }

  /** Ends when the watch does; null = in good order. */
  #watch(revision: string): Promise<ApiError | null> {
    const { kubernetes, namespace, labelSelector, timeoutSeconds = 20, staleAfterMs = 5_000 } = this.#settings;
    const query = new URLSearchParams({
      watch: 'true',
      labelSelector,
      resourceVersion: revision,
      allowWatchBookmarks: 'true',
      timeoutSeconds: String(timeoutSeconds),
    });
    const began = performance.now();
    this.health.watches += 1;
    return new Promise((resolve) => {
      let expired: ApiError | null = null;
      let lines = 0;
      let abort: ((why: string) => void) | null = null;
      const cut = (why: string): void => {
        if (abort !== null) abort(why);
        else finish(null);
      };
      const stale = setTimeout(
        () => {
          this.health.stale += 1;
          cut('the watch hung: the server should have ended it');
        },
        timeoutSeconds * 1000 + staleAfterMs,
      );
      const finish = (error: ApiError | null): void => {
        clearTimeout(stale);
        this.#endStream = null;
        // A server that ends watches as soon as they begin must not be asked without a pause.
        const isHasty = error === null && lines === 0 && performance.now() - began < HASTY_MS;
        if (isHasty) void this.#pause(HASTY_MS).then(() => resolve(expired));
        else resolve(expired ?? error);
      };
      this.#endStream = cut;
      void kubernetes
        .watch(`/api/v1/namespaces/${encodeURIComponent(namespace)}/pods?${query}`, {
          line: (line) => {
            lines += 1;
            expired ??= this.#take(line);
          },
          end: finish,
        })
        .then((stream) => {
          abort = (why) => stream.abort(why);
          if (this.#ended.signal.aborted) stream.abort('the run has ended');
        });
    });
  }

  /** An ERROR event ends the watch: its Status comes back. */
  #take({ type, object }: WatchLine): ApiError | null {
    const pod = object as V1Pod;
    if (type === 'ERROR') {
      const { code = 0, reason = '', message = '' } = object as { code?: number; reason?: string; message?: string };
      return { status: code, reason, message, retryAfterMs: 0, certain: true };
    }
    this.#revision = pod.metadata?.resourceVersion ?? this.#revision;
    if (type !== 'BOOKMARK') this.#guarded(() => this.#settings.seen(pod, type === 'DELETED'));
    return null;
  }

  /** What a handler throws must not end the watch. */
  #guarded(tell: () => void): void {
    try {
      tell();
    } catch (thrown) {
      this.fault(thrown);
    }
  }

  /** Counts what a listener threw. */
  fault(thrown: unknown): void {
    this.health.faults += 1;
    this.health.lastTrouble = thrown instanceof Error ? thrown.message : String(thrown);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const { signal } = this.#ended;
      if (signal.aborted) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
    });
  }
}

/** Empty: everything at once. */
interface Page {
  readonly limit?: number;
  readonly _continue?: string;
}

const PAGE = 500;
const HASTY_MS = 200;

const isExpired = ({ status, reason }: ApiError): boolean =>
  status === 410 || reason === 'Expired' || reason === 'Gone';
