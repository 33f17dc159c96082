import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiProxy, answered } from '../support/api-proxy.ts';
import { folderOf, inProcess } from '../support/command-line.ts';

/** Of no cluster that anybody has: nothing that goes wrong here can harm one. */
const NOBODYS = ['--kind-cluster', 'of-nobody-at-all'];

describe('poolproof cluster, of a cluster that is named', () => {
  const folder = folderOf({});
  const kubeconfig = join(folder.path, 'kubeconfig');
  let server: ApiProxy;
  beforeAll(async () => {
    server = await ApiProxy.alone();
    writeFileSync(kubeconfig, server.kubeconfig);
    const metadata = {
      ...{ name: 'r1-program', namespace: 'agents', creationTimestamp: '2026-01-05T08:00:00Z' },
      labels: { 'poolproof.dev/run': 'r1' },
    };
    server.rules.push(
      { url: /\/configmaps/, effect: answered({ items: [{ metadata }] }) },
      { url: /./, effect: answered({ items: [] }) },
    );
  });
  afterAll(async () => {
    await server.close();
    folder.remove();
  });

  it('says what runs have left there, under its own name, whether this machine has kind or not', async () => {
    const line = ['cluster', 'status', '--context', 'kind-proxy', '--kubeconfig', kubeconfig, ...NOBODYS];
    expect(await inProcess(line)).toEqual({
      code: 0,
      out: 'context kind-proxy has 1 run in it\n  agents  run r1, since 2026-01-05T08:00:00.000Z\n',
      err: '',
    });
    const { out } = await inProcess([...line, '--json']);
    expect(JSON.parse(out)).toMatchObject({ action: 'status', context: 'kind-proxy', runs: [{ runId: 'r1' }] });
  });

  it.each([
    ['--context', 'staging'],
    ['--namespace', 'agents'],
    ['--kubeconfig', kubeconfig],
  ])('does not delete the kind cluster when %s says another', async (...other) => {
    const { code, out, err } = await inProcess(['cluster', 'down', '--yes', ...other, ...NOBODYS]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(`and ${other[0]} is of what runs left in a cluster`);
    expect(err).toContain('say --orphans');
  });
});
