import type { ServerResponse } from 'node:http';
import type { ScaleDecided } from '../engine/note.ts';
import type { CapacitySignals } from '../engine/signals.ts';
import { answerJson, LoopbackServer } from './loopback-server.ts';
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
  readonly #server: LoopbackServer;

  private constructor(server: LoopbackServer) {
    this.#server = server;
  }

  /** Rejects if the port is taken. */
  static open = async (options: EndpointsOptions): Promise<Endpoints> =>
    new Endpoints(await LoopbackServer.open(options.port, (path, response) => answerOf(options, path, response)));

  get url(): string {
    return this.#server.url;
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}

async function answerOf({ view, metrics }: EndpointsOptions, path: string, response: ServerResponse): Promise<void> {
  if (path === '/healthz') return answerJson(response, view.isUp ? 200 : 503, { status: view.isUp ? 'up' : 'down' });
  if (path === '/metrics') {
    const text = await metrics.text();
    response.writeHead(200, { 'content-type': metrics.contentType }).end(text);
    return;
  }
  const [, id, what] = /^\/api\/v1\/agent-pools\/([^/]+)\/(capacity|decisions)$/.exec(path) ?? [];
  if (id === undefined) return answerJson(response, 404, { error: 'no such endpoint' });
  const name = decoded(id);
  const pool = view.pools.find((each) => each.id === name);
  if (pool === undefined) return answerJson(response, 404, { error: 'no such agent pool' });
  if (what === 'decisions') return answerJson(response, 200, { decisions: pool.decisions.map(decisionOf) });
  if (pool.capacity === null) return answerJson(response, 503, { error: 'the capacity query fails' });
  return answerJson(response, 200, capacityOf(pool.capacity));
}

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

/** A name that is no proper encoding of anything names no pool. */
function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
