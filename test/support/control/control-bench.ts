import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { EngineEvent } from '../../../src/engine/event.ts';
import type { Fact } from '../../../src/engine/fact.ts';
import { attemptId, type PodId, podId, poolId, taskId } from '../../../src/engine/ids.ts';
import { AgentProgram } from '../../../src/real/agent/agent-program.ts';
import type { AgentSettings } from '../../../src/real/agent/settings.ts';
import type { StartWork } from '../../../src/real/agent/work.ts';
import type { ControlLimits } from '../../../src/real/control-limits.ts';
import { ControlServer } from '../../../src/real/control-server.ts';
import type { Assignment } from '../../../src/real/protocol.ts';
import { startRunClock } from '../../../src/real/run-clock.ts';

/** Long: it only catches what never comes. */
const PATIENCE_MS = 20_000;

export interface BenchOptions {
  readonly limits?: Partial<ControlLimits>;
  readonly onlineWithinMs?: number;
  /** Who hears events beside the test, and takes them; all are taken at once unless given. */
  readonly tell?: (event: EngineEvent, taken?: () => void) => void;
}

/**
 * A control server on loopback whose engine is the test: events and facts are kept in order of coming. Pods 0 to 249 exist; the odd ones are of
 * the second pool.
 */
export class ControlBench {
  readonly tokens = ['token-of-pool-a', 'token-of-pool-b'] as const;
  readonly folder: string;
  readonly clock = startRunClock({ timeScale: 1 });
  readonly events: EngineEvent[] = [];
  readonly facts: Fact[] = [];
  readonly lines: string[] = [];
  /** While true, events reach the inbox and not the engine: nothing is taken. */
  isBusy = false;
  readonly #inbox: (() => void)[] = [];
  readonly #agents: AgentProgram[] = [];
  #server: ControlServer | null = null;

