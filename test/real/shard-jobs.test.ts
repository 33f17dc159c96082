import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Kubernetes } from '../../src/real/kubernetes.ts';
import { runShardJobs } from '../../src/real/shard-jobs.ts';
import { ApiProxy, answered, type ProxyRule } from '../support/api-proxy.ts';
import { configOf } from '../support/real-pods.ts';
import { until } from '../support/until.ts';

const PLACE = {
  ...{ runId: 'r1', namespace: 'agents', ownsNamespace: false },
  ...{ owner: { name: 'r1-shards', uid: 'u' }, configMaps: ['r1-shards'] },
};
const PODS = { image: 'node:20', cpuMilli: 100, memoryBytes: 2 ** 27 };

describe('the Job of a shard', () => {
  let server: ApiProxy;
  let kubernetes: Kubernetes;
  let stop: AbortController;
  let told: string[];
  beforeEach(async () => {
    [stop, told] = [new AbortController(), []];
    server = await ApiProxy.alone();
    kubernetes = await Kubernetes.open({ config: configOf(server.kubeconfig), deadlineMs: 4500 });
  });
  afterEach(async () => {
    kubernetes.close();
    await server.close();
  });

  const jobs = (pulledWithinMs = 120_000): Promise<void> =>
    runShardJobs({
      ...{ kubernetes, place: PLACE, pods: PODS, count: 1, signal: stop.signal, pulledWithinMs },
      ...{ took: () => {}, onProgress: () => {}, tell: (line) => told.push(line) },
    });
  const list = answered({ metadata: { resourceVersion: '1' }, items: [] });

  it('is not taken for deleted while the server has not said that it is there', async () => {
    server.rules.push(
      { url: /watch=true/, effect: { kind: 'silence' } },
      { url: /\/pods/, effect: list },
      { method: 'POST', url: /\/jobs/, times: 1, effect: { kind: 'hang' } },
      { method: 'POST', url: /\/jobs/, effect: answered({}, 201) },
      { url: /\/jobs/, effect: answered({}, 404) },
    );
    const made = (): number => server.seen.filter((line) => line.startsWith('POST')).length;
    const over = jobs();
    await until('the second try', () => made() === 2);
    stop.abort();
    await over;
    expect([told, made()]).toEqual([[], 2]);
    expect(server.seen.filter((line) => line.startsWith('DELETE'))).toEqual([]);
  });

  /** What the watch says of its only pod from now on. */
  function says(phase: string, waiting: { readonly reason: string; readonly message: string } | null): void {
    const labels = { 'poolproof.dev/run': 'r1', 'poolproof.dev/shard': '1', 'poolproof.dev/turn': '0' };
    const state = waiting === null ? { running: {} } : { waiting };
    const status = { phase, containerStatuses: [{ name: 'shard', state }] };
    const object = { metadata: { name: 'p1', uid: 'u1', resourceVersion: '2', labels }, spec: {}, status };
    const body = `${JSON.stringify({ type: 'MODIFIED', object })}\n`;
    const watch: ProxyRule = { url: /watch=true/, effect: { kind: 'answer', status: 200, body } };
    const rest: readonly ProxyRule[] = [
      { url: /\/log/, effect: { kind: 'answer', status: 200, body: '' } },
      { url: /\/pods/, effect: list },
      { method: 'POST', url: /\/jobs/, effect: answered({}, 201) },
    ];
    server.rules.splice(0, server.rules.length, watch, ...rest);
  }
  const BACK_OFF = { reason: 'ImagePullBackOff', message: 'Back-off pulling image "node:20"' };

  it('waits for an image of which one pull has failed, and says so once', async () => {
    says('Pending', { reason: 'ErrImagePull', message: 'toomanyrequests' });
    const over = jobs();
    await until('the watch', () => server.seen.some((line) => line.includes('watch=true')));
    says('Pending', BACK_OFF);
    await until('the word', () => told.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 700));
    says('Running', null);
    await until('its log to be read', () => server.seen.some((line) => line.includes('/log')));
    stop.abort();
    await over;
    expect(told).toEqual([`shard 1 of 1 waits for its image: ${BACK_OFF.reason}: ${BACK_OFF.message}`]);
  });

  it.each([
    ['does not come', BACK_OFF, 1000],
    ['has a name that is none', { reason: 'InvalidImageName', message: 'Failed to apply default image tag' }, 120_000],
    ['is not on the node and may not be pulled', { reason: 'ErrImageNeverPull', message: 'not present' }, 120_000],
  ])('cannot start when its image %s', async (_, waiting, pulledWithinMs) => {
    says('Pending', waiting);
    await expect(jobs(pulledWithinMs)).rejects.toThrow(`shard 1 of 1 cannot start: ${waiting.reason}: `);
  });
});
