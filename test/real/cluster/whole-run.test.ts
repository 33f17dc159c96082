import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { poolproof } from '../../support/command-line.ts';
import { eventsOf } from '../../support/event-stream.ts';
import { freePort } from '../../support/free-port.ts';
import { writeKubeconfig } from '../../support/kubeconfig.ts';
import { ProcessKubelet } from '../../support/process-kubelet.ts';
import { describeWithControlPlane } from '../../support/with-control-plane.ts';

/** Two changes and a plan in an empty pool: pods are made, plans run, a person confirms, applies run where their plans did. */
const SCENARIO = `scenario: trio
run: { duration: 2m, drain: { timeout: 3m }, timeScale: 20 }
pool: { min: 0, max: 4, pods: { start: 0s, connect: 0s } }
workload:
  - tasks:
      - { id: t1, at: 5s, workspace: ws1, type: plan, plan: 60s }
      - { id: t2, at: 5s, workspace: ws2, type: plan_and_apply, plan: 20s, confirm: 10s, apply: 30s }
      - { id: t3, at: 6s, workspace: ws3, type: plan_and_apply, plan: 20s, confirm: 10s, apply: 30s }
expect:
  - { name: small pool, always: { pods: "<= 4" } }
  - { name: both are applied, after: 0s, within: 4m, eventually: { task.t2.status: applied, task.t3.status: applied } }
  - { name: all are served, after: 0s, within: 4m, eventually: { tasks.finished: 3 } }
`;