  private constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'poolproof-control-'));
    this.tokens.forEach((token, pool) => {
      writeFileSync(this.tokenFile(pool), `${token}\n`);
    });
  }

  /** Ends with the test. */
  static async open({ limits, onlineWithinMs = 60_000, tell }: BenchOptions = {}): Promise<ControlBench> {
    const bench = new ControlBench();
    bench.#server = await ControlServer.open({
      host: '127.0.0.1',
      port: 0,
      clock: bench.clock,
      pools: bench.tokens.map((token) => ({ token, onlineWithinMs })),
      pods: { identify, poolOf: (pod) => poolId(pod % 2) },
      tell: (event, taken) => {
        bench.events.push(event);
        if (tell !== undefined) tell(event, taken);
        else if (!bench.isBusy) taken?.();
        else if (taken !== undefined) bench.#inbox.push(taken);
      },
      fact: (fact) => bench.facts.push(fact),
      log: (line) => bench.lines.push(line),
      ...(limits === undefined ? {} : { limits }),
    });
    onTestFinished(() => bench.#close());
    return bench;
  }

  get server(): ControlServer {
    return this.#server as ControlServer;
  }

  tokenFile(pool: number): string {
    return join(this.folder, `token-${pool}`);
  }

  /** The engine takes what is in the inbox. */
  takeAll(): void {
    this.isBusy = false;
    for (const taken of this.#inbox.splice(0)) taken();
  }

  /** What is in the inbox is lost, as with a server that goes down. */
  dropAll(): void {
    this.isBusy = false;
    this.#inbox.length = 0;
  }

  settings(pod: number, changes: Partial<AgentSettings> = {}): AgentSettings {
    return {
      url: this.server.url,
      tokenFile: this.tokenFile(pod % 2),
      podName: nameOf(pod),
      podUid: uidOf(pod),
      slots: 4,
      beatMs: 20,
      connectDelayMs: 0,
      reconnectMs: 10,
      work: 'sleep',
      command: [],
      maxTasks: Number.POSITIVE_INFINITY,
      frozen: false,
      zombie: false,
      exitCode: null,
      ...changes,
    };
  }

  /** The program of a pod, in this process; ends with the test. */
  agent(
    pod: number,
    changes: Partial<AgentSettings> = {},
    startWork?: StartWork,
  ): { exits: number[]; program: AgentProgram } {
    const exits: number[] = [];
    const program = new AgentProgram({
      settings: this.settings(pod, changes),
      exit: (code) => exits.push(code),
      log: () => {},
      ...(startWork === undefined ? {} : { startWork }),
    });
    this.#agents.push(program);
    program.start();
    return { exits, program };
  }

  send(pod: number, attempt: number, changes: Partial<Assignment> = {}): void {
    this.server.send({
      task: taskId(attempt),
      pod: podId(pod),
      slot: 0,
      taskType: 'plan',
      phase: 'plan',
      attempt: attemptId(attempt),
      workMs: 1,
      initMs: 0,
      hasChanges: true,
      fails: false,
      ...changes,
    });
  }

  /** What is known of a pod's agent and its attempts, in order, without times: `agent.connected [3]`, `task.accepted 3`. */
  get story(): readonly string[] {
    return this.events.map(told);
  }

  get happenings(): readonly string[] {
    return this.facts.map((fact) => {
      if (fact.kind === 'phase.began') return `${fact.kind} ${fact.attempt}`;
      if (fact.kind === 'phase.ended') return `${fact.kind} ${fact.attempt} ${fact.outcome}`;
      return 'pod' in fact ? `${fact.kind} pod ${fact.pod}` : fact.kind;
    });
  }

  count(kind: EngineEvent['kind']): number {
    return this.events.filter((event) => event.kind === kind).length;
  }

  /** A way to the server that can stop carrying anything, without closing. */
  async blackHole(): Promise<{ readonly url: string; readonly connections: number; swallow(): void }> {
    let connections = 0;
    let isSwallowing = false;
    const sockets: Socket[] = [];
    const hole = createServer((near) => {
      connections += 1;
      if (isSwallowing) return;
      const far = connect({ host: '127.0.0.1', port: this.server.port });
      sockets.push(near, far);
      for (const socket of [near, far]) socket.on('error', () => {});
      near.pipe(far).pipe(near);
    });
    await new Promise<void>((resolve) => hole.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      hole.close();
    });
    return {
      url: this.server.url.replace(/:\d+/, `:${(hole.address() as AddressInfo).port}`),
      get connections() {
        return connections;
      },
      swallow() {
        isSwallowing = true;
        for (const socket of sockets) socket.unpipe().pause();
      },
    };
  }

  async connected(pod: number): Promise<void> {
    await this.until(() => this.server.isConnected(podId(pod)));
  }

  async until(isSo: () => boolean): Promise<void> {
    await vi.waitUntil(isSo, { timeout: PATIENCE_MS, interval: 2 }).catch(() => {
      throw new Error(
        `waited in vain for ${isSo}; events:\n${this.story.slice(-30).join('\n')}\nlog:\n${this.lines.slice(-10).join('\n')}`,
      );
    });
  }

  async #close(): Promise<void> {
    for (const agent of this.#agents) agent.end(0);
    await this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export const nameOf = (pod: number): string => `run-pool-pod-${pod}`;
export const uidOf = (pod: number): string => `uid-${pod}`;

function identify(name: string, uid: string): PodId | null {
  const pod = Number(/^run-pool-pod-(\d+)$/.exec(name)?.[1] ?? Number.NaN);
  return pod < 250 && uid === uidOf(pod) ? podId(pod) : null;
}

function told(event: EngineEvent): string {
  switch (event.kind) {
    case 'agent.connected': {
      const finished = event.finished.map(({ attempt }) => attempt);
      return `${event.kind} pod ${event.pod} running [${event.running}] finished [${finished}]`;
    }
    case 'agent.disconnected':
    case 'agent.silent':
    case 'agent.heard':
      return `${event.kind} pod ${event.pod}`;
    case 'task.accepted':
      return `${event.kind} ${event.attempt}`;
    case 'task.planned':
      return `${event.kind} ${event.attempt} ${event.hasChanges ? 'with changes' : 'without changes'}`;
    case 'task.finished':
      return `${event.kind} ${event.attempt} ${event.outcome}`;
    case 'task.sendFailed':
      return `${event.kind} ${event.attempt} ${event.certain ? 'certain' : 'uncertain'} ${event.reason}`;
    default:
      return event.kind;
  }
}
