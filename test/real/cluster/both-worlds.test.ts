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
  let kubelet: ProcessKubelet;

  beforeAll(async () => {
    kubelet = await ProcessKubelet.start({ access: cluster.admin, node: 'both-worlds' });
    writeKubeconfig(join(folder, 'kubeconfig'), cluster.admin);
  });
  afterAll(async () => {
    const { body } = await cluster.api.get('/api/v1/namespaces?labelSelector=poolproof.dev%2Frun');
    const left = (body.items ?? []).filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
    await kubelet.close();
    rmSync(folder, { recursive: true, force: true });
    expect(left.map(({ metadata }) => metadata?.name)).toEqual([]);
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
      expect(BOTH_WORLDS.some((name) => name.startsWith(report))).toBe(true);
    }
  });
});
