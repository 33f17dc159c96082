import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { ChildGuard } from '../../support/child-guard.ts';
import { ClusterShards } from '../../support/cluster-shards.ts';
import { startApiServer } from '../../support/control-plane.ts';
import { writeKubeconfig } from '../../support/kubeconfig.ts';
import { until } from '../../support/until.ts';
import { describeWithControlPlane } from '../../support/with-control-plane.ts';

describeWithControlPlane('an experiment on a cluster where something goes wrong', (cluster) => {
  const { api } = cluster;
  let shards: ClusterShards;
  beforeAll(async () => {
    shards = await ClusterShards.start(cluster, 'shards-end');
    return () => shards.close();
  });
  afterEach(() => {
    shards.kubelet.spoilLog = null;
    shards.kubelet.startDelayMs = 0;
  });

  it('outlives an API server that is gone for some seconds', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'poolproof-guard-'));
    const guard = new ChildGuard(folder);
    const server = await startApiServer(cluster, guard);
    writeKubeconfig(join(shards.folder.path, 'restarting'), server.admin);
    shards.kubelet.startDelayMs = 1500;
    const line = ['run', 'days/pair.yaml', '--json'];
    let restarting: Promise<void> = Promise.resolve();
    const many = await shards.shared([...line, '--kubeconfig', 'restarting'], 2, () => {
      restarting = (async () => {
        await until('both pods', async () => (await shards.pods()).length === 2);
        await server.kill();
        await new Promise((resolve) => setTimeout(resolve, 3000));
        await server.start();
      })();
    });
    await restarting;
    expect(many).toEqual({ ...(await shards.here(line)), err: many.err });
    await shards.nothingIsLeft();
    await guard.close();
  });

  it('keeps what shards have reported when it is stopped, and leaves nothing', async () => {
    const stopped = await shards.shared(['run', 'days', '--replications', '4'], 4, (kill, err) => {
      const stop = (text: string): void => {
        if (!text.includes('is done')) return;
        err.off('data', stop);
        kill('SIGINT');
      };
      err.on('data', stop);
    });
    expect(stopped.code).toBe(130);
    expect(stopped.err).toContain('stopping; what shards have reported is kept');
    expect(stopped.out).toMatch(/variants not run \(interrupted\)|pair > plain/);
    await shards.nothingIsLeft();
  });

  it('is tidied up by `cluster down --orphans` after it was killed', async () => {
    shards.kubelet.startDelayMs = 60_000;
    const killed = await shards.shared(['run', 'days/pair.yaml'], 2, (kill) => {
      void until('pods', async () => (await shards.pods()).length === 2).then(() => kill('SIGKILL'));
    });
    expect(killed.code).toBe(null);
    const swept = await shards.here([
      ...[
        'cluster',
        'down',
        '--orphans',
        '--namespace',
        shards.space,
        '--kubeconfig',
        'kubeconfig',
        '--context',
        'test',
        '--yes',
      ],
    ]);
    expect(swept.out).toMatch(/^removed what run r\w+ left in shards-end\n$/);
    await shards.nothingIsLeft();
  });

  it('ends with a remedy when a quota leaves no room for any pod, and goes on as room comes', async () => {
    const space = await cluster.namespace('shards-quota');
    const quotas = `/api/v1/namespaces/${space}/resourcequotas`;
    const limit = async (pods: number): Promise<void> => {
      await api.create(quotas, { metadata: { name: 'few' }, spec: { hard: { pods: String(pods) } } });
      await until('the quota to count', async () => {
        const { body } = await api.get(`${quotas}/few`);
        return (body.status?.hard as Record<string, string> | undefined)?.pods === String(pods);
      });
    };
    await limit(0);
    const line = ['run', 'days/pair.yaml', '--json'];
    const none = await shards.shared(line, 2, undefined, ['--namespace', space]);
    expect(none.err).toMatch(
      /waits for its pod: .*exceeded quota: few[\s\S]*error: no pod can be made: .*exceeded quota/,
    );
    expect(none).toMatchObject({ code: 4, out: '' });
    await api.delete(`${quotas}/few`);
    await limit(1);
    const one = await shards.shared(line, 2, undefined, ['--namespace', space]);
    expect(one).toEqual({ ...(await shards.here(line)), err: one.err });
  });

  it.each([
    [
      'always fails, with the end of its log',
      ['--policy', './policies/here.js'],
      /shard 1 of 1 failed: Error: exit code 2\n[\s\S]*\| .*here.js[\s\S]*no pods, please[\s\S]*→ See whether/,
    ],
    [
      'has an image that nobody can pull',
      ['--image', 'No/Such/Image'],
      /shard 1 of 1 cannot start: InvalidImageName: .*\n.*→ Name an image with Node 20/,
    ],
    [
      'may not be made',
      ['--kubeconfig', 'limited'],
      /create configmaps in namespace shards-end: HTTP 403 Forbidden: .*"harness" cannot create.*\n.*→ .*cluster-rights.yaml/,
    ],
  ])('ends with a remedy, and nothing is left, when a shard %s', async (_, more, words) => {
    const ended = await shards.shared(['run', 'days/pair.yaml', '--variant', 'plain', ...more], 1);
    expect(ended.err).toMatch(words);
    expect(ended).toMatchObject({ code: 4, out: '' });
    await shards.nothingIsLeft();
  });
});
