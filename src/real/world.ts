import type { Command, World as CommandWorld, PolicyAsk, TaskSend } from '../engine/command.ts';
import type { EngineEvent, Timer } from '../engine/event.ts';
import type { Fact } from '../engine/fact.ts';
import type { AttemptId, PodId, PoolId, TaskId } from '../engine/ids.ts';
import type { TaskMoved } from '../engine/note.ts';
import type { Phase, TaskType } from '../engine/task.ts';
import type { CompiledPool, CompiledScenario, ConditionReader, InitialPod, TaskNeeds } from '../scenario/compiled.ts';
import type { ControlServer } from './control-server.ts';
import { Faults } from './faults.ts';
import type { NodeTroubles } from './node-troubles.ts';
import { People } from './people.ts';
import { PodRoll } from './pod-roll.ts';
import type { Pods } from './pods.ts';
import { PolicyProcesses } from './policy-processes.ts';
import type { RunClock } from './run-clock.ts';
import { Server } from './server.ts';
import type { Stage } from './stage.ts';
import { Tasks } from './tasks.ts';
import { Timers } from './timers.ts';

/** What was drawn, or is wrong, when a pod was made. Scenario ms. */
export interface PodBirth {
  /** Before its agent's container starts. */
  readonly startMs: number;
  /** Before its agent connects for the first time; `Infinity` = it never does. */
  readonly connectMs: number;
  readonly isUnschedulable: boolean;
  readonly isUnpullable: boolean;
  /** Paid when an apply runs here and its plan ran elsewhere. */
  readonly initMs: number;
  /** From its termination signal to its end, if it is busy. */
  readonly terminateMs: number;
  /** Its program ends at once with this status; null = it does not. */
  readonly exitCode: number | null;
}

/** A task that runs at time zero. */
interface RunningTask {
  readonly task: TaskId;
  readonly pod: PodId;
  readonly slot: number;
  readonly phase: Phase;
  readonly attempt: AttemptId;
  readonly type: TaskType;
  readonly needs: TaskNeeds;
}

/** The real world: turns the engine's commands into calls of the Kubernetes API and messages to agents. Twin of the simulated one. */
export class World implements CommandWorld {
  readonly stage: Stage;
  readonly scenario: CompiledScenario;
  readonly clock: RunClock;
  readonly server: Server;
  readonly timers: Timers;
  readonly tasks: Tasks;
  readonly people: People;
  readonly faults: Faults;
  readonly programs: PolicyProcesses;
  readonly roll = new PodRoll();
  /** Null where the scenario has no faults of nodes. */
  nodeTroubles: NodeTroubles | null = null;
  readonly #births = new Map<PodId, PodBirth>();
  readonly #registered = new Set<PodId>();
  #pods: Pods | null = null;
  #channel: ControlServer | null = null;
  #limitPods: (pods: number) => void = () => {};

  constructor(stage: Stage, scenario: CompiledScenario, clock: RunClock, conditions: ConditionReader | null = null) {
    this.stage = stage;
    this.scenario = scenario;
    this.clock = clock;
    this.server = new Server(stage);
    this.timers = new Timers(
      clock,
      () => stage.wake(),
      (error) => stage.fail(error),
    );
    this.tasks = new Tasks(this);
    this.people = new People(this);
    this.faults = new Faults(this, conditions);
    this.programs = new PolicyProcesses(scenario);
  }

  /** Ties the knot: pods and channel tell this world what happens, so it has to be there first. */
  connect(pods: Pods, channel: ControlServer, limitPods: (pods: number) => void): void {
    this.#pods = pods;
    this.#channel = channel;
    this.#limitPods = limitPods;
  }

  get pods(): Pods {
    return this.#pods as Pods;
  }

  /** So many pods may the run's namespace hold; `Infinity` = any number. */
  limitPods(pods: number): void {
    this.#limitPods(pods);
  }

  get channel(): ControlServer {
    return this.#channel as ControlServer;
  }

  pool(id: PoolId): CompiledPool {
    return this.scenario.pools[id] as CompiledPool;
  }

  /** Everything that the scenario has planned. What exists at time zero has been prepared and told before. */
  open(): void {
    this.faults.plan(this.scenario.faults);
    this.people.plan(this.scenario.people);
    this.tasks.scheduleNext();
  }

  /** From pods and agents. `taken` is called just before the engine is handed the event, and never while the server is down. */
  tell(event: EngineEvent, taken?: () => void): void {
    this.server.tell(event, taken);
    if (event.kind === 'agent.connected') this.#register(event.pod);
  }

