import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { request } from 'node:https';
import { freePort } from './free-port.ts';
import type { ApiAccess } from './kube-api.ts';

/** What happens to a request that fits; requests that fit no rule pass through. */
export interface ProxyRule {
  readonly method?: string;
  /** In path and query. */
  readonly url: RegExp;
  /** So many requests; all unless given. */
  times?: number;
  readonly effect:
    | {
        readonly kind: 'answer';
        readonly status: number;
        readonly headers?: Record<string, string>;
        readonly body?: string;
      }
    /** No answer ever comes. */
    | { readonly kind: 'hang' }
    /** Headers come, then nothing: a connection whose other end is gone without a word. */
    | { readonly kind: 'silence' }
    /** The server does what it was asked; the connection breaks before the answer. */
    | { readonly kind: 'lose-answer' }
    /** The answer ends in good order before its first byte. */
    | { readonly kind: 'empty' }
    /** Goes on after this. */
    | { readonly kind: 'after'; readonly first: () => Promise<void> };
}

/**
 * Stands between a client and the real API server and does what bad networks and overloaded servers do. Speaks plain HTTP on loopback,
 * so that it needs no certificate, and adds the user's token.
 */
export class ApiProxy {
  readonly url: string;
  readonly rules: ProxyRule[] = [];
  readonly seen: string[] = [];
  readonly #server: Server;
  readonly #access: ApiAccess;

  static async start(access: ApiAccess): Promise<ApiProxy> {
    const port = await freePort();
    const proxy = new ApiProxy(access, `http://127.0.0.1:${port}`);
    await new Promise<void>((resolve) => proxy.#server.listen(port, '127.0.0.1', resolve));
    return proxy;
  }

  /** Nobody stands behind it: what no rule answers breaks off. */
  static alone(): Promise<ApiProxy> {
    return ApiProxy.start({ url: 'https://127.0.0.1:1', ca: '', token: 'nobody' });
  }

  private constructor(access: ApiAccess, url: string) {
    this.#access = access;
    this.url = url;
    this.#server = createServer((asked, answer) => void this.#handle(asked, answer));
  }

  /** client-node speaks plain HTTP only to a server whose certificate it is told not to check. */
  get kubeconfig(): string {
    return JSON.stringify({
      'current-context': 'kind-proxy',
      contexts: [{ name: 'kind-proxy', context: { cluster: 'proxy', user: 'proxy' } }],
      clusters: [{ name: 'proxy', cluster: { server: this.url, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'proxy', user: { token: this.#access.token } }],
    });
  }

  /** Every connection ends at once: watches, and answers that are under way. */
  breakConnections(): void {
    this.#server.closeAllConnections();
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #handle(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = asked;
    this.seen.push(`${method} ${url}`);
    const rule = this.rules.find(
      (each) => (each.method ?? method) === method && each.url.test(url) && (each.times ?? 1) > 0,
    );
    if (rule?.times !== undefined) rule.times -= 1;
    const effect = rule?.effect;
    if (effect?.kind === 'hang') return;
    if (effect?.kind === 'answer') {
      answer.writeHead(effect.status, effect.headers).end(effect.body ?? '');
      return;
    }
    if (effect?.kind === 'silence') {
      answer.writeHead(200).flushHeaders();
      return;
    }
    if (effect?.kind === 'empty') {
      answer.writeHead(200).end();
      return;
    }
    if (effect?.kind === 'after') await effect.first();
    this.#forward(asked, answer, effect?.kind === 'lose-answer');
  }

  #forward(asked: IncomingMessage, answer: ServerResponse, isLost: boolean): void {
    const { ca, url } = this.#access;
    const headers = { ...asked.headers, host: new URL(url).host };
    const sent = request(new URL(asked.url ?? '/', url), { method: asked.method, headers, ca }, (got) => {
      if (isLost) {
        got.resume().on('end', () => asked.socket.destroy());
        return;
      }
      answer.writeHead(got.statusCode ?? 502, got.headers);
      answer.flushHeaders();
      got.pipe(answer);
    });
    sent.on('error', () => asked.socket.destroy());
    answer.on('close', () => sent.destroy());
    asked.pipe(sent);
  }
}

export const answered = (body: object, status = 200): ProxyRule['effect'] => ({
  ...{ kind: 'answer', status, headers: { 'content-type': 'application/json' } },
  body: JSON.stringify(body),
});
