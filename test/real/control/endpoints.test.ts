import { request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { poolId } from '../../../src/engine/ids.ts';
import type { ScaleDecided } from '../../../src/engine/note.ts';
import { Endpoints } from '../../../src/real/endpoints.ts';
import type { Refusal } from '../../../src/real/refusals.ts';
import type { RunHealth } from '../../../src/real/run-health.ts';
import { RunMetrics } from '../../../src/real/run-metrics.ts';
import type { PoolView } from '../../../src/real/run-view.ts';
import { bareSocket } from '../../support/control/peer.ts';
import { runHealth } from '../../support/run-health.ts';

const decision: ScaleDecided = {
  kind: 'scale.decided',
  at: 30_000,
  pool: poolId(0),
  trigger: 'tick',
  from: 1,
  to: 3,
  reason: { rule: 'capacity-full', text: 'no slot is free', figures: { queued: 4 }, limitedBy: 'max' },
  onlineUtilization: 1,
};

const pool: PoolView = {
  id: 'apply pool',
  tasks: { waiting: 1, pending: 2, running: 3, applyPending: 4 },
  pods: { requested: 1, pending: 0, running: 2, connected: 2 },
  slots: { running: 3, reserved: 4, idle: 1 },
  capacity: { agentsOnline: 2, total: 8, used: 7, available: 1 },
  decisions: [decision],
};

async function open(): Promise<{ url: string; port: number; view: Changeable; metrics: RunMetrics }> {
  const view: Changeable = {
    isUp: true,
    inboxLagMs: 250,
    health: runHealth({
      longestInboxMs: 1250,
      watchLag: { meanMs: 20, maxMs: 500, unseenMs: 3000 },
      watch: { lists: 4, watches: 7, gaps: 2 },
    }),
    refusals: new Map([['wrong-token', 3]]),
    apiCalls: [{ verb: 'create', resource: 'pods', status: '201', count: 5 }],
    pools: [pool],
  };
  const metrics = new RunMetrics(view);
  const endpoints = await Endpoints.open({ port: 0, view, metrics });
  onTestFinished(async () => {
    metrics.close();
    await endpoints.close();
  });
  return { url: endpoints.url, port: Number(new URL(endpoints.url).port), view, metrics };
}

interface Changeable {
  isUp: boolean;
  inboxLagMs: number;
  health: RunHealth;
  refusals: ReadonlyMap<Refusal, number>;
  apiCalls: { verb: string; resource: string; status: string; count: number }[];
  pools: PoolView[];
}

describe('the endpoints of a real run', () => {
  it('tell whether the control server is up', async () => {
    const { url, view } = await open();
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    view.isUp = false;
    const down = await fetch(`${url}/healthz`);
    expect([down.status, await down.json()]).toEqual([503, { status: 'down' }]);
  });

  it('give the capacity of a pool by its name, as the autoscaler sees it, and say when that query fails', async () => {
    const { url, view } = await open();
    const capacity = `${url}/api/v1/agent-pools/apply%20pool/capacity`;
    expect(await (await fetch(capacity)).json()).toEqual({
      online_agents: 2,
      total_capacity: 8,
      used_capacity: 7,
      available_capacity: 1,
    });
    view.pools = [{ ...pool, capacity: null }];
    expect((await fetch(capacity)).status).toBe(503);
  });

  it('give the decisions of a pool with their reasons', async () => {
    const { url } = await open();
    const answer = await fetch(`${url}/api/v1/agent-pools/apply%20pool/decisions`);
    expect(await answer.json()).toEqual({
      decisions: [
        {
          at_ms: 30_000,
          trigger: 'tick',
          from: 1,
          to: 3,
          rule: 'capacity-full',
          reason: 'no slot is free',
          figures: { queued: 4 },
          limited_by: 'max',
        },
      ],
    });
  });

  it('know nothing else', async () => {
    const { url } = await open();
    for (const path of [
      '/',
      '/api/v1/agent-pools/other/capacity',
      '/api/v1/agent-pools/%E0%A4%A/capacity',
      '/metrics/',
    ]) {
      expect((await fetch(url + path)).status).toBe(404);
    }
  });

  it('measure the run in words of Prometheus, the present at each reading', async () => {
    const { url, view, metrics } = await open();
    metrics.waited('apply pool', 7000);
    const lines = async (): Promise<string[]> => (await (await fetch(`${url}/metrics`)).text()).split('\n');
    expect(await lines()).toEqual(
      expect.arrayContaining([
        'poolproof_up 1',
        'poolproof_inbox_lag_seconds 0.25',
        'poolproof_inbox_lag_max_seconds 1.25',
        'poolproof_watch_lag_seconds 0.02',
        'poolproof_watch_lag_max_seconds 0.5',
        'poolproof_watch_unseen_seconds 3',
        'poolproof_watch_total{what="lists"} 4',
        'poolproof_watch_total{what="watches"} 7',
        'poolproof_watch_total{what="gaps"} 2',
        'poolproof_watch_total{what="failures"} 0',
        'poolproof_tasks{pool="apply pool",state="apply_pending"} 4',
        'poolproof_pods{pool="apply pool",state="connected"} 2',
        'poolproof_slots{pool="apply pool",use="reserved"} 4',
        'poolproof_task_wait_seconds_bucket{le="5",pool="apply pool"} 0',
        'poolproof_task_wait_seconds_bucket{le="15",pool="apply pool"} 1',
        'poolproof_task_wait_seconds_sum{pool="apply pool"} 7',
        'poolproof_control_refused_total{reason="wrong-token"} 3',
        'poolproof_api_calls_total{verb="create",resource="pods",status="201"} 5',
      ]),
    );
    view.refusals = new Map([['wrong-token', 4]]);
    view.isUp = false;
    expect(await lines()).toEqual(
      expect.arrayContaining(['poolproof_up 0', 'poolproof_control_refused_total{reason="wrong-token"} 4']),
    );
  });

  it('are for reading, on loopback, by a loopback name', async () => {
    const { url, port } = await open();
    expect((await fetch(`${url}/healthz`, { method: 'POST' })).status).toBe(405);
    const rebound = new Promise((resolve, reject) => {
      const asking = request(`${url}/healthz`, { headers: { host: `evil.example:${port}` } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      asking.on('error', reject).end();
    });
    expect(await rebound).toBe(403);
    const elsewhere = bareSocket(port, '127.0.0.2');
    let isConnected = false;
    elsewhere.socket.once('connect', () => {
      isConnected = true;
    });
    await elsewhere.closed;
    expect(isConnected).toBe(false);
  });
});
