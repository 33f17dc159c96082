import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ClusterProblem } from '../../src/real/cluster-problem.ts';
import { Kubernetes } from '../../src/real/kubernetes.ts';
import { refuseSharedQuota } from '../../src/real/shared-quota.ts';
import type { CompiledFault } from '../../src/scenario/compiled.ts';
import { ApiProxy, answered } from '../support/api-proxy.ts';
import { configOf } from '../support/real-pods.ts';

const place = { file: 'few.yaml', line: 7, column: 3 };
const QUOTA = { effect: { kind: 'quota', pods: 2 }, place } as CompiledFault;
const OTHER = { effect: { kind: 'unschedulable' }, place } as CompiledFault;
const RUN = { runId: 'r1', namespace: 'agents' };

let server: ApiProxy;
let kubernetes: Kubernetes;
beforeAll(async () => {
  server = await ApiProxy.alone();
  kubernetes = await Kubernetes.open({ config: configOf(server.kubeconfig) });
});
afterAll(async () => {
  kubernetes.close();
  await server.close();
});
beforeEach(() => {
  server.rules.length = 0;
  server.seen.length = 0;
});
const holds = (...names: readonly string[]): void =>
  void server.rules.push({ url: /\/pods/, effect: answered({ items: names.map((name) => ({ metadata: { name } })) }) });

it('refuses a quota where others have pods, with its line and a remedy', async () => {
  holds('web-1');
  const problem = await refuseSharedQuota(kubernetes, RUN, { faults: [OTHER, QUOTA] }).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(ClusterProblem);
  expect(problem).toMatchObject({
    message: 'few.yaml:7: quota would count and refuse pods of others in namespace agents, as web-1',
    remedy: expect.stringContaining('--namespace'),
  });
  // Neither the run's own nor those that have ended.
  const asked = decodeURIComponent(server.seen[0] ?? '');
  expect(asked).toContain('poolproof.dev/run!=r1');
  expect(asked).toContain('status.phase!=Succeeded,status.phase!=Failed');
});

it('lets a scenario with a quota have an empty namespace, and one without any', async () => {
  holds();
  await refuseSharedQuota(kubernetes, RUN, { faults: [QUOTA] });
  expect(server.seen).toHaveLength(1);
  await refuseSharedQuota(kubernetes, RUN, { faults: [OTHER] });
  expect(server.seen).toHaveLength(1);
});
