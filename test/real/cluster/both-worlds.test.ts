import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BOTH_WORLDS, ENDS_WITHIN_MS, holdsOnCluster } from '../../support/both-worlds.ts';
import { writeKubeconfig } from '../../support/kubeconfig.ts';
import { ProcessKubelet } from '../../support/process-kubelet.ts';
import { describeWithControlPlane } from '../../support/with-control-plane.ts';

describeWithControlPlane('the gallery of both worlds on a real API server', (cluster) => {
  const folder = mkdtempSync(join(tmpdir(), 'poolproof-both-worlds-'));
  let kubelets: readonly ProcessKubelet[];

  beforeAll(async () => {
    // One scenario drains a node: the pods of all others find a place on the second.
    kubelets = await Promise.all(
      ['both-worlds-1', 'both-worlds-2'].map((node) => ProcessKubelet.start({ access: cluster.admin, node })),
    );
    writeKubeconfig(join(folder, 'kubeconfig'), cluster.admin);
  });
  afterAll(async () => {
    const { body } = await cluster.api.get('/api/v1/namespaces?labelSelector=poolproof.dev%2Frun');
    const left = (body.items ?? []).filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
    const nodes = (await cluster.api.get('/api/v1/nodes')).body.items ?? [];
    for (const kubelet of kubelets) await kubelet.close();
    rmSync(folder, { recursive: true, force: true });
    expect(left.map(({ metadata }) => metadata?.name)).toEqual([]);
    expect(nodes.map(({ spec }) => spec?.unschedulable ?? false)).toEqual([false, false]);
  });

  const where = ['--mode', 'cluster', '--kubeconfig', 'kubeconfig', '--context', 'test', '--yes'];

  // Each run has a namespace and a control server of its own, so that several go side by side.
  it.concurrent.each(BOTH_WORLDS)(
    'gives the verdicts of the simulation and replays to the same commands: %s',
    (name) => holdsOnCluster(folder, name, [...where, '--advertise', '127.0.0.1']),
    ENDS_WITHIN_MS,
  );

  it('has a scenario of each of the five reports', () => {
    for (const report of ['515', '599', '604', '713', 'capacity']) {
      expect(BOTH_WORLDS.some((name) => name.startsWith(`both-worlds/${report}`))).toBe(true);
    }
  });
});
