import type { WebSocket } from 'ws';
import type { AgentConnected, EngineEvent, KnownAgent } from '../engine/event.ts';
import type { Fact } from '../engine/fact.ts';
import type { AttemptId, PodId } from '../engine/ids.ts';
import { Connection } from './connection.ts';
import { ControlDoor } from './control-door.ts';
import { CONTROL_LIMITS, type ControlLimits } from './control-limits.ts';
import { FailureDetector } from './failure-detector.ts';
import { Handshake, type Peer, type PodRegister } from './handshake.ts';
import {
  type AgentFault,
  type AgentMessage,
  type Assignment,
  CONTROL_PATH,
  type Hello,
  type ResultMessage,
  WORK_MS_MAX,
} from './protocol.ts';
import { type Refusal, Refusals } from './refusals.ts';
import type { RunClock } from './run-clock.ts';
import { WorkLedger } from './work-ledger.ts';

export interface ControlServerOptions {
  /** The one address that it listens on; port 0 = any that is free. */
  readonly host: string;
  readonly port: number;
  readonly clock: RunClock;
  /** By `PoolId`. */
  readonly pools: readonly ControlledPool[];
  readonly pods: PodRegister;
  /**
   * Puts an event into the inbox. `taken` must be called just before the engine is handed the event, and never if the event is dropped, as
   * by a server restart: tasks go to a connection, and results are acknowledged, only from then on.
   */
  readonly tell: (event: EngineEvent, taken?: () => void) => void;
  readonly fact: (fact: Fact) => void;
  readonly log: (line: string) => void;
  readonly limits?: Partial<ControlLimits>;
}

export interface ControlledPool {
  /** The bearer token of its agents: printable ASCII without spaces. */
  readonly token: string;
  /** Scenario ms. */
  readonly onlineWithinMs: number;
}

/**
 * The server that agents connect to, twin of the simulation's agents and their work. Its methods only start things; what comes of
 * them is told. Events and facts carry scenario time.
 */
export class ControlServer {
  readonly #options: ControlServerOptions;
  readonly #limits: ControlLimits;
  readonly #refusals: Refusals;
  readonly #detector: FailureDetector;
  readonly #ledger: WorkLedger;
  /** Those that have said hello. */
  readonly #open = new Map<PodId, Connection>();
  /** Those that have not. */
  readonly #greeting = new Map<PodId, Connection>();
  readonly #pings: NodeJS.Timeout;
  #door: ControlDoor | null = null;
  #isDown = false;

  private constructor(options: ControlServerOptions) {
    this.#options = options;
    this.#limits = { ...CONTROL_LIMITS, ...options.limits };
    this.#refusals = new Refusals({ log: options.log, now: () => performance.now() });
    this.#detector = new FailureDetector(options.clock, (event) => options.tell(event));
    this.#ledger = new WorkLedger(() => options.clock.now(), options.fact);
    this.#pings = setInterval(() => {
      for (const connection of this.#open.values()) connection.ping();
    }, this.#limits.pingEveryMs);
  }

