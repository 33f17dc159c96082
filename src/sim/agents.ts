import type { AgentConnected, KnownAgent, UnacknowledgedResult } from '../engine/event.ts';
import type { AttemptId, PodId } from '../engine/ids.ts';
import { PagedTable } from '../engine/paged-table.ts';
import type { Sampler } from '../scenario/compiled.ts';
import { ENTRY, RANK } from './agenda.ts';
import type { SimPod } from './pods.ts';
import type { Stage } from './stage.ts';
import type { SimTask } from './tasks.ts';
import type { World } from './world.ts';

export interface Agent {
  readonly pod: SimPod;
  /** `booting`: its process runs and has not connected yet, or is about to connect again. */
  state: 'booting' | 'connected' | 'dead';
  /** Counts connections: a connect or silence that was planned for an older one is void. */
  incarnation: number;
  connectedAt: number;
  /** Its beats fall every `heartbeat.every` from here. */
  beatsFrom: number;
  /** Faults for which nobody hears its beats, and since when; -1 = they are heard. */
  mutes: number;
  mutedAt: number;
  /** When it connects (again), by its own plan; `Infinity` = never. */
  connectAt: number;
  /** -1 before the first connection. */
  lastBeatAt: number;
  registered: boolean;
  /** Its process began anew, and has not said so yet. */
  isAnother: boolean;
  /** It was told to leave: it takes nothing more, and goes when its work is over and told. */
  isLeaving: boolean;
  readonly working: SimTask[];
  readonly unacknowledged: UnacknowledgedResult[];
  /** Tasks that ended here, each once: a plan that waits for its apply has not. It takes no more than `maxTasks`. */
  tasksDone: number;
  readonly maxTasks: number;
  /** What was sent on this connection and has got no answer; null while there never was any. */
  unanswered: UnansweredSend[] | null;
}

/** `attempt`: the task may have been sent again since, elsewhere. */
export interface UnansweredSend {
  readonly task: SimTask;
  readonly attempt: AttemptId;
}

/**
 * The fake agents and their connections: they connect after their delay, beat, and come back after a cut. Beats do not cross the border one
 * by one: they fall every `heartbeat.every` from the connection on, so the failure detector can compute the last one.
 */
export class Agents {
  readonly #world: World;
  readonly #stage: Stage;
  readonly #agents = new PagedTable<Agent>();

  constructor(world: World) {
    this.#world = world;
    this.#stage = world.stage;
  }

  get(pod: PodId): Agent | undefined {
    return this.#agents.get(pod);
  }

  isRegistered(pod: PodId): boolean {
    return this.#agents.get(pod)?.registered ?? false;
  }

  isConnected(pod: PodId): boolean {
    return this.#agents.get(pod)?.state === 'connected';
  }

  tasksOn(pod: PodId): number {
    return this.#agents.get(pod)?.working.length ?? 0;
  }

  /** The pod's process begins: its agent connects after a while, or never. */
  boot(pod: SimPod, connectMs: number): void {
    const agent: Agent = {
      pod,
      state: 'booting',
      incarnation: 0,
      connectedAt: -1,
      beatsFrom: -1,
      mutes: 0,
      mutedAt: -1,
      connectAt: Number.POSITIVE_INFINITY,
      lastBeatAt: -1,
      registered: false,
      isAnother: false,
      isLeaving: false,
      working: [],
      unacknowledged: [],
      tasksDone: 0,
      maxTasks: this.#world.pool(pod.pool).config.agent.maxTasks,
      unanswered: null,
    };
    this.#agents.set(pod.id, agent);
    this.#connectIn(agent, connectMs + (pod.flaws?.connectMs ?? 0));
  }

  connect(id: PodId, incarnation: number): void {
    const agent = this.#agents.get(id);
    // While the server is down nobody answers: the server's return sends all agents on their way again.
    if (
      agent === undefined ||
      agent.state !== 'booting' ||
      agent.incarnation !== incarnation ||
      this.#world.server.isDown
    )
      return;
    const { now } = this.#stage;
    const isFirst = agent.connectedAt < 0;
    agent.state = 'connected';
    agent.connectedAt = now;
    agent.beatsFrom = now;
    agent.lastBeatAt = now;
    if (agent.mutes > 0) this.#muteFrom(agent);
    this.#stage.fact({ kind: 'agent.up', at: now, pod: id });
    const hello: AgentConnected = {
      kind: 'agent.connected',
      at: now,
      pod: id,
      running: agent.working.map((task) => task.attempt),
      finished: [...agent.unacknowledged],
    };
    if (isFirst) this.#stage.calendar.schedule(now + agent.pod.registerMs, RANK.agent, ENTRY.agentRegister, id, 0);
    // Its new id goes into the platform's database, and outlives a server that ends before it heard of it.
    if (agent.isAnother) this.#world.server.tellLater({ kind: 'agent.replaced', at: now, pod: id });
    agent.isAnother = false;
    this.#world.server.tell(hello, () => this.acknowledge(agent, hello.finished));
  }

