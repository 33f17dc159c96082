import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openKindCluster } from '../../../src/real/kind.ts';
import { BOTH_WORLDS, ENDS_WITHIN_MS, holdsOnCluster } from '../../support/both-worlds.ts';
import { poolproof, SCENARIO } from '../../support/command-line.ts';
import { describeOnKind } from '../../support/kind-arm.ts';

describeOnKind('the gallery of both worlds on a kind cluster', ({ cluster, nodeImage, agentImage }) => {
  const folder = mkdtempSync(join(tmpdir(), 'poolproof-kind-test-'));
  const command = (action: string, ...more: string[]) =>
    poolproof(folder, ['cluster', action, '--kind-cluster', cluster, ...more]);

  beforeAll(async () => {
    const up = await command('up', '--workers', '2', '--node-image', nodeImage, '--agent-image', agentImage);
    expect(up.code, up.err).toBe(0);
  }, ENDS_WITHIN_MS);
  afterAll(async () => {
    const status = await command('status', '--json');
    const down = await command('down');
    rmSync(folder, { recursive: true, force: true });
    expect(JSON.parse(status.out)).toEqual({ action: 'status', cluster, isUp: true, runs: [], nodes: [] });
    expect(down.code, down.err).toBe(0);
  }, ENDS_WITHIN_MS);

  it.concurrent.each(BOTH_WORLDS)(
    'gives the verdicts of the simulation and replays to the same commands: %s',
    (name) => holdsOnCluster(folder, name, ['--mode', 'kind', '--kind-cluster', cluster, '--agent-image', agentImage]),
    ENDS_WITHIN_MS,
  );

  it.concurrent(
    'does the shards of a comparison and of a grid, and gives what this machine gives, byte for byte',
    async () => {
      writeFileSync(join(folder, 'pair.yaml'), SCENARIO);
      const { signal } = new AbortController();
      const kind = await openKindCluster({ name: cluster, nodeImage: null, workers: 0, log: () => {}, signal });
      const grid = ['--policy', 'static', '--param', 'pods=1|2', '--method', 'grid'];
      const lines = [
        ['compare', 'pair.yaml', '--policies', 'pending-only,base-stock', '--replications', '4', '--json'],
        ['tune', 'pair.yaml', '--variant', 'plain', ...grid, '--replications', '4', '--json'],
      ];
      const on = ['--on', 'kubernetes', '--shards', '2', '--kubeconfig', kind.kubeconfig, '--image', agentImage];
      for (const line of lines) {
        const [one, many] = [await poolproof(folder, line), await poolproof(folder, [...line, ...on, '--cpu', '100m'])];
        expect(many).toEqual({ ...one, err: many.err });
        expect(one.code).toBe(0);
      }
      await kind.release();
    },
    ENDS_WITHIN_MS,
  );
});
