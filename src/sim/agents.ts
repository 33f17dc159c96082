import type { TaskSend } from '../engine/command.ts';
import type {
  AgentConnected,
  KnownAgent,
  TaskAccepted,
  TaskFinished,
  TaskOutcome,
  TaskPlanned,
  UnacknowledgedResult,
} from '../engine/event.ts';
import type { PhaseBegan, PhaseEnded } from '../engine/fact.ts';
import { type AttemptId, attemptId, type PodId, type TaskId, taskId } from '../engine/ids.ts';
import { PagedTable } from '../engine/paged-table.ts';
import type { Sampler } from '../scenario/compiled.ts';
import { ENTRY, RANK } from './agenda.ts';
import type { SimPod } from './pods.ts';
import type { Stage } from './stage.ts';
import type { SimTask } from './tasks.ts';
import type { World } from './world.ts';

interface Agent {
  readonly pod: SimPod;
  /** `booting`: its process runs and has not connected yet, or is about to connect again. */
  state: 'booting' | 'connected' | 'dead';
  /** Counts connections: a connect or silence that was planned for an older one is void. */
  incarnation: number;
  connectedAt: number;
  /** When it connects (again), by its own plan; `Infinity` = never. */
  connectAt: number;
  /** -1 before the first connection. */
  lastBeatAt: number;
  registered: boolean;
  readonly working: SimTask[];
  readonly unacknowledged: UnacknowledgedResult[];
}

/**
 * The fake agents: they connect after their delay, beat, run what they are sent and report. Beats do not cross the border one
 * by one: they fall every `heartbeat.every` from the connection on, so the failure detector can compute the last one.
 */
export class Agents {
  readonly #world: World;
  readonly #stage: Stage;
  readonly #agents = new PagedTable<Agent>();

