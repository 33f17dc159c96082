import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ENDS_WITHIN_MS, holdsOnCluster, STOPPED_NODES } from '../../support/both-worlds.ts';
import { folderOf, poolproof } from '../../support/command-line.ts';
import { describeOnKind } from '../../support/kind-arm.ts';
import { until } from '../../support/until.ts';

/** Both nodes stand still from the second second on, and the cluster wants no pod there. */
const STOPPED = `scenario: stopped
modes: [sim, kind]
run: { duration: 1h, timeScale: 10 }
pool: { min: 0, max: 2 }
cluster: { nodes: { count: 2 } }
initial: { pods: [{ state: connected }] }
faults: [{ kind: node-paused, at: 20s, for: 30m, pick: all, notReady: 10s }]
`;

describeOnKind('nodes of a kind cluster that stand still', ({ cluster: shared, nodeImage, agentImage }) => {
  const cluster = `${shared}-nodes`;
  const workers = [`${cluster}-worker`, `${cluster}-worker2`];
  const folder = folderOf({ 'stopped.yaml': STOPPED });
  const where = ['--mode', 'kind', '--kind-cluster', cluster, '--agent-image', agentImage];
  const command = (...line: string[]) => poolproof(folder.path, ['cluster', ...line, '--kind-cluster', cluster]);
  const status = async (): Promise<unknown> => JSON.parse((await command('status', '--json')).out);
  const isClean = { action: 'status', cluster, isUp: true, runs: [], nodes: [] };
  const standing = (): readonly string[] => {
    const filters = ['--filter', `label=io.x-k8s.kind.cluster=${cluster}`, '--filter', 'status=paused'];
    const names = execFileSync('docker', ['ps', ...filters, '--format', '{{.Names}}'], { encoding: 'utf8' });
    return names.split('\n').filter((name) => name !== '');
  };

  /** Runs it, and sends the signal once both nodes stand still and are cordoned. */
  async function stoppedBy(signal: NodeJS.Signals) {
    let acting: Promise<void> = Promise.resolve();
    const ended = await poolproof(folder.path, ['run', 'stopped.yaml', ...where], (kill) => {
      acting = (async () => {
        await until('the nodes to stand still', () => standing().length === 2, ENDS_WITHIN_MS);
        await until('the nodes to be cordoned', async () => (await heldIn(await status())).length === 4);
        kill(signal);
      })();
    });
    await acting;
    return ended;
  }
  const heldIn = (said: unknown) => (said as { nodes: readonly { name: string; is: string }[] }).nodes;

  beforeAll(async () => {
    const up = await command('up', '--workers', '2', '--node-image', nodeImage, '--agent-image', agentImage);
    expect(up.code, up.err).toBe(0);
  }, ENDS_WITHIN_MS);
  afterAll(async () => {
    const down = await command('down');
    folder.remove();
    expect(down.code, down.err).toBe(0);
  }, ENDS_WITHIN_MS);

  it.each(STOPPED_NODES)(
    'give the verdicts of the simulation, and their journal replays to the same commands: %s',
    async (name) => {
      await holdsOnCluster(folder.path, name, where);
      expect(standing()).toEqual([]);
      expect(await status()).toMatchObject({ nodes: [] });
    },
    ENDS_WITHIN_MS,
  );

  it(
    'go on after Ctrl-C in the middle, and take pods again',
    async () => {
      const ended = await stoppedBy('SIGINT');
      expect(ended.code).toBe(130);
      expect(ended.err).not.toContain('left in the cluster');
      expect(standing()).toEqual([]);
      await until('nothing to be left', async () => JSON.stringify(await status()) === JSON.stringify(isClean));
    },
    ENDS_WITHIN_MS,
  );

  it(
    'after a run was killed are shown by `cluster status`, and given back by `cluster down --orphans`',
    async () => {
      expect((await stoppedBy('SIGKILL')).code).toBe(null);
      const held = ['stopped', 'cordoned'].flatMap((is) => workers.map((name) => ({ name, is })));
      expect(await status()).toMatchObject({ runs: [{ ownsNamespace: true }], nodes: held });
      const swept = await command('down', '--orphans');
      expect(swept.code, swept.err).toBe(0);
      for (const name of workers) {
        expect(swept.out).toContain(`resumed node ${name}\n`);
        expect(swept.out).toContain(`uncordoned node ${name}\n`);
      }
      expect(standing()).toEqual([]);
      await until('nothing to be left', async () => JSON.stringify(await status()) === JSON.stringify(isClean));
    },
    ENDS_WITHIN_MS,
  );

  it('are refused, with a remedy, where the cluster has too few', async () => {
    const ended = await poolproof(folder.path, ['run', 'stopped.yaml', ...where, '--workers', '3']);
    expect(ended.err).toContain(`kind cluster ${cluster} has 2 worker nodes, and 3 are needed`);
    expect(ended.err).toContain('cluster up --workers 3');
    expect(ended.code).toBe(4);
  });
});