describeWithControlPlane('a scenario on a real cluster', (cluster) => {
  const folder = mkdtempSync(join(tmpdir(), 'poolproof-run-'));
  let kubelet: ProcessKubelet;

  beforeAll(async () => {
    kubelet = await ProcessKubelet.start({ access: cluster.admin, node: 'whole-run' });
    writeFileSync(join(folder, 'trio.yaml'), SCENARIO);
    writeKubeconfig(join(folder, 'kubeconfig'), cluster.admin);
  });
  afterAll(async () => {
    await kubelet.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (...more: string[]) =>
    poolproof(folder, ['run', 'trio.yaml', '--mode', 'cluster', '--kubeconfig', 'kubeconfig', ...more]);
  const namespaces = async (): Promise<readonly string[]> => {
    const { body } = await cluster.api.get('/api/v1/namespaces?labelSelector=poolproof.dev%2Frun');
    return (body.items ?? [])
      .filter(({ metadata }) => metadata?.deletionTimestamp === undefined)
      .map(({ metadata }) => metadata?.name ?? '');
  };

  it('gives the verdict of the simulation, replays to the same commands, and leaves nothing', async () => {
    const simulated = await poolproof(folder, ['run', 'trio.yaml']);
    expect(simulated.code).toBe(0);
    const real = await run('--context', 'test', '--yes', '--advertise', '127.0.0.1', '--journal', 'real.jsonl');
    expect(real.err).toBe('');
    expect(real.out).toContain('1 passed of 1 variant');
    expect(real.code).toBe(0);
    const replayed = await poolproof(folder, ['replay', 'real.jsonl']);
    expect(replayed.out).toMatch(/^same /);
    expect(replayed.code).toBe(0);
    const journal = readFileSync(join(folder, 'real.jsonl'), 'utf8');
    // Each of five phases begins once: the agents were real processes.
    expect(journal.match(/"f":"phase.began"/g)).toHaveLength(5);
    expect(await namespaces()).toEqual([]);
  });

  it('asks a policy that is a program, and replays without it', async () => {
    const program = fileURLToPath(new URL('../../../examples/policies/active_tasks.py', import.meta.url));
    const real = await run(
      ...['--context', 'test', '--yes', '--advertise', '127.0.0.1', '--journal', 'asked.jsonl'],
      ...['--policy', `exec:python3 ${program}`],
    );
    expect(real.err).toBe('');
    expect(real.code).toBe(0);
    const journal = readFileSync(join(folder, 'asked.jsonl'), 'utf8');
    expect(journal.match(/"e":"policy.decided"/g)?.length).toBeGreaterThan(3);
    expect(journal).not.toContain('program-failed');
    expect(journal).toContain('"rule":"active"');
    expect((await poolproof(folder, ['replay', 'asked.jsonl'])).out).toMatch(/^same /);
  });

  it('has agents run a command for each phase, which is told what it is for', async () => {
    // Open to the user of the containers, and not below /tmp, which is theirs.
    const shared = mkdtempSync('/var/tmp/poolproof-work-');
    chmodSync(shared, 0o777);
    const said = join(shared, 'phases');
    writeFileSync(
      join(shared, 'job.cjs'),
      `const { POOLPROOF_TASK: task, POOLPROOF_PHASE: phase, POOLPROOF_WORK_MS: ms } = process.env;
      require('node:fs').appendFileSync(${JSON.stringify(said)}, [task, phase, ms].join(' ') + '\\n');`,
    );
    const where = ['--context', 'test', '--yes', '--advertise', '127.0.0.1'];
    const real = await run(...where, '--work', `exec:node '${join(shared, 'job.cjs')}'`);
    expect(real).toMatchObject({ code: 0, err: '' });
    // The times of the scenario by its time scale of 20.
    expect(readFileSync(said, 'utf8').trim().split('\n').sort()).toEqual([
      ...['0 plan 3000', '1 apply 1500', '1 plan 1000', '2 apply 1500', '2 plan 1000'],
    ]);
    // It is broken if no agent can do it.
    expect((await run(...where, '--work', 'exec:no-such-program')).code).toBe(1);
    rmSync(shared, { recursive: true });
  });

  it.each([
    ['a context that is not named', ['--advertise', '127.0.0.1'], 4, /was not made by kind[\s\S]*--context test --yes/],
    ['no address for the agents', ['--context', 'test', '--yes'], 2, /--advertise/],
    [
      'work that nobody can do',
      ['--work', 'exec:"node', '--advertise', '127.0.0.1'],
      2,
      /--work exec:"node is nothing/,
    ],
    ['a kubeconfig that is named twice', ['--kubeconfig', 'nowhere', '--advertise', '127.0.0.1'], 2, /given 2 times/],
  ])('refuses %s before anything is made', async (_, options, code, message) => {
    const ended = await run(...options);
    expect(ended.err).toMatch(message);
    expect(ended.code).toBe(code);
    expect(await namespaces()).toEqual([]);
  });

  it('shows itself over HTTP while it goes on', async () => {
    const port = await freePort();
    const shown: string[] = [];
    const line = ['--context', 'test', '--yes', '--advertise', '127.0.0.1', '--http', String(port)];
    const asked = new Promise<void>((resolve) => {
      const ask = setInterval(async () => {
        const capacity = await fetch(`http://127.0.0.1:${port}/api/v1/agent-pools/pool/capacity`).catch(() => null);
        const figures = (await capacity?.json()) as { online_agents: number; used_capacity: number } | undefined;
        if (figures === undefined || figures.used_capacity === 0) return;
        clearInterval(ask);
        const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
        shown.push(JSON.stringify(figures), metrics);
        resolve();
      }, 50);
    });
    const [ended] = await Promise.all([run(...line), asked]);
    expect(ended.code).toBe(0);
    expect(JSON.parse(shown[0] ?? '').online_agents).toBeGreaterThan(0);
    expect(shown[1]).toMatch(/^poolproof_task_wait_seconds_count\{pool="pool"\} [1-3]$/m);
    expect(shown[1]).toMatch(/^poolproof_api_calls_total\{verb="create",resource="pods",status="200"\} [12]$/m);
  });

  it('can be watched while it goes on: moments in order, then the link to its report, which is had before the server goes', async () => {
    let found: (url: string) => void = () => {};
    const url = new Promise<string>((resolve) => {
      found = resolve;
    });
    const line = ['run', 'trio.yaml', '--mode', 'cluster', '--kubeconfig', 'kubeconfig', '--context', 'test', '--yes'];
    const running = poolproof(folder, [...line, '--advertise', '127.0.0.1', '--watch'], (_, err) => {
      err.on('data', (text: string) => {
        const told = /http:\S+(?=\/\n)/.exec(text)?.[0];
        if (told !== undefined) found(told);
      });
    });
    const base = await url;
    const moments: { readonly at: number; readonly title: string; readonly figures: string }[] = [];
    let report = '';
    for await (const { name, data } of eventsOf(`${base}/events`)) {
      if (name === 'parts') moments.push(JSON.parse(data));
      if (name !== 'ended') continue;
      const [ended] = JSON.parse(data).reports;
      expect(ended).toMatchObject({ title: 'trio > default', verdict: 'passed' });
      report = await (await fetch(`${base}${ended.href}`)).text();
      break;
    }
    const ats = moments.map(({ at }) => at);
    expect(ats.length).toBeGreaterThan(3);
    expect(ats).toEqual([...ats].sort((a, b) => a - b));
    expect(new Set(moments.map(({ title }) => title))).toEqual(new Set(['trio › default']));
    // What the viewer saw is the run that the agents did; how much of it had happened when the viewer came is the machine's affair.
    const finished = moments.map(({ figures }) => Number(/Tasks finished<.*?class="value">(\d+)/.exec(figures)?.[1]));
    expect(finished).toEqual([...finished].sort((a, b) => a - b));
    expect(finished.at(0)).toBeLessThan(3);
    expect(finished.at(-1)).toBe(3);
    expect(moments.at(-1)?.figures).toContain('of 3 submitted');
    expect(report).toContain('<title>trio &gt; default: passed</title>');
    expect((await running).code).toBe(0);
    await expect(fetch(base)).rejects.toThrow('fetch failed');
  });

  it('leaves nothing that `cluster down --orphans` would have to remove, which says so as its schema has it', async () => {
    const line = ['cluster', 'down', '--orphans', '--kubeconfig', 'kubeconfig', '--context', 'test', '--yes', '--json'];
    const ended = await poolproof(folder, line);
    const schema = JSON.parse(readFileSync('schema/output/cluster.schema.json', 'utf8')) as object;
    const output: unknown = JSON.parse(ended.out);
    expect(new Ajv({ strict: true }).validate(schema, output)).toBe(true);
    expect(ended.err).toBe('');
    expect(output).toEqual({ action: 'down --orphans', runs: [], nodes: [] });
  });

  it('keeps what was measured when it is stopped, and leaves nothing', async () => {
    const line = ['--context', 'test', '--yes', '--advertise', '127.0.0.1', '--journal', 'cut.jsonl'];
    const stopped = await poolproof(
      folder,
      ['run', 'trio.yaml', '--mode', 'cluster', '--kubeconfig', 'kubeconfig', ...line],
      (kill) => setTimeout(() => kill('SIGINT'), 4000),
    );
    expect(stopped.code).toBe(130);
    const replayed = await poolproof(folder, ['replay', 'cut.jsonl']);
    expect(replayed.out).toMatch(/^same /);
    expect(await namespaces()).toEqual([]);
  });
});
