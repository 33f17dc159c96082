import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { poolproof } from '../../support/command-line.ts';
import { writeKubeconfig } from '../../support/kubeconfig.ts';
import { ProcessKubelet } from '../../support/process-kubelet.ts';
import { until } from '../../support/until.ts';
import { describeWithControlPlane } from '../../support/with-control-plane.ts';

/**
 * A backlog that two pods and a third, late one, work off for minutes: what a pod's start and a message take is small against it, and
 * yet shows. The scenario's own delays are far from those of the process kubelet.
 */
const BACKLOG = `scenario: backlog
run: { duration: 3m, drain: { timeout: 10m }, timeScale: 10 }
pool: { min: 2, max: 3, agent: { slots: 4 }, pods: { start: 150s } }
initial: { pods: [{ count: 2, state: connected }] }
workspaces: { count: 300 }
profiles:
  preview: { type: plan, plan: { lognormal: { median: 15s, p95: 30s } } }
workload:
  - { arrivals: { stages: [{ at: 0s, rate: 6000/h }, { at: 90s, rate: 6000/h }, { at: 90s, rate: 0/h }] }, profile: preview }
`;

describeWithControlPlane('poolproof verify', (cluster) => {
  const folder = mkdtempSync(join(tmpdir(), 'poolproof-verify-'));
  let kubelet: ProcessKubelet;

  beforeAll(async () => {
    kubelet = await ProcessKubelet.start({ access: cluster.admin, node: 'verify' });
    writeFileSync(join(folder, 'backlog.yaml'), BACKLOG);
    writeKubeconfig(join(folder, 'kubeconfig'), cluster.admin);
  });
  afterAll(async () => {
    await kubelet.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const world = ['--mode', 'cluster', '--kubeconfig', 'kubeconfig', '--context', 'test', '--yes'];
  const verify = (...more: string[]) =>
    poolproof(folder, ['verify', 'backlog.yaml', ...world, '--advertise', '127.0.0.1', '--json', ...more]);

  it('predicts p95 wait and utilization of a fresh run within 10 % with what it learned from one before', async () => {
    const first = await verify('--calibrate', 'measured.yaml', '--journal', 'first.jsonl');
    expect(first.err).toBe('');
    const learned = readFileSync(join(folder, 'measured.yaml'), 'utf8');
    for (const field of ['schedule', 'start', 'connect', 'accept', 'report']) expect(learned).toMatch(`    ${field}: `);
    const fresh = await verify('--with', 'measured.yaml', '--report', 'out', '--journal', 'fresh.jsonl');
    const { measures, isWithin } = JSON.parse(fresh.out);
    const judged = measures.filter((measure: { isWithin: boolean | null }) => measure.isWithin !== null);
    expect(judged.map((measure: { name: string }) => measure.name).sort()).toEqual(['utilization.mean', 'wait.p95']);
    expect(judged.filter((measure: { isWithin: boolean }) => !measure.isWithin)).toEqual([]);
    expect(isWithin).toBe(true);
    expect(fresh.code).toBe(0);
    expect(readFileSync(join(folder, 'out', 'verify.html'), 'utf8')).toContain('<svg');
    // A run's journal is as good as the run, whether something was learned from it or not.
    const recorded = (file: string, ...more: string[]) =>
      poolproof(folder, ['verify', 'backlog.yaml', '--from-journal', file, '--json', ...more]);
    const repeated = await recorded('fresh.jsonl', '--with', 'measured.yaml');
    expect(JSON.parse(repeated.out).measures).toEqual(measures);
    expect(readFileSync(join(folder, 'fresh.jsonl'), 'utf8').split('\n', 1)[0]).toContain('"timeScale":10');
    const again = await recorded('first.jsonl', '--calibrate', 'again.yaml');
    const fields = (text: string) => text.split('\n').filter((line) => !line.startsWith('#'));
    expect(fields(readFileSync(join(folder, 'again.yaml'), 'utf8'))).toEqual(fields(learned));
    expect(again.code).toBe(JSON.parse(first.out).exitCode);
  });

  it('keeps the runs before the one that was stopped while it was prepared', async () => {
    const short = BACKLOG.replace('backlog', 'short').replace('3m, drain: { timeout: 10m }', '100s');
    writeFileSync(join(folder, 'short.yaml'), short);
    const labelled = `/api/v1/namespaces?labelSelector=${encodeURIComponent('poolproof.dev/run')}`;
    const spaces = async (): Promise<readonly string[]> =>
      ((await cluster.api.get(labelled)).body.items ?? []).map(({ metadata }) => metadata?.name ?? '');
    // Those of runs before may still be going.
    const before = new Set(await spaces());
    const seen = new Set<string>();
    let stopping: Promise<unknown> = Promise.resolve();
    const line = ['verify', 'short.yaml', ...world, '--advertise', '127.0.0.1', '--json', '--replications', '2'];
    const stopped = await poolproof(folder, line, (kill) => {
      // Until its pods are connected it has not begun.
      stopping = until(
        'the second run',
        async () => {
          for (const name of await spaces()) if (!before.has(name)) seen.add(name);
          return seen.size === 2;
        },
        60_000,
      ).then(() => kill('SIGINT'));
    });
    await stopping;
    expect(stopped).toMatchObject({ code: 130, err: expect.stringMatching(/^\nstopping; .*\n$/) });
    expect(JSON.parse(stopped.out)).toMatchObject({ exitCode: 130 });
  });

  it('ends with 4 when there is no such cluster', async () => {
    writeFileSync(
      join(folder, 'elsewhere'),
      readFileSync(join(folder, 'kubeconfig'), 'utf8').replaceAll(cluster.admin.url, 'https://127.0.0.1:1'),
    );
    const ended = await poolproof(folder, [
      ...['verify', 'backlog.yaml', '--mode', 'cluster', '--kubeconfig', 'elsewhere', '--context', 'test', '--yes'],
      ...['--advertise', '127.0.0.1', '--calibrate', 'never.yaml'],
    ]);
    expect(ended.err).toMatch(/error: /);
    expect(ended.code).toBe(4);
  });
});