  // The frequent events and facts are one object each, refilled: they are valid during the call only.
  readonly #accepted: Mutable<TaskAccepted> = { kind: 'task.accepted', at: 0, task: taskId(0), attempt: attemptId(0) };
  readonly #planned: Mutable<TaskPlanned> = {
    kind: 'task.planned',
    at: 0,
    task: taskId(0),
    attempt: attemptId(0),
    hasChanges: true,
  };
  readonly #finished: Mutable<TaskFinished> = {
    kind: 'task.finished',
    at: 0,
    task: taskId(0),
    attempt: attemptId(0),
    outcome: 'success',
  };
  readonly #began: Mutable<PhaseBegan>;
  readonly #ended: Mutable<PhaseEnded>;

  constructor(world: World) {
    this.#world = world;
    this.#stage = world.stage;
    const none = { at: 0, task: taskId(0), attempt: attemptId(0), phase: 'plan', pod: 0 as PodId, slot: 0 } as const;
    this.#began = { kind: 'phase.began', ...none };
    this.#ended = { kind: 'phase.ended', ...none, outcome: 'success' };
  }

  isRegistered(pod: PodId): boolean {
    return this.#agents.get(pod)?.registered ?? false;
  }

  isConnected(pod: PodId): boolean {
    return this.#agents.get(pod)?.state === 'connected';
  }

  isWorking(pod: PodId): boolean {
    return (this.#agents.get(pod)?.working.length ?? 0) > 0;
  }

  /** The pod's process begins: its agent connects after a while, or never. */
  boot(pod: SimPod, connectMs: number): void {
    const agent: Agent = {
      pod,
      state: 'booting',
      incarnation: 0,
      connectedAt: -1,
      connectAt: Number.POSITIVE_INFINITY,
      lastBeatAt: -1,
      registered: false,
      working: [],
      unacknowledged: [],
    };
    this.#agents.set(pod.id, agent);
    this.#connectIn(agent, connectMs + this.#world.faults.connectDelayMs(pod));
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
    agent.lastBeatAt = now;
    this.#stage.fact({ kind: 'agent.up', at: now, pod: id });
    const hello: AgentConnected = {
      kind: 'agent.connected',
      at: now,
      pod: id,
      running: agent.working.map((task) => task.attempt),
      finished: agent.unacknowledged.splice(0),
    };
    if (isFirst) this.#stage.calendar.schedule(now + agent.pod.registerMs, RANK.agent, ENTRY.agentRegister, id, 0);
    this.#world.server.tell(hello);
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
    if (agent === undefined || agent.state === 'connected') return;
    const { onlineWithinMs } = this.#world.pool(agent.pod.pool).config.agent;
    if (this.#stage.now - agent.lastBeatAt < onlineWithinMs) return;
    this.#world.server.tell({ kind: 'agent.silent', at: this.#stage.now, pod: id, lastBeatAt: agent.lastBeatAt });
  }

  /** The process is gone: work is lost, nobody connects again. The pod may live on. */
  die(pod: SimPod): void {
    const agent = this.#agents.get(pod.id);
    if (agent === undefined || agent.state === 'dead') return;
    for (const task of agent.working.splice(0)) {
      this.#endPhase(task, 'lost');
      this.#world.tasks.left(task);
    }
    const wasConnected = agent.state === 'connected';
    if (wasConnected) this.#cut(agent);
    agent.state = 'dead';
  }

  /** Its pod is gone. */
  forget(pod: PodId): void {
    this.#agents.delete(pod);
  }

  /** The pod got its termination signal: an idle agent leaves, a busy one works on until the pod is gone. */
  sayGoodbye(pod: SimPod): void {
    if (!this.isWorking(pod.id)) this.die(pod);
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
      if (agent.state === 'booting' && agent.connectAt <= now && !agent.pod.terminating)
        this.#connectIn(agent, reconnectMs());
    });
  }

  /** `task.send`: accepted at this instant, if there is anybody. */
  receive(send: TaskSend): void {
    const agent = this.#agents.get(send.pod);
    const task = this.#world.tasks.get(send.task);
    const { calendar, now } = this.#stage;
    const refusal = this.#world.faults.slotConflict(send.pod);
    if (agent === undefined || agent.state !== 'connected' || task === undefined || refusal) {
      calendar.schedule(now, RANK.agent, ENTRY.sendFailed, send.task, refusal ? -send.attempt : send.attempt);
      return;
    }
    const sent = this.#world.tasks.renew(task);
    sent.attempt = send.attempt;
    sent.pod = send.pod;
    sent.slot = send.slot;
    sent.phase = send.phase;
    sent.initMs = send.freshDirectory ? agent.pod.initMs : 0;
    calendar.schedule(now, RANK.agent, ENTRY.accept, send.task, send.attempt);
  }

  sendFailed(id: TaskId, signedAttempt: number): void {
    const attempt = attemptId(Math.abs(signedAttempt));
    const reason = signedAttempt < 0 ? 'slot-conflict' : 'agent-not-connected';
    this.#world.server.tell({ kind: 'task.sendFailed', at: this.#stage.now, task: id, attempt, certain: true, reason });
  }

  /** The agent takes the task up and begins its phase. */
  accept(id: TaskId, attempt: number): void {
    const task = this.#world.tasks.get(id);
    if (task === undefined || task.attempt !== attempt) return;
    const agent = this.#agents.get(task.pod);
    // Cut between send and acceptance: the hello of its next connection will show that it never came.
    if (agent === undefined || agent.state !== 'connected') return;
    this.#begin(agent, task, task.initMs);
    const accepted = this.#accepted;
    accepted.at = this.#stage.now;
    accepted.task = id;
    accepted.attempt = task.attempt;
    this.#world.server.tellAnswer(accepted);
  }

  /** A task that runs since before the run began. */
  resume(task: SimTask): void {
    this.#begin(this.#agents.get(task.pod) as Agent, task, 0);
  }

  #begin(agent: Agent, task: SimTask, initMs: number): void {
    agent.working.push(task);
    task.isWorking = true;
    const began = this.#began;
    began.at = this.#stage.now;
    began.task = task.id;
    began.attempt = task.attempt;
    began.phase = task.phase;
    began.pod = task.pod;
    began.slot = task.slot;
    this.#stage.phaseBegan(began);
    const serviceMs = task.phase === 'plan' ? task.needs.planMs : task.needs.applyMs;
    this.#stage.calendar.schedule(
      this.#stage.now + initMs + serviceMs,
      RANK.completion,
      ENTRY.complete,
      task.id,
      task.attempt,
    );
  }

  /** A phase is done. The result waits at the agent if nobody listens. */
  complete(id: TaskId, attempt: number): void {
    const task = this.#world.tasks.attempt(id, attempt);
    if (task === undefined) return;
    const agent = this.#agents.get(task.pod);
    if (agent === undefined || !leave(agent, task)) return;
    this.#world.tasks.left(task);
    const isPlan = task.phase === 'plan';
    const fails = isPlan ? task.needs.planFails : task.needs.applyFails;
    this.#endPhase(task, fails ? 'failed' : 'success');
    if (isPlan && !fails && task.type === 'plan_and_apply') this.#reportPlanned(agent, task);
    else this.#reportFinished(agent, task, fails ? 'failed' : 'success');
  }

  /** `task.cancel`: the agent stops the work, if it still has it. */
  cancel(pod: PodId, attempt: AttemptId): void {
    const agent = this.#agents.get(pod);
    const task = agent?.working.find((candidate) => candidate.attempt === attempt);
    if (agent === undefined || task === undefined || agent.state !== 'connected') return;
    this.#stage.calendar.schedule(this.#stage.now, RANK.completion, ENTRY.cancelled, task.id, attempt);
  }

  cancelled(id: TaskId, attempt: number): void {
    const task = this.#world.tasks.attempt(id, attempt);
    const agent = task === undefined ? undefined : this.#agents.get(task.pod);
    if (task === undefined || agent === undefined || !leave(agent, task)) return;
    this.#world.tasks.left(task);
    this.#endPhase(task, 'cancelled');
    this.#reportFinished(agent, task, 'cancelled');
  }

  #reportPlanned(agent: Agent, task: SimTask): void {
    const hasChanges = !task.needs.nothingToApply;
    if (agent.state !== 'connected') {
      agent.unacknowledged.push({ kind: 'planned', task: task.id, attempt: task.attempt, hasChanges });
      return;
    }
    const planned = this.#planned;
    planned.at = this.#stage.now;
    planned.task = task.id;
    planned.attempt = task.attempt;
    planned.hasChanges = hasChanges;
    this.#world.server.tellAnswer(planned);
  }

  #reportFinished(agent: Agent, task: SimTask, outcome: TaskOutcome): void {
    if (agent.state !== 'connected') {
      agent.unacknowledged.push({ kind: 'finished', task: task.id, attempt: task.attempt, outcome });
      return;
    }
    const finished = this.#finished;
    finished.at = this.#stage.now;
    finished.task = task.id;
    finished.attempt = task.attempt;
    finished.outcome = outcome;
    this.#world.server.tellAnswer(finished);
  }

  #endPhase(task: SimTask, outcome: PhaseEnded['outcome']): void {
    const ended = this.#ended;
    ended.at = this.#stage.now;
    ended.task = task.id;
    ended.attempt = task.attempt;
    ended.phase = task.phase;
    ended.pod = task.pod;
    ended.slot = task.slot;
    ended.outcome = outcome;
    this.#stage.phaseEnded(ended);
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
    const { heartbeatEveryMs, onlineWithinMs } = this.#world.pool(agent.pod.pool).config.agent;
    const { calendar, now } = this.#stage;
    agent.state = 'booting';
    agent.lastBeatAt = agent.connectedAt + Math.floor((now - agent.connectedAt) / heartbeatEveryMs) * heartbeatEveryMs;
    this.#stage.fact({ kind: 'agent.down', at: now, pod: agent.pod.id });
    calendar.schedule(agent.lastBeatAt + onlineWithinMs, RANK.agent, ENTRY.agentSilent, agent.pod.id, 0);
  }
}

/** False if the agent no longer has the task. */
function leave(agent: Agent, task: SimTask): boolean {
  const at = agent.working.indexOf(task);
  if (at < 0) return false;
  if (at === agent.working.length - 1) agent.working.pop();
  else agent.working.splice(at, 1);
  return true;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
