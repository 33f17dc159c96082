import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { NOTHING_MORE } from '../../src/experiment/measured-run.ts';
import { EVERYTHING, planSuite } from '../../src/experiment/plan-suite.ts';
import { replay } from '../../src/experiment/replay.ts';
import { runOnCluster } from '../../src/experiment/run-on-cluster.ts';
import type { FinishedRun, RunOutcome } from '../../src/experiment/run-outcome.ts';
import { parseHeader } from '../../src/measure/journal-header.ts';
import { SLEEP } from '../../src/real/agent/settings.ts';
import { ownPolicies } from '../../src/scenario/policy-lookup.ts';
import { freePort } from './free-port.ts';
import type { ApiAccess, KubeApi, KubeObject } from './kube-api.ts';
import { configOf } from './real-pods.ts';
import { until } from './until.ts';

export interface SurvivalSettings {
  /** Whom the harness speaks to: an access, or a kubeconfig's text. */
  readonly access: ApiAccess | string;
  /** With all rights, past whatever troubles the harness. */
  readonly api: KubeApi;
  readonly runId: string;
  /** Lines of YAML that come after those of every run. */
  readonly more?: string;
  /** A namespace that exists. */
  readonly namespace?: string;
  readonly image?: string;
  readonly tasks?: number;
}

/** One piece of work, as its own process wrote it down. */
interface Witnessed {
  readonly task: string;
  readonly attempt: string;
  readonly pod: string;
  readonly word: 'began' | 'ended';
}

/** Scenario seconds pass twenty times as fast: each plan takes one second of wall time. */
const SCENARIO = (name: string, tasks: number): string => `scenario: ${name}
run: { duration: ${Math.max(60, 10 + 5 * tasks)}s, drain: { timeout: 20m }, timeScale: 20 }
pool:
  min: 1
  max: 3
  agent: { slots: 2, rule: apply-one-of-n }
  pods: { schedule: 0s, start: 0s, connect: 0s, terminate: 20s }
  autoscaler: { policy: slot-utilization, every: 10s, victims: idle-only, reaper: true }
  dispatch: { mode: event-driven, readiness: connected, scaleUpOnNoAgent: true, onAgentLost: retry-plan }
workload:
  - tasks:
${Array.from({ length: tasks }, (_, n) => `      - { id: t${n}, at: ${5 + 5 * n}s, workspace: ws${n}, type: plan, plan: 20s }`).join('\n')}
`;

/**
 * A whole run on the control plane, in this process, whose agents do work that others can see: each piece is a process that writes into a
 * file when it begins and when it has ended, and ends with its agent as it would in a container.
 */
export class SurvivalRun {
  readonly runId: string;
  readonly namespace: string;
  readonly ended: Promise<RunOutcome>;
  readonly log: string[] = [];
  readonly #api: KubeApi;
  readonly #ownsNamespace: boolean;
  readonly #folder: string;
  readonly #port: number;
  readonly #tasks: number;

  static async start(settings: SurvivalSettings): Promise<SurvivalRun> {
    return new SurvivalRun(settings, await freePort());
  }