  /** What the cluster and the agents make true. */
  fact(fact: Fact): void {
    this.roll.fact(fact);
    // A pod's end is the end of its agent, whatever its socket has to say.
    const isOver = fact.kind === 'pod.phase' && (fact.phase === 'failed' || fact.phase === 'succeeded');
    if (isOver || fact.kind === 'pod.down') this.channel.podEnded(fact.pod);
    if (fact.kind === 'pod.down') this.channel.forget(fact.pod);
    this.stage.fact(fact);
  }

  perform(command: Command): void {
    switch (command.kind) {
      case 'task.send':
        this.#send(command);
        break;
      case 'timer.set':
        this.timers.set(command.timer, command.dueAt);
        break;
      case 'policy.ask':
        this.#ask(command);
        break;
      case 'pods.list':
        this.#pods?.list(command.pool);
        break;
      case 'pod.create':
        this.create(command.pod, command.pool);
        break;
      case 'pod.delete':
        this.#pods?.delete(command.pod);
        break;
      case 'task.cancel':
        this.channel.cancel(command.pod, command.attempt);
        break;
      case 'agent.drain':
        this.channel.drain(command.pod);
        break;
    }
  }

  /** A server that is down hears no alarm. */
  overdue(at: number): readonly Timer[] {
    const due = this.timers.overdue(at);
    return this.server.isDown ? [] : due;
  }

  watchTask(moved: TaskMoved): void {
    this.people.watchTask(moved);
  }

  /** `state` is of a pod that exists at time zero: a dead one has a program that ends at once. */
  create(pod: PodId, pool: PoolId, state: InitialPod['state'] = 'pending'): void {
    // Drawn when the pod is made, so that the k-th pod has the k-th draw. One that is asked for again keeps its own.
    if (!this.#births.has(pod)) {
      const { initMs, terminateMs } = this.pool(pool).pods;
      const flaws = this.faults.flawsOf(pod, pool);
      const exitCode = state === 'failed' || flaws?.crashes === true ? 1 : state === 'succeeded' ? 0 : null;
      // A pod that runs at time zero connects some time after it, as a new one does.
      this.#births.set(pod, {
        startMs: flaws?.startMs ?? 0,
        connectMs: flaws?.connectMs ?? 0,
        isUnschedulable: flaws?.isUnschedulable === true,
        isUnpullable: flaws !== null && flaws.unpullable !== null,
        initMs: initMs(),
        terminateMs: terminateMs(),
        exitCode,
      });
    }
    this.#pods?.create(pod, pool);
  }

  /** Of a pod that was asked for. */
  birthOf(pod: PodId): PodBirth {
    return this.#births.get(pod) ?? ON_TIME;
  }

  /** A task that runs since before the run began. */
  resume({ task, pod, slot, phase, attempt, type, needs }: RunningTask): void {
    this.#assign({ task, pod, slot, phase, attempt, freshDirectory: false }, type, needs);
  }

  /** However long it takes: the answer comes in by the inbox, as everything does. */
  #ask(question: PolicyAsk): void {
    const { pool, ask } = question;
    void this.programs
      .ask(question)
      .then((answer) => this.server.tell({ kind: 'policy.decided', at: this.clock.now(), pool, ask, answer }))
      .catch((error: unknown) => this.stage.fail(error));
  }

  /** Once for each agent: recorded on its pod, where the next list shows it. */
  #register(pod: PodId): void {
    if (this.#registered.has(pod)) return;
    this.#registered.add(pod);
    this.#pods?.markRegistered(pod, `agent-${pod}`);
  }

  #send({ task, pod, slot, phase, attempt, freshDirectory }: TaskSend): void {
    if (this.faults.slotConflict(pod)) {
      const reason = 'slot-conflict';
      this.server.tell({ kind: 'task.sendFailed', at: this.stage.now, task, attempt, certain: true, reason });
      return;
    }
    const known = this.tasks.get(task);
    if (known === undefined) return;
    this.#assign({ task, pod, slot, phase, attempt, freshDirectory }, known.type, known.needs);
  }

  #assign(
    { task, pod, slot, phase, attempt, freshDirectory }: Omit<TaskSend, 'kind' | 'at'>,
    taskType: TaskType,
    needs: TaskNeeds,
  ): void {
    this.channel.send({
      task,
      pod,
      slot,
      taskType,
      phase,
      attempt,
      workMs: this.clock.wallMs(phase === 'plan' ? needs.planMs : needs.applyMs),
      initMs: freshDirectory ? this.clock.wallMs(this.birthOf(pod).initMs) : 0,
      hasChanges: !needs.nothingToApply,
      fails: phase === 'plan' ? needs.planFails : needs.applyFails,
    });
  }
}

const ON_TIME: PodBirth = {
  startMs: 0,
  connectMs: 0,
  isUnschedulable: false,
  isUnpullable: false,
  initMs: 0,
  terminateMs: 0,
  exitCode: null,
};