  /** The server has heard these results: they need not be said again, and an agent that waited for that may go. */
  acknowledge(agent: Agent, results: readonly Pick<UnacknowledgedResult, 'attempt'>[]): void {
    for (const { attempt } of results) {
      const at = agent.unacknowledged.findIndex((result) => result.attempt === attempt);
      if (at >= 0) agent.unacknowledged.splice(at, 1);
    }
    this.leaveIfDue(agent);
  }

  register(id: PodId): void {
    const agent = this.#agents.get(id);
    if (agent === undefined || agent.state === 'dead' || agent.registered) return;
    agent.registered = true;
    this.#world.server.tell({ kind: 'agent.registered', at: this.#stage.now, pod: id });
  }

  /** Its socket is cut; the agent lives on, works on, and connects again after `reconnectMs`. */
  disconnect(id: PodId, reconnectMs: number): void {
    const agent = this.#agents.get(id);
    if (agent === undefined || agent.state !== 'connected') return;
    this.#cut(agent);
    this.#connectIn(agent, reconnectMs);
  }

  /** No heartbeat for `onlineWithin`, unless it has connected again since. */
  fellSilent(id: PodId): void {
    const agent = this.#agents.get(id);
    if (agent === undefined || (agent.state === 'connected' && agent.mutedAt < 0)) return;
    const { onlineWithinMs } = this.#world.pool(agent.pod.pool).config.agent;
    if (this.#stage.now - agent.lastBeatAt < onlineWithinMs) return;
    this.#world.server.tell({ kind: 'agent.silent', at: this.#stage.now, pod: id, lastBeatAt: agent.lastBeatAt });
  }

  /** Its beats are heard no more, for one more fault. */
  mute(id: PodId): void {
    const agent = this.#agents.get(id);
    if (agent === undefined) return;
    agent.mutes += 1;
    if (agent.mutes === 1 && agent.state === 'connected') this.#muteFrom(agent);
  }

  /** One fault less: after the last its next beat comes at once. */
  unmute(id: PodId): void {
    const agent = this.#agents.get(id);
    if (agent === undefined || agent.mutes === 0) return;
    agent.mutes -= 1;
    if (agent.mutes > 0 || agent.mutedAt < 0) return;
    const { now } = this.#stage;
    const wasSilent = now - agent.lastBeatAt >= this.#world.pool(agent.pod.pool).config.agent.onlineWithinMs;
    agent.mutedAt = -1;
    if (agent.state !== 'connected') return;
    agent.beatsFrom = now;
    agent.lastBeatAt = now;
    if (wasSilent) this.#world.server.tell({ kind: 'agent.heard', at: now, pod: id, lastBeatAt: now });
  }

  /** Its process begins anew: what it worked on is lost, and it connects as an agent that nobody knows. */
  restart(id: PodId, reconnectMs: number): void {
    const agent = this.#agents.get(id);
    if (agent === undefined || agent.state === 'dead') return;
    this.#world.work.lose(agent);
    if (agent.state === 'connected') this.#cut(agent);
    agent.unacknowledged.length = 0;
    agent.registered = false;
    agent.isAnother = true;
    agent.connectedAt = -1;
    agent.tasksDone = 0;
    this.#connectIn(agent, reconnectMs);
  }

  /** The process is gone: work is lost, nobody connects again. The pod may live on. */
  die(pod: SimPod): void {
    const agent = this.#agents.get(pod.id);
    if (agent === undefined || agent.state === 'dead') return;
    this.#world.work.lose(agent);
    if (agent.state === 'connected') this.#cut(agent);
    agent.state = 'dead';
  }

  /** Its pod is gone. */
  forget(pod: PodId): void {
    this.#agents.delete(pod);
  }

  /** The pod got its termination signal: an idle agent leaves, a busy one works on until it is done or the pod is gone. */
  sayGoodbye(id: PodId): void {
    const agent = this.#agents.get(id);
    if (agent === undefined) return;
    agent.isLeaving = true;
    this.#leaveIfDone(agent);
  }

  /** `agent.drain`: heard at this instant, if its connection is open. */
  drain(id: PodId): void {
    if (!this.isConnected(id)) return;
    this.#stage.calendar.schedule(this.#stage.now, RANK.agent, ENTRY.agentDrained, id, 0);
  }

  /** It hears that it is to end. */
  exit(id: PodId): void {
    const agent = this.#agents.get(id);
    if (agent === undefined || agent.state !== 'connected') return;
    agent.isLeaving = true;
    this.#leaveIfDone(agent);
  }

  /** After a connection or a task: one that is to leave goes when it is done; one that had its `maxTasks` leaves by itself. */
  leaveIfDue(agent: Agent): void {
    if (agent.isLeaving) this.#leaveIfDone(agent);
    else if (agent.tasksDone >= agent.maxTasks) this.drain(agent.pod.id);
  }

  /** Of one that is to leave. With its last task over and told the process ends well, and its pod with it. */
  #leaveIfDone(agent: Agent): void {
    if (agent.state === 'dead' || agent.working.length > 0 || agent.unacknowledged.length > 0) return;
    if (agent.pod.terminating) this.die(agent.pod);
    else this.#world.pods.end(agent.pod, 'succeeded');
  }