  private constructor(settings: SurvivalSettings, port: number) {
    const { runId, namespace, api, tasks = 6, more = '' } = settings;
    this.runId = runId;
    this.#api = api;
    this.#port = port;
    this.#tasks = tasks;
    this.#ownsNamespace = namespace === undefined;
    this.namespace = namespace ?? `poolproof-${runId}`;
    this.#folder = mkdtempSync(join(tmpdir(), 'poolproof-survival-'));
    // Agents run as a user of their own.
    chmodSync(this.#folder, 0o755);
    writeFileSync(this.#witness, '');
    chmodSync(this.#witness, 0o666);
    const file = join(this.#folder, 'run.yaml');
    const { variants, problems } = planSuite([{ file, text: SCENARIO(runId, tasks) + more }], EVERYTHING);
    if (problems.length > 0) throw new Error(JSON.stringify(problems));
    this.ended = runOnCluster(
      { planned: variants[0]!, replication: 0, collect: NOTHING_MORE, checkDeterminism: false, journal: this.#journal },
      {
        config: configOf(settings.access),
        namespace: namespace ?? null,
        image: settings.image ?? 'node:20',
        program: this.#program(),
        listen: { host: '127.0.0.1', port },
        httpPort: null,
        machines: null,
        work: SLEEP,
        timeScale: null,
        runId: () => runId,
        log: (line) => this.log.push(line),
      },
      new AbortController().signal,
    );
    // Whoever waits for it hears of it; a test that fails first must not end the process.
    this.ended.catch(() => undefined);
  }

  /** So many pieces of work have begun. */
  working(pieces: number): Promise<unknown> {
    return until(
      () => `${pieces} tasks to begin; ${JSON.stringify(this.witnessed())}`,
      () => this.witnessed('began').length >= pieces,
      40_000,
    );
  }

  /** Name of a pod that works now. */
  async workingPod(): Promise<string> {
    return until('a pod that works', () => {
      const ended = new Set(this.witnessed('ended').map(({ attempt }) => attempt));
      return this.witnessed('began').find(({ attempt }) => !ended.has(attempt))?.pod;
    });
  }

  witnessed(word?: Witnessed['word']): readonly Witnessed[] {
    const lines = readFileSync(this.#witness, 'utf8').trim().split('\n');
    return lines
      .filter((line) => line !== '')
      .map((line) => {
        const [task = '', attempt = '', pod = '', said = ''] = line.split(' ');
        return { task, attempt, pod, word: said as Witnessed['word'] };
      })
      .filter((piece) => word === undefined || piece.word === word);
  }

  /** Everything that every run must keep, whatever happened to it. `mayRepeat`: pieces that died with their agent begin again. */
  async check(options: { readonly mayRepeat?: boolean } = {}): Promise<FinishedRun> {
    const run = await this.finished();
    expect(run.end.cause).toBe('drained');
    const values = run.metrics.overall as Readonly<Record<string, number | null>>;
    expect([values['tasks.lost'], values['tasks.unfinished'], values['tasks.failed']]).toEqual([0, 0, 0]);
    const began = this.witnessed('began');
    const ended = this.witnessed('ended');
    const times = new Map<string, number>();
    for (const { task } of ended) times.set(task, (times.get(task) ?? 0) + 1);
    expect([...times.values()]).toEqual(Array.from({ length: this.#tasks }, () => 1));
    expect(new Set(began.map(({ attempt }) => attempt)).size).toBe(began.length);
    if (options.mayRepeat !== true) expect(began).toHaveLength(this.#tasks);
    return run;
  }

  /** Finished by whatever cause, with its laws kept, a journal that replays, and nothing left. */
  async finished(): Promise<FinishedRun> {
    const outcome = await this.ended;
    if (outcome.kind !== 'finished') throw new Error(JSON.stringify(outcome));
    expect(outcome.end.breaches).toEqual([]);
    expect(outcome.cluster?.left).toEqual([]);
    expect(this.replayed()).toBe('same');
    await this.nothingIsLeft();
    return outcome;
  }

  journal(): readonly string[] {
    return readFileSync(this.#journal, 'utf8').trim().split('\n');
  }

  replayed(): string {
    const [first = '', ...lines] = this.journal();
    const header = parseHeader(first, ownPolicies);
    if (typeof header === 'string') return header;
    const { kind, ...more } = replay(header, lines);
    return kind === 'same' ? kind : JSON.stringify({ kind, ...more });
  }

  async nothingIsLeft(): Promise<void> {
    await nothingIsLeft(this.#api, this.runId, this.#ownsNamespace ? null : this.namespace);
    expect(await isListening(this.#port)).toBe(false);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #witness(): string {
    return join(this.#folder, 'witness');
  }

  get #journal(): string {
    return join(this.#folder, 'run.jsonl');
  }

  /** The agent program, told to do its work by a shell of ours. */
  #program(): string {
    const say = (word: string): string =>
      `echo "$POOLPROOF_TASK $POOLPROOF_ATTEMPT $POD_NAME ${word}" >> ${this.#witness}`;
    // In a container the end of the agent is the end of all its processes.
    const work = `left=$((POOLPROOF_WORK_MS / 250)); while [ $left -gt 0 ]; do sleep 0.25; kill -0 $PPID || exit 1; left=$((left - 1)); done`;
    const command = JSON.stringify(['sh', '-c', `${say('began')}; ${work}; ${say('ended')}`]);
    const agent = readFileSync(new URL('../../dist/real/agent/agent.js', import.meta.url), 'utf8');
    return `process.env.POOLPROOF_WORK = 'command'; process.env.POOLPROOF_COMMAND = ${JSON.stringify(command)};\n${agent}`;
  }
}

/** No namespace of the run, nothing with its label in the one that it was given, and no process of its agents. */
export async function nothingIsLeft(api: KubeApi, runId: string, given: string | null = null): Promise<void> {
  const labelled = `labelSelector=poolproof.dev%2Frun%3D${runId}`;
  const paths =
    given === null
      ? [`/api/v1/namespaces?${labelled}`]
      : ['pods', 'secrets', 'configmaps'].map((kind) => `/api/v1/namespaces/${given}/${kind}?${labelled}`);
  for (const path of paths) {
    await until(`${path} to be empty`, async () => (await items(api, path)).length === 0, 40_000);
  }
  await until(`agents of ${runId} to be gone`, () => processesOf(runId).length === 0);
}

async function items(api: KubeApi, path: string): Promise<readonly KubeObject[]> {
  const { status, body } = await api.get(path);
  if (status !== 200) throw new Error(`${path}: ${status}`);
  return body.items ?? [];
}

/** Process ids of those that were given a name of this run's pods. */
function processesOf(runId: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`POD_NAME=${runId}-`);
    } catch {
      // It ended meanwhile, or is not ours to look at.
      return false;
    }
  });
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
