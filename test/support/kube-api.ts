import { Agent, request } from 'node:https';

/** Who speaks: an API server and a bearer token. */
export interface ApiAccess {
  readonly url: string;
  /** PEM of the authority that signed the server's certificate. */
  readonly ca: string;
  readonly token: string;
}

export interface ApiAnswer {
  readonly status: number;
  // Kubernetes objects are read field by field in tests; their full types would be those of the client under test.
  readonly body: KubeObject;
}

/** A Kubernetes object as JSON, as far as tests look into it. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: KubeMeta;
  readonly spec?: Record<string, unknown>;
  readonly status?: Record<string, unknown>;
  readonly items?: readonly KubeObject[];
  readonly [field: string]: unknown;
}

interface KubeMeta {
  readonly name?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly [field: string]: unknown;
}

/**
 * The API by plain HTTPS, without any client library: the process kubelet's way to the server, and in tests the other client, the one
 * with kubectl in hand. Refusals are answers, not errors; only a broken connection throws.
 */
export class KubeApi {
  readonly access: ApiAccess;
  readonly #agent: Agent;

  constructor(access: ApiAccess) {
    this.access = access;
    this.#agent = new Agent({ keepAlive: true, ca: access.ca });
  }

  get(path: string): Promise<ApiAnswer> {
    return this.call('GET', path);
  }

  create(path: string, body: object): Promise<ApiAnswer> {
    return this.call('POST', path, body);
  }

  merge(path: string, body: object): Promise<ApiAnswer> {
    return this.call('PATCH', path, body, 'application/merge-patch+json');
  }

  delete(path: string, options: object = {}): Promise<ApiAnswer> {
    return this.call('DELETE', path, options);
  }

  call(method: string, path: string, body?: object, type = 'application/json'): Promise<ApiAnswer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const sent = request(
        new URL(path, this.access.url),
        {
          method,
          agent: this.#agent,
          headers: this.#headers(text === undefined ? null : { type, length: Buffer.byteLength(text) }),
          timeout: 30_000,
        },
        (answer) => {
          let said = '';
          answer.setEncoding('utf8').on('data', (chunk: string) => {
            said += chunk;
          });
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: parse(said) }));
          answer.on('error', reject);
        },
      );
      sent.on('timeout', () => sent.destroy(new Error(`${method} ${path}: no answer in 30 s`)));
      sent.on('error', reject);
      sent.end(text);
    });
  }

  /** Calls `onEvent` for every event until the watch ends by itself or by the signal. */
  watch(path: string, onEvent: (type: string, object: KubeObject) => void, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const sent = request(
        new URL(path, this.access.url),
        { agent: this.#agent, headers: this.#headers(null), signal },
        (answer) => {
          let rest = '';
          answer.setEncoding('utf8').on('data', (chunk: string) => {
            const lines = (rest + chunk).split('\n');
            rest = lines.pop() ?? '';
            for (const line of lines) {
              const { type, object } = JSON.parse(line) as { type?: string; object?: KubeObject };
              if (type !== undefined && object !== undefined) onEvent(type, object);
            }
          });
          answer.on('close', resolve);
          answer.on('error', () => resolve());
        },
      );
      sent.on('error', () => resolve());
      sent.end();
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  /** The length is said always: of a DELETE Node would leave it out, and the server would take the body for the next request. */
  #headers(body: { readonly type: string; readonly length: number } | null): Record<string, string> {
    const headers = { authorization: `Bearer ${this.access.token}`, accept: 'application/json' };
    if (body === null) return headers;
    return { ...headers, 'content-type': body.type, 'content-length': String(body.length) };
  }
}

function parse(text: string): KubeObject {
  try {
    return JSON.parse(text) as KubeObject;
  } catch {
    return { text };
  }
}
