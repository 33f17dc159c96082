import { expect, it } from 'vitest';
import { compactEtcd } from '../../support/control-plane.ts';
import { KubeApi } from '../../support/kube-api.ts';
import { describeWithControlPlane } from '../../support/with-control-plane.ts';

describeWithControlPlane('the control plane of the tests', (cluster) => {
  const { api } = cluster;

  it('knows its users by token: 401 for none of them, 403 for one without rights', async () => {
    const stranger = new KubeApi({ ...cluster.admin, token: 'wrong' });
    const harness = new KubeApi(cluster.harness);
    expect((await stranger.get('/api/v1/namespaces')).status).toBe(401);
    expect((await harness.get('/api/v1/namespaces')).status).toBe(403);
    expect((await api.get('/api/v1/namespaces')).status).toBe(200);
  });

  it('forgets old revisions when etcd is compacted: a list from one is 410', async () => {
    const name = await cluster.namespace('compaction');
    const path = `/api/v1/namespaces/${name}/configmaps`;
    const old = (await api.get(path)).body.metadata?.resourceVersion;
    await api.create(path, { metadata: { name: 'one' } });
    await compactEtcd(cluster.etcdUrl);
    expect((await api.get(`${path}?resourceVersion=${old}&resourceVersionMatch=Exact`)).status).toBe(410);
  });
});
