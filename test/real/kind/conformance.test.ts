import { afterAll, beforeAll } from 'vitest';
import { deleteKindCluster, type KindCluster, loadKindImage, openKindCluster } from '../../../src/real/kind.ts';
import { loadKubeConfig } from '../../../src/real/kube-config.ts';
import { conformance } from '../../conformance/world.ts';
import { type RealArmSettings, realArm } from '../../support/conformance/real-arm.ts';
import { describeOnKind } from '../../support/kind-arm.ts';

/** Wall ms: a cluster takes most of a minute, on a busy machine more. */
const MADE_WITHIN_MS = 300_000;

describeOnKind('the real world, with pods that are containers', ({ cluster, nodeImage, agentImage }) => {
  let kind: KindCluster;
  let settings: RealArmSettings;
  beforeAll(async () => {
    const { signal } = new AbortController();
    kind = await openKindCluster({ name: cluster, nodeImage, workers: 0, log: () => {}, signal });
    await loadKindImage(cluster, agentImage, signal);
    const config = await loadKubeConfig({ kubeconfig: kind.kubeconfig, context: kind.context, isConfirmed: true });
    settings = { config, host: kind.gateway, image: agentImage, name: 'conform' };
  }, MADE_WITHIN_MS);
  afterAll(async () => {
    await deleteKindCluster(cluster);
    await kind.release();
  }, MADE_WITHIN_MS);

  conformance(realArm(() => settings));
});
