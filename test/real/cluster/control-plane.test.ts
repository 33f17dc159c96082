import { expect, it } from 'vitest';
import { ChildGuard } from '../../support/child-guard.ts';
import { compactEtcd, startApiServer } from '../../support/control-plane.ts';
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

  it('has room for a second API server on the same state, which can be killed and started again', async () => {
    const guard = new ChildGuard(cluster.folder.concat('-second'));
    try {
      const second = await startApiServer(cluster, guard);
      const other = new KubeApi(second.admin);
      await api.create('/api/v1/namespaces/default/configmaps', { metadata: { name: 'seen-by-both' } });
      const path = '/api/v1/namespaces/default/configmaps/seen-by-both';
      expect((await other.get(path)).status).toBe(200);
      await second.kill();
      await expect(other.get(path)).rejects.toThrow();
      await second.start();
      expect((await other.get(path)).status).toBe(200);
      await api.delete(path);
      other.close();
    } finally {
      await guard.close();
    }
  });
});
