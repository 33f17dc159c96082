import type { TaskCancel, TaskSend } from '../engine/command.ts';
import type { TaskAccepted, TaskFinished, TaskOutcome, TaskPlanned, UnacknowledgedResult } from '../engine/event.ts';
import type { PhaseBegan, PhaseEnded } from '../engine/fact.ts';
import { type AttemptId, attemptId, type PodId, type TaskId, taskId } from '../engine/ids.ts';
import { ENTRY, RANK } from './agenda.ts';
import type { Agent, UnansweredSend } from './agents.ts';
import type { Stage } from './stage.ts';
import type { SimTask } from './tasks.ts';
import type { World } from './world.ts';

/** What the fake agents do with tasks: take them up, run their phases, report, stop. A result that nobody hears waits at its agent. */
export class Work {
  readonly #world: World;
  readonly #stage: Stage;

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

  /** `task.send`: accepted at this instant, or after the pool's latency, if there is anybody. */
  receive(send: TaskSend): void {
    if (this.#world.server.isBehindOn(send.pod)) return this.#tellUnknown(send.task, send.attempt);
    const agent = this.#world.agents.get(send.pod);
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
    const { acceptMs } = this.#world.pool(agent.pod.pool).latency;
    const acceptAt = acceptMs === null ? now : now + acceptMs();
    sent.acceptAt = acceptAt;
    if (acceptMs !== null) awaitAnswer(agent, sent);
    calendar.schedule(acceptAt, RANK.agent, ENTRY.accept, send.task, send.attempt);
  }

  sendFailed(id: TaskId, signedAttempt: number): void {
    const reason = signedAttempt < 0 ? 'slot-conflict' : 'agent-not-connected';
    this.#tellFailed(id, Math.abs(signedAttempt), reason);
  }

  /** The agent takes the task up and begins its phase, unless it takes no more or the slot has something in it. */
  accept(id: TaskId, attempt: number): void {
    const task = this.#world.tasks.get(id);
    if (task === undefined || task.attempt !== attempt || task.acceptAt === LOST_ON_ITS_WAY) return;
    const agent = this.#world.agents.get(task.pod);
    if (agent === undefined || agent.state !== 'connected') return this.#tellUnknown(id, task.attempt);
    if (this.#world.faults.pods.isZombie(task.pod)) return awaitAnswer(agent, task);
    if (agent.unanswered !== null) answered(agent.unanswered, attempt);
    if (agent.isLeaving || agent.tasksDone + agent.working.length >= agent.maxTasks)
      return this.#tellFailed(id, attempt, 'leaving');
    if (hasTaken(agent, task.slot)) return this.#tellFailed(id, attempt, 'slot-conflict');
    this.#begin(agent, task, task.initMs);
    const accepted = this.#accepted;
    accepted.at = this.#stage.now;
    accepted.task = id;
    accepted.attempt = task.attempt;
    this.#world.server.tellAnswer(accepted);
  }

  /** A task that runs since before the run began. */
  resume(task: SimTask): void {
    this.#begin(this.#world.agents.get(task.pod) as Agent, task, 0);
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
    const { reportMs } = this.#world.pool(agent.pod.pool).latency;
    const lateMs = reportMs === null ? 0 : reportMs();
    this.#stage.calendar.schedule(
      this.#stage.now + initMs + serviceMs + lateMs,
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
    const agent = this.#world.agents.get(task.pod);
    if (agent === undefined || !leave(agent, task)) return;
    this.#world.tasks.left(task);
    const isPlan = task.phase === 'plan';
    const fails = isPlan ? task.needs.planFails : task.needs.applyFails;
    this.#endPhase(task, fails ? 'failed' : 'success');
    if (isPlan && !fails && task.type === 'plan_and_apply') this.#reportPlanned(agent, task);
    else this.#reportFinished(agent, task, fails ? 'failed' : 'success');
    this.#world.agents.leaveIfDue(agent);
  }

  /** `task.cancel`: the agent stops the work, if it still has it, or as soon as it has taken it up. */
  cancel({ task: id, pod, attempt }: TaskCancel): void {
    const task = this.#world.tasks.attempt(id, attempt);
    if (task === undefined || task.pod !== pod || !this.#world.agents.isConnected(pod)) return;
    const { calendar, now } = this.#stage;
    if (task.isWorking) calendar.schedule(now, RANK.completion, ENTRY.cancelled, id, attempt);
    else if (task.acceptAt >= now) calendar.schedule(task.acceptAt, RANK.agent, ENTRY.cancelled, id, attempt);
  }

  cancelled(id: TaskId, attempt: number): void {
    const task = this.#world.tasks.attempt(id, attempt);
    const agent = task === undefined ? undefined : this.#world.agents.get(task.pod);
    if (task === undefined || agent === undefined || !leave(agent, task)) return;
    this.#world.tasks.left(task);
    this.#endPhase(task, 'cancelled');
    this.#reportFinished(agent, task, 'cancelled');
    this.#world.agents.leaveIfDue(agent);
  }

  /** The agent's process is gone, and its work with it. */
  lose(agent: Agent): void {
    for (const task of agent.working.splice(0)) {
      this.#endPhase(task, 'lost');
      this.#world.tasks.left(task);
    }
  }

  /** Their connection has ended. Whether they came nobody knows, until the hello of the next one shows it. */
  loseSends(unanswered: UnansweredSend[]): void {
    for (const { task, attempt } of unanswered.splice(0)) {
      if (task.attempt === attempt) task.acceptAt = LOST_ON_ITS_WAY;
      this.#tellUnknown(task.id, attempt);
    }
  }

  #tellUnknown(task: TaskId, attempt: AttemptId): void {
    const at = this.#stage.now;
    const reason = 'connection-lost';
    this.#world.server.tell({ kind: 'task.sendFailed', at, task, attempt, certain: false, reason });
  }

  #tellFailed(task: TaskId, attempt: number, reason: string): void {
    const { server } = this.#world;
    const at = this.#stage.now;
    server.tell({ kind: 'task.sendFailed', at, task, attempt: attemptId(attempt), certain: true, reason });
  }

  #reportPlanned(agent: Agent, task: SimTask): void {
    const hasChanges = !task.needs.nothingToApply;
    if (!hasChanges) agent.tasksDone += 1;
    const heard = this.#isHeard(agent)
      ? null
      : this.#keep(agent, { kind: 'planned', task: task.id, attempt: task.attempt, hasChanges });
    if (agent.state !== 'connected') return;
    const planned = this.#planned;
    planned.at = this.#stage.now;
    planned.task = task.id;
    planned.attempt = task.attempt;
    planned.hasChanges = hasChanges;
    this.#world.server.tellAnswer(planned, heard);
  }

