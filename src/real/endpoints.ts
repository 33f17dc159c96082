import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ScaleDecided } from '../engine/note.ts';
import type { CapacitySignals } from '../engine/signals.ts';
import type { RunMetrics } from './run-metrics.ts';
import type { RunView } from './run-view.ts';

export interface EndpointsOptions {
  /** 0 = any that is free. */
  readonly port: number;
  readonly view: RunView;
  readonly metrics: RunMetrics;
}

/** What a run shows over HTTP, on loopback only and for reading only: health, metrics, each pool's capacity and decisions. */
export class Endpoints {
  readonly #options: EndpointsOptions;
  readonly #server: Server;

  private constructor(options: EndpointsOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        answer(response, 500, { error: error instanceof Error ? error.message : 'unknown' });
      });
    });
  }

  /** Rejects if the port is taken. */
  static async open(options: EndpointsOptions): Promise<Endpoints> {
    const endpoints = new Endpoints(options);
    await new Promise<void>((resolve, reject) => {
      endpoints.#server.once('error', reject);
      endpoints.#server.listen({ host: LOOPBACK, port: options.port }, resolve);
    });
    return endpoints;
  }

  get url(): string {
    return `http://${LOOPBACK}:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A page in a browser may make a name of its own resolve to loopback; it cannot change the name that it asks by.
    if (!/^(localhost|127\.0\.0\.1)(:\d+)?$/.test(request.headers.host ?? ''))
      return answer(response, 403, { error: 'ask by a loopback name' });
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      return answer(response, 405, { error: 'this is for reading only' });
    }
    const { view, metrics } = this.#options;
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    if (path === '/healthz') return answer(response, view.isUp ? 200 : 503, { status: view.isUp ? 'up' : 'down' });
    if (path === '/metrics') {
      const text = await metrics.text();
      response.writeHead(200, { 'content-type': metrics.contentType }).end(text);
      return;
    }
    const [, id, what] = /^\/api\/v1\/agent-pools\/([^/]+)\/(capacity|decisions)$/.exec(path) ?? [];
    if (id === undefined) return answer(response, 404, { error: 'no such endpoint' });
    const name = decoded(id);
    const pool = view.pools.find((each) => each.id === name);
    if (pool === undefined) return answer(response, 404, { error: 'no such agent pool' });
    if (what === 'decisions') return answer(response, 200, { decisions: pool.decisions.map(decisionOf) });
    if (pool.capacity === null) return answer(response, 503, { error: 'the capacity query fails' });
    return answer(response, 200, capacityOf(pool.capacity));
  }
}

const LOOPBACK = '127.0.0.1';

const capacityOf = ({ agentsOnline, total, used, available }: CapacitySignals) => ({
  online_agents: agentsOnline,
  total_capacity: total,
  used_capacity: used,
  available_capacity: available,
});

const decisionOf = ({ at, trigger, from, to, reason }: ScaleDecided) => ({
  at_ms: at,
  trigger,
  from,
  to,
  rule: reason.rule,
  reason: reason.text,
  figures: reason.figures,
  limited_by: reason.limitedBy,
});

function answer(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(`${JSON.stringify(body)}\n`);
}

/** A name that is no proper encoding of anything names no pool. */
function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
