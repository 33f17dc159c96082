import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BOTH_WORLDS, ENDS_WITHIN_MS, holdsOnCluster } from '../../support/both-worlds.ts';
import { poolproof } from '../../support/command-line.ts';
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
});