  #reportFinished(agent: Agent, task: SimTask, outcome: TaskOutcome): void {
    agent.tasksDone += 1;
    const heard = this.#isHeard(agent)
      ? null
      : this.#keep(agent, { kind: 'finished', task: task.id, attempt: task.attempt, outcome });
    if (agent.state !== 'connected') return;
    const finished = this.#finished;
    finished.at = this.#stage.now;
    finished.task = task.id;
    finished.attempt = task.attempt;
    finished.outcome = outcome;
    this.#world.server.tellAnswer(finished, heard);
  }

  /** Whether the server hears at this instant what the agent says. */
  #isHeard(agent: Agent): boolean {
    return agent.state === 'connected' && !this.#world.server.isBehind();
  }

  /** The result waits at its agent until the server has heard it: one that stands still may end before it does. */
  #keep(agent: Agent, result: UnacknowledgedResult): () => void {
    agent.unacknowledged.push(result);
    return () => this.#world.agents.acknowledge(agent, [result]);
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
}

/** Of a send whose connection ended before its agent took it up. */
const LOST_ON_ITS_WAY = -1;

/** Kept until the agent answers, or its connection ends. */
function awaitAnswer(agent: Agent, task: SimTask): void {
  const { attempt } = task;
  agent.unanswered ??= [];
  if (!agent.unanswered.some((sent) => sent.attempt === attempt)) agent.unanswered.push({ task, attempt });
}

function answered(unanswered: UnansweredSend[], attempt: number): void {
  const at = unanswered.findIndex((sent) => sent.attempt === attempt);
  if (at >= 0) unanswered.splice(at, 1);
}

/** Whether something runs in the slot. */
function hasTaken({ working }: Agent, slot: number): boolean {
  for (let at = 0; at < working.length; at += 1) if ((working[at] as SimTask).slot === slot) return true;
  return false;
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
