import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, folderOf, poolproof } from '../../support/command-line.ts';
import { kubeconfigOf } from '../../support/control-plane.ts';
import { writeKubeconfig } from '../../support/kubeconfig.ts';
import { ProcessKubelet, UNPULLABLE_IMAGE } from '../../support/process-kubelet.ts';
import { nothingIsLeft } from '../../support/survival-run.ts';
import { until } from '../../support/until.ts';
import { describeWithControlPlane } from '../../support/with-control-plane.ts';

/** Its tasks are under way from the beginning, and would be for minutes of wall time. */
const LONG = (name: string): string => `scenario: ${name}
run: { duration: 10s, drain: { timeout: 2h }, timeScale: 10 }
pool: { min: 0, max: 2, pods: { terminate: 10m } }
initial: { pods: [{ state: connected }] }
workload:
  - tasks:
      - { id: t1, at: 1s, workspace: ws1, type: plan, plan: 1h }
`;

describeWithControlPlane('a run that is stopped', ({ admin, harness, api }) => {
  const names = ['before', 'middle', 'twice', 'killed', 'limited'];
  const folder = folderOf(Object.fromEntries(names.map((name) => [`${name}.yaml`, LONG(`stop-${name}`)])));
  let kubelet: ProcessKubelet;

  beforeAll(async () => {
    kubelet = await ProcessKubelet.start({ access: admin, node: 'survival-stop' });
    writeKubeconfig(join(folder.path, 'kubeconfig'), admin);
    writeKubeconfig(join(folder.path, 'limited'), harness);
    writeFileSync(join(folder.path, 'nobody'), kubeconfigOf({ ...admin, url: 'https://127.0.0.1:1' }));
    writeFileSync(join(folder.path, 'broken'), '{ contexts: [');
  });
  afterAll(async () => {
    await kubelet.close();
    folder.remove();
  });

  const CLUSTER = ['--context', 'test', '--yes'];
  const runOf = (name: string, ...more: string[]): readonly string[] => [
    ...['run', `${name}.yaml`, '--mode', 'cluster', '--advertise', '127.0.0.1', '--journal', `${name}.jsonl`],
    ...['--kubeconfig', 'kubeconfig', ...CLUSTER, ...more],
  ];
  /** Ids of the runs that have a namespace. */
  const namespaces = async (): Promise<readonly string[]> => {
    const { body } = await api.get('/api/v1/namespaces?labelSelector=poolproof.dev%2Frun');
    return (body.items ?? []).map(({ metadata }) => metadata?.labels?.['poolproof.dev/run'] ?? '');
  };

  interface Stopped extends Ended {
    readonly runId: string;
  }

  /** Starts a run, waits until `isThere` of its namespace's pods, and lets `act` send signals. */
  async function stopped(
    line: readonly string[],
    isThere: (phases: readonly string[]) => boolean,
    act: (kill: (signal: NodeJS.Signals) => void) => Promise<void>,
  ): Promise<Stopped> {
    const before = await namespaces();
    let runId = '';
    let acting: Promise<void> = Promise.resolve();
    const ended = await poolproof(folder.path, line, (kill) => {
      acting = (async () => {
        runId = await until('the namespace', async () => (await namespaces()).find((id) => !before.includes(id)));
        await until('the pods', async () => {
          const { body } = await api.get(`/api/v1/namespaces/poolproof-${runId}/pods`);
          return isThere((body.items ?? []).map(({ status }) => String(status?.phase)));
        });
        await act(kill);
      })();
    });
    await acting;
    return { ...ended, runId };
  }

  const isRunning = (phases: readonly string[]): boolean => phases.includes('Running');
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  it('before it began leaves nothing', async () => {
    const ended = await stopped(
      runOf('before', '--agent-image', UNPULLABLE_IMAGE),
      (phases) => phases.length > 0,
      async (kill) => kill('SIGINT'),
    );
    expect(ended.code).toBe(130);
    expect(ended.err.trim()).toBe('stopping; what was measured so far is kept (Ctrl-C again ends at once)');
    await nothingIsLeft(api, ended.runId);
  });

  it('in its drain keeps what was measured and leaves nothing, though its agent is busy', async () => {
    const ended = await stopped(runOf('middle'), isRunning, async (kill) => {
      // The measured time is one second.
      await pause(2500);
      kill('SIGINT');
    });
    expect(ended.code).toBe(130);
    expect(ended.out).toContain('stop-middle');
    expect((await poolproof(folder.path, ['replay', 'middle.jsonl'])).out).toMatch(/^same /);
    await nothingIsLeft(api, ended.runId);
  });

  it('twice ends at once and says how to tidy up', async () => {
    const ended = await stopped(runOf('twice'), isRunning, async (kill) => {
      kill('SIGINT');
      kill('SIGTERM');
    });
    expect(ended.code).toBe(130);
    expect(ended.err).toContain('poolproof cluster down --orphans --context test --yes');
    await tidyUp(ended.runId);
  });

  it('by SIGKILL is tidied up by `cluster down --orphans`', async () => {
    const ended = await stopped(runOf('killed'), isRunning, async (kill) => kill('SIGKILL'));
    expect(ended.code).toBe(null);
    expect(await namespaces()).toContain(ended.runId);
    const swept = await tidyUp(ended.runId);
    expect(swept.out).toContain(`removed poolproof-${ended.runId}`);
  });

  async function tidyUp(runId: string): Promise<Ended> {
    const swept = await poolproof(folder.path, [
      'cluster',
      'down',
      '--orphans',
      '--kubeconfig',
      'kubeconfig',
      ...CLUSTER,
    ]);
    expect(swept.code).toBe(0);
    await nothingIsLeft(api, runId);
    return swept;
  }

  describe.concurrent('is refused before anything is made, with a remedy,', () => {
    it.each([
      [
        'an unknown context',
        ['--context', 'nowhere', '--yes'],
        'kubeconfig',
        /no context "nowhere"[\s\S]*→ It has test/,
      ],
      ['a context that is not confirmed', ['--context', 'test'], 'kubeconfig', /→ .*--context test --yes/],
      ['an API server that nobody can reach', CLUSTER, 'nobody', /ECONNREFUSED[\s\S]*→ /],
      ['a kubeconfig that is none', CLUSTER, 'broken', /broken cannot be read[\s\S]*→ /],
      ['a kubeconfig that is not there', CLUSTER, 'missing', /missing cannot be read[\s\S]*→ /],
      [
        'a user without rights, who is told which is missing',
        CLUSTER,
        'limited',
        /cannot create resource "namespaces"[\s\S]*→ .*docs\/cluster-rights.yaml/,
      ],
    ])('for %s', async (_, options, kubeconfig, message) => {
      const line = ['run', 'limited.yaml', '--mode', 'cluster', '--advertise', '127.0.0.1'];
      const ended = await poolproof(folder.path, [...line, '--kubeconfig', kubeconfig, ...options]);
      expect(ended.err).toMatch(message);
      expect(ended.err).not.toContain('    at ');
      expect(ended.code).toBe(4);
    });

    it('for an address that is not of this machine', async () => {
      const line = ['run', 'limited.yaml', '--mode', 'cluster', '--advertise', '203.0.113.1:8123'];
      const ended = await poolproof(folder.path, [...line, '--kubeconfig', 'kubeconfig', ...CLUSTER]);
      expect(ended.err).toMatch(/cannot listen on 203.0.113.1:8123[\s\S]*→ .*--advertise/);
      expect(ended.code).toBe(4);
    });
  });
});