  /** Rejects if the address cannot be listened on. */
  static async open(options: ControlServerOptions): Promise<ControlServer> {
    const server = new ControlServer(options);
    const { host, port, pools, pods } = options;
    try {
      server.#door = await ControlDoor.open({
        host,
        port,
        handshake: new Handshake(
          pools.map(({ token }) => token),
          pods,
        ),
        limits: server.#limits,
        refusals: server.#refusals,
        entered: (socket, peer) => server.#enter(socket, peer),
      });
    } catch (error) {
      clearInterval(server.#pings);
      throw error;
    }
    return server;
  }

  /** What agents of this machine connect to; elsewhere the host is another. */
  get url(): string {
    const { host } = this.#options;
    return `ws://${host.includes(':') ? `[${host}]` : host}:${this.port}${CONTROL_PATH}`;
  }

  get port(): number {
    return this.#door?.port ?? 0;
  }

  /** Peers refused or cut so far, by reason. */
  get refusals(): ReadonlyMap<Refusal, number> {
    return this.#refusals.counts;
  }

  isConnected(pod: PodId): boolean {
    return this.#open.has(pod);
  }

  tasksOn(pod: PodId): number {
    return this.#ledger.tasksOn(pod);
  }

  /** Of every agent that was ever heard and whose pod is not gone: what the store knows after a restart. */
  lastBeats(): readonly KnownAgent[] {
    return this.#detector.lastBeats();
  }

  /** `task.send`. Never repeated from here: what becomes of it is told as `task.accepted`, `task.sendFailed` or by the next hello. */
  send(assignment: Assignment): void {
    const { pod, task, attempt } = assignment;
    const connection = this.#open.get(pod);
    if (connection === undefined || !connection.isKnown) {
      this.#tellFailed(assignment, { certain: true, reason: 'agent-not-connected' });
      return;
    }
    this.#ledger.sent(assignment);
    connection.unanswered.set(attempt, () =>
      this.#tellFailed(assignment, { certain: false, reason: 'connection-lost' }),
    );
    const { slot, taskType, phase, workMs, initMs, hasChanges, fails } = assignment;
    connection.send({
      type: 'task',
      task,
      attempt,
      slot,
      taskType,
      phase,
      workMs: Math.min(workMs, WORK_MS_MAX),
      initMs: Math.min(initMs, WORK_MS_MAX),
      hasChanges,
      fails,
    });
  }

  /** `task.cancel`: an agent that is away hears it from the engine after its next hello. */
  cancel(pod: PodId, attempt: AttemptId): void {
    this.#open.get(pod)?.send({ type: 'cancel', attempt });
  }

  drain(pod: PodId): void {
    this.#open.get(pod)?.send({ type: 'drain' });
  }

  /** False if the agent is not there to hear it. */
  fault(pod: PodId, fault: AgentFault): boolean {
    const connection = this.#open.get(pod);
    connection?.send({ type: 'fault', fault });
    return connection !== undefined;
  }

  /** Cuts the agent's socket. It comes back after so long (wall ms; `Infinity` = never), or by its own back-off unless given. */
  cut(pod: PodId, reconnectMs?: number): void {
    const connection = this.#open.get(pod);
    if (connection !== undefined) part(connection, reconnectMs);
  }

  /** Its agent drops everything and never comes back, while its pod runs on. */
  loseAgent(pod: PodId): void {
    const connection = this.#open.get(pod);
    connection?.send({ type: 'fault', fault: { kind: 'hang' } });
    connection?.close();
    this.#ledger.lose(pod);
  }

  /** The machine is gone with its work, though no socket says so. */
  loseWork(pod: PodId): void {
    this.#ledger.lose(pod);
  }

  /** The pod is gone, or its process has ended: its work is lost. */
  podEnded(pod: PodId): void {
    this.#greeting.get(pod)?.cut(null);
    this.#open.get(pod)?.cut(null);
    this.#ledger.lose(pod);
  }

  /** The pod is gone: nobody misses its beats. */
  forget(pod: PodId): void {
    this.#detector.forget(pod);
  }

  /**
   * The server's process ends: every socket is closed and nobody answers. Nothing is told until `comeUp`; what the agents do
   * meanwhile waits with them. `reconnectMs` draws, for one agent, how long from now (wall ms) it waits with its next try.
   */
  goDown(reconnectMs?: () => number): void {
    if (this.#isDown) return;
    this.#isDown = true;
    this.#detector.pause();
    this.#door?.shut();
    for (const connection of this.#greeting.values()) connection.cut(null);
    for (const connection of this.#open.values()) part(connection, reconnectMs?.());
  }

  /** To be called after `server.restarted` is in the inbox: silences that last are told again behind it. */
  comeUp(): void {
    if (!this.#isDown) return;
    this.#isDown = false;
    this.#door?.unshut();
    this.#detector.resume();
  }

  async close(): Promise<void> {
    this.#isDown = true;
    clearInterval(this.#pings);
    this.#detector.pause();
    for (const connection of [...this.#greeting.values(), ...this.#open.values()]) connection.cut(null);
    await this.#door?.close();
  }

  #enter(socket: WebSocket, peer: Peer): void {
    this.#greeting.get(peer.pod)?.cut('superseded');
    const connection = new Connection({
      socket,
      peer,
      limits: this.#limits,
      greeted: (greeted, hello) => this.#greet(greeted, hello),
      heard: (speaker, message) => this.#hear(speaker, message),
      gone: (lost, refusal) => this.#lose(lost, refusal),
    });
    this.#greeting.set(peer.pod, connection);
  }

  #greet(connection: Connection, { running, finished }: Hello): void {
    const { pod, pool } = connection.peer;
    const isOwn =
      running.every((attempt) => this.#ledger.isGivenTo(pod, attempt)) &&
      finished.every(({ task, attempt }) => this.#ledger.mayReport(pod, task, attempt));
    if (!isOwn) return connection.cut('not-its-own');
    this.#greeting.delete(pod);
    // Only now: a second connection without a hello must not end a good one.
    this.#open.get(pod)?.cut('superseded');
    this.#open.set(pod, connection);
    const at = this.#options.clock.now();
    this.#options.fact({ kind: 'agent.up', at, pod });
    for (const result of finished)
      this.#ledger.ended(result.attempt, result.kind === 'planned' ? 'success' : result.outcome);
    for (const attempt of running) this.#ledger.began(attempt);
    this.#ledger.keepOnly(pod, running);
    this.#detector.connected(pod, (this.#options.pools[pool] as ControlledPool).onlineWithinMs);
    connection.send({ type: 'welcome', pingEveryMs: this.#limits.pingEveryMs });
    const hello: AgentConnected = { kind: 'agent.connected', at, pod, running, finished };
    this.#options.tell(hello, () => {
      connection.isKnown = true;
      for (const { attempt } of finished) connection.send({ type: 'acknowledged', attempt });
    });
  }

  #hear(connection: Connection, message: Exclude<AgentMessage, Hello>): void {
    const { pod } = connection.peer;
    if (message.type === 'beat') return this.#detector.beat(pod);
    if (message.type === 'bye') return connection.cut(null);
    const { task, attempt } = message;
    if (!this.#ledger.mayReport(pod, task, attempt)) return connection.cut('not-its-own');
    const isAnswer = connection.unanswered.delete(attempt);
    // What has begun cannot be refused any more: it would be sent again.
    if (message.type === 'refused' && !isAnswer) return connection.cut('malformed');
    switch (message.type) {
      case 'accepted':
        this.#ledger.began(attempt);
        this.#options.tell({ kind: 'task.accepted', at: this.#options.clock.now(), task, attempt });
        break;
      case 'refused':
        this.#ledger.drop(attempt);
        this.#tellFailed(message, { certain: true, reason: message.reason });
        break;
      case 'planned':
      case 'finished':
        this.#tellResult(connection, message);
        break;
    }
  }

  #tellResult(connection: Connection, result: ResultMessage): void {
    const at = this.#options.clock.now();
    const { task, attempt } = result;
    const taken = (): void => connection.send({ type: 'acknowledged', attempt });
    if (result.type === 'planned') {
      this.#ledger.ended(attempt, 'success');
      this.#options.tell({ kind: 'task.planned', at, task, attempt, hasChanges: result.hasChanges }, taken);
    } else {
      this.#ledger.ended(attempt, result.outcome);
      this.#options.tell({ kind: 'task.finished', at, task, attempt, outcome: result.outcome }, taken);
    }
  }

  #tellFailed(
    { task, attempt }: Pick<Assignment, 'task' | 'attempt'>,
    failure: { certain: boolean; reason: string },
  ): void {
    this.#options.tell({ kind: 'task.sendFailed', at: this.#options.clock.now(), task, attempt, ...failure });
  }

  #lose(connection: Connection, refusal: Refusal | null): void {
    const { pod, podName } = connection.peer;
    if (refusal !== null) this.#refusals.add(refusal, podName);
    if (this.#greeting.get(pod) === connection) this.#greeting.delete(pod);
    if (this.#open.get(pod) !== connection) return;
    this.#open.delete(pod);
    const at = this.#options.clock.now();
    this.#options.fact({ kind: 'agent.down', at, pod });
    if (this.#isDown) return;
    for (const tellUnknown of connection.unanswered.values()) tellUnknown();
    this.#options.tell({ kind: 'agent.disconnected', at, pod, lastBeatAt: this.#detector.lastBeatAt(pod) });
  }
}

/** An order for the next pause must still leave with the socket; without one the end is as abrupt as a cut cable. */
function part(connection: Connection, reconnectMs: number | undefined): void {
  if (reconnectMs === undefined) return connection.cut(null);
  const afterMs = reconnectMs === Number.POSITIVE_INFINITY ? null : Math.min(reconnectMs, WORK_MS_MAX);
  connection.send({ type: 'fault', fault: { kind: 'reconnect', afterMs } });
  connection.close();
}
