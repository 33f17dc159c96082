import type { BatchV1Api, CoreV1Api, KubeConfig, Observable, ObservableMiddleware } from '@kubernetes/client-node';
import { type ApiError, apiErrorOf, injectedError } from './api-error.ts';
import { TokenBucket } from './token-bucket.ts';
import { openWatchStream, type WatchStream, type WatchStreamHandlers } from './watch-stream.ts';

export interface KubernetesSettings {
  /** From `loadKubeConfig`. */
  readonly config: KubeConfig;
  /** Of all calls together; 20 a second with a burst of 40 unless said otherwise. */
  readonly rate?: { readonly perSecond: number; readonly burst: number };
  /** Wall ms from a call's start to its answer; 10 s unless said otherwise. */
  readonly deadlineMs?: number;
  /** The status with which a fault of the scenario refuses this call, or null. Refused calls are not sent. */
  readonly inject?: (verb: ApiVerb, resource: string) => number | null;
  /** Told of every call that ended: 0 = no answer, else the HTTP status (200 for all that went well). */
  readonly watchCalls?: (verb: ApiVerb, resource: string, status: number) => void;
}

export type ApiVerb = 'get' | 'list' | 'watch' | 'create' | 'patch' | 'delete' | 'deletecollection';
export type ApiResult<T> =
  | { readonly value: T; readonly error?: never }
  | { readonly value?: never; readonly error: ApiError };

/** What a call hands on to client-node's method. */
export type CallOptions = {
  readonly middleware: ObservableMiddleware[];
  readonly middlewareMergeStrategy: 'append';
};

/**
 * The Kubernetes API as the harness uses it: every call has a deadline and takes its turn, none throws, and whoever watches counts them.
 * client-node is loaded when the first run needs it: a simulation never pays for its 600 modules.
 */
export class Kubernetes {
  readonly #settings: KubernetesSettings;
  readonly #core: CoreV1Api;
  readonly #batch: BatchV1Api;
  readonly #later: Later;
  readonly #bucket: TokenBucket;
  readonly #ended = new AbortController();
  #isEnding = false;

  static async open(settings: KubernetesSettings): Promise<Kubernetes> {
    const { BatchV1Api, CoreV1Api, Observable } = await import('@kubernetes/client-node');
    const { config } = settings;
    const later: Later = (value) => new Observable(Promise.resolve(value));
    return new Kubernetes(settings, config.makeApiClient(CoreV1Api), config.makeApiClient(BatchV1Api), later);
  }

  private constructor(settings: KubernetesSettings, core: CoreV1Api, batch: BatchV1Api, later: Later) {
    this.#later = later;
    this.#settings = settings;
    this.#core = core;
    this.#batch = batch;
    this.#bucket = new TokenBucket(settings.rate ?? DEFAULT_RATE);
  }

  /** Calls that wait for their turn. */
  get waiting(): number {
    return this.#bucket.waiting;
  }

  call<T>(
    verb: ApiVerb,
    resource: string,
    perform: (core: CoreV1Api, options: CallOptions) => Promise<T>,
  ): Promise<ApiResult<T>> {
    return this.#perform(verb, resource, (options) => perform(this.#core, options));
  }

  /** The same for Jobs. */
  callBatch<T>(
    verb: ApiVerb,
    resource: string,
    perform: (batch: BatchV1Api, options: CallOptions) => Promise<T>,
  ): Promise<ApiResult<T>> {
    return this.#perform(verb, resource, (options) => perform(this.#batch, options));
  }

  /** Opens a watch (its query says `watch=true`); the handlers hear of everything, the stream never throws. */
  async watch(path: string, handlers: WatchStreamHandlers): Promise<WatchStream> {
    await this.#bucket.take();
    const count = (status: number): void => this.#settings.watchCalls?.('watch', 'pods', status);
    return openWatchStream(this.#settings.config, path, this.#ended.signal, { ...handlers, answered: count });
  }

  /** Calls that wait for their turn are refused, and new ones; those under way go on to their answer. */
  end(): void {
    this.#isEnding = true;
    this.#bucket.close();
  }

  /** Ends every call and watch that is under way. */
  close(): void {
    this.end();
    this.#ended.abort();
  }

  async #perform<T>(
    verb: ApiVerb,
    resource: string,
    perform: (options: CallOptions) => Promise<T>,
  ): Promise<ApiResult<T>> {
    const refusal = this.#settings.inject?.(verb, resource) ?? null;
    if (refusal !== null) return this.#tell(verb, resource, { error: injectedError(refusal) });
    await this.#bucket.take();
    if (this.#isEnding) return { error: CLOSED };
    const deadline = AbortSignal.timeout(this.#settings.deadlineMs ?? DEFAULT_DEADLINE_MS);
    const signal = AbortSignal.any([deadline, this.#ended.signal]);
    try {
      const value = await withSignal(perform(optionsWith(signal, this.#later)), signal);
      return this.#tell(verb, resource, { value });
    } catch (thrown) {
      return this.#tell(verb, resource, { error: this.#ended.signal.aborted ? CLOSED : apiErrorOf(thrown) });
    }
  }

  #tell<T>(verb: ApiVerb, resource: string, result: ApiResult<T>): ApiResult<T> {
    this.#settings.watchCalls?.(verb, resource, result.error?.status ?? 200);
    if (result.error !== undefined && result.error.retryAfterMs > 0) this.#bucket.hold(result.error.retryAfterMs);
    return result;
  }
}

const DEFAULT_RATE = { perSecond: 20, burst: 40 };
const DEFAULT_DEADLINE_MS = 10_000;
const CLOSED: ApiError = { status: 0, reason: 'Closed', message: 'the run has ended', retryAfterMs: 0, certain: false };

/** client-node's calls take no signal; a middleware can give the request one. */
function optionsWith(signal: AbortSignal, later: Later): CallOptions {
  return {
    middleware: [
      {
        pre: (request) => {
          request.setSignal(signal);
          return later(request);
        },
        post: (response) => later(response),
      },
    ],
    middlewareMergeStrategy: 'append',
  };
}

/** A value in the client's own kind of promise. */
type Later = <T>(value: T) => Observable<T>;

/** Also ends waits that the signal does not reach, as for a credential plugin of the kubeconfig. */
function withSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', end, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', end));
  });
}