  /** The server's process ended and took all sockets with it. */
  serverWentDown(): void {
    this.#agents.forEach((agent) => {
      if (agent.state !== 'connected') return;
      this.#lose(agent);
      agent.connectAt = this.#stage.now;
    });
  }

  /** The agents' last heartbeats, as the store knows them. */
  lastBeats(): readonly KnownAgent[] {
    const known: KnownAgent[] = [];
    this.#agents.forEach((agent, id) => {
      if (agent.lastBeatAt >= 0) known.push({ pod: id as PodId, lastBeatAt: agent.lastBeatAt });
    });
    return known;
  }

  /** Agents that the restart cut off, or that came while nobody answered, connect again, each after its own delay. */
  reconnectAll(reconnectMs: Sampler): void {
    const { now } = this.#stage;
    this.#agents.forEach((agent) => {
      if (agent.state === 'booting' && agent.connectAt <= now) this.#connectIn(agent, reconnectMs());
    });
  }

  #connectIn(agent: Agent, delayMs: number): void {
    agent.incarnation += 1;
    agent.connectAt = this.#stage.now + delayMs;
    if (delayMs === Number.POSITIVE_INFINITY) return;
    this.#stage.calendar.schedule(
      this.#stage.now + delayMs,
      RANK.agent,
      ENTRY.agentConnect,
      agent.pod.id,
      agent.incarnation,
    );
  }

  /** The connection ends and the server notices. */
  #cut(agent: Agent): void {
    this.#lose(agent);
    const { id } = agent.pod;
    this.#world.server.tell({ kind: 'agent.disconnected', at: this.#stage.now, pod: id, lastBeatAt: agent.lastBeatAt });
  }

  #lose(agent: Agent): void {
    const { onlineWithinMs } = this.#world.pool(agent.pod.pool).config.agent;
    const { calendar, now } = this.#stage;
    agent.state = 'booting';
    agent.lastBeatAt = this.#lastBeat(agent, agent.mutedAt < 0 ? now : agent.mutedAt);
    agent.mutedAt = -1;
    this.#stage.fact({ kind: 'agent.down', at: now, pod: agent.pod.id });
    if (agent.unanswered !== null) this.#world.work.loseSends(agent.unanswered);
    // One whose beats were lost may have been silent for so long already.
    const silentAt = Math.max(now, agent.lastBeatAt + onlineWithinMs);
    calendar.schedule(silentAt, RANK.agent, ENTRY.agentSilent, agent.pod.id, 0);
  }

  /** Connected, and not heard from now on. */
  #muteFrom(agent: Agent): void {
    const { calendar, now } = this.#stage;
    const { onlineWithinMs } = this.#world.pool(agent.pod.pool).config.agent;
    agent.mutedAt = now;
    agent.lastBeatAt = this.#lastBeat(agent, now);
    calendar.schedule(agent.lastBeatAt + onlineWithinMs, RANK.agent, ENTRY.agentSilent, agent.pod.id, 0);
  }

  /** The last beat up to that instant. */
  #lastBeat({ pod, beatsFrom }: Agent, at: number): number {
    const { heartbeatEveryMs } = this.#world.pool(pod.pool).config.agent;
    return beatsFrom + Math.floor((at - beatsFrom) / heartbeatEveryMs) * heartbeatEveryMs;
  }
}
