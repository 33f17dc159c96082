import type { Command, World as CommandWorld } from '../engine/command.ts';
import { type PoolId, podId, poolId, taskId } from '../engine/ids.ts';
import type { TaskMoved } from '../engine/note.ts';
import type { CompiledPool, CompiledScenario, ConditionReader } from '../scenario/compiled.ts';
import { ENTRY } from './agenda.ts';
import { Agents } from './agents.ts';
import { Faults } from './faults.ts';
import { NodeTroubles } from './node-troubles.ts';
import { Nodes } from './nodes.ts';
import { People } from './people.ts';
import { Pods } from './pods.ts';
import { Programs } from './programs.ts';
import { Server } from './server.ts';
import type { Stage } from './stage.ts';
import { Tasks } from './tasks.ts';
import { Timers } from './timers.ts';
import { Work } from './work.ts';

/** The simulated world: turns the engine's commands and the calendar's entries into what pods, agents and people do. */
export class World implements CommandWorld {
  readonly stage: Stage;
  readonly scenario: CompiledScenario;
  readonly server: Server;
  readonly tasks: Tasks;
  /** Null = pods find a node whenever they want one. */
  readonly nodes: Nodes | null;
  readonly nodeTroubles: NodeTroubles | null;
  readonly pods: Pods;
  readonly agents: Agents;
  readonly work: Work;
  readonly people: People;
  readonly faults: Faults;
  readonly programs: Programs;
  readonly #timers: Timers;

  constructor(stage: Stage, scenario: CompiledScenario, conditions: ConditionReader | null = null) {
    this.stage = stage;
    this.scenario = scenario;
    this.server = new Server(stage);
    this.tasks = new Tasks(this);
    this.nodes = scenario.cluster === null ? null : new Nodes(this, scenario.cluster);
    this.nodeTroubles = this.nodes === null ? null : new NodeTroubles(this, this.nodes);
    this.pods = new Pods(this);
    this.agents = new Agents(this);
    this.work = new Work(this);
    this.people = new People(this);
    this.faults = new Faults(this, conditions);
    this.programs = new Programs(this);
    this.#timers = new Timers(this);
  }

  pool(id: PoolId): CompiledPool {
    return this.scenario.pools[id] as CompiledPool;
  }

  /** What exists at time zero, and everything that the scenario has planned. */
  open(): void {
    const { initial, people, faults } = this.scenario;
    for (const task of initial.tasks) this.tasks.know(task);
    this.nodes?.open();
    for (const pod of initial.pods) this.pods.place(pod);
    for (const task of initial.tasks) {
      if (task.pod === null) continue;
      const known = this.tasks.get(task.task);
      if (known === undefined) continue;
      known.pod = task.pod;
      known.slot = task.slot;
      known.phase = task.state === 'running' ? task.phase : 'plan';
      known.attempt = task.attempt ?? known.attempt;
      if (task.state === 'running') this.work.resume(known);
    }
    this.faults.plan(faults);
    this.people.plan(people);
    this.tasks.scheduleNext();
    // A server that stands still or ends at time zero had begun before.
    this.stage.tell({ kind: 'server.started', at: 0 });
  }

  perform(command: Command): void {
    switch (command.kind) {
      case 'task.send':
        this.work.receive(command);
        break;
      case 'timer.set':
        this.#timers.set(command.timer, command.dueAt);
        break;
      case 'policy.ask':
        this.programs.ask(command);
        break;
      case 'pods.list':
        this.pods.list(command.pool);
        break;
      case 'pod.create':
        this.pods.create(command.pod, command.pool);
        break;
      case 'pod.delete':
        this.pods.delete(command.pod);
        break;
      case 'task.cancel':
        this.work.cancel(command);
        break;
      case 'agent.drain':
        this.agents.drain(command.pod);
        break;
    }
  }

  watchTask(moved: TaskMoved): void {
    this.people.watchTask(moved);
  }

  /** Makes the calendar's present entry happen. */
  happen(kind: number, subject: number, detail: number): void {
    if (this.nodeTroubles?.holds(kind, subject, detail) === true) return;
    switch (kind) {
      case ENTRY.arrival:
        return this.tasks.arrive();
      case ENTRY.accept:
        return this.work.accept(taskId(subject), detail);
      case ENTRY.complete:
        return this.work.complete(taskId(subject), detail);
      case ENTRY.timer:
        return this.#timers.due(subject);
      case ENTRY.confirm:
        return this.people.decide(taskId(subject));
      case ENTRY.listed:
        return this.pods.listed(poolId(subject), detail);
      case ENTRY.policyDecided:
        return this.programs.decided(poolId(subject), detail);
      case ENTRY.createAnswered:
        return this.pods.createAnswered(podId(subject), detail);
      case ENTRY.podScheduled:
        return this.pods.scheduled(podId(subject));
      case ENTRY.podRunning:
        return this.pods.started(podId(subject));
      case ENTRY.podGone:
        return this.pods.gone(podId(subject));
      case ENTRY.deleteFailed:
        return this.pods.deleteFailed(podId(subject), detail);
      case ENTRY.agentConnect:
        return this.agents.connect(podId(subject), detail);
      case ENTRY.agentRegister:
        return this.agents.register(podId(subject));
      case ENTRY.agentSilent:
        return this.agents.fellSilent(podId(subject));
      case ENTRY.agentSignalled:
        return this.agents.sayGoodbye(podId(subject));
      case ENTRY.agentDrained:
        return this.agents.exit(podId(subject));
      case ENTRY.nodeScan:
        return this.nodes?.scan();
      case ENTRY.nodeReady:
        return this.nodes?.arrive(subject);
      case ENTRY.nodeNotReady:
        return this.nodeTroubles?.notReady(subject);
      case ENTRY.nodeGivenUp:
        return this.nodeTroubles?.giveUp(subject);
      case ENTRY.serverHears:
        return this.server.hear();
      case ENTRY.createCalled:
        return this.pods.createCalled(podId(subject), poolId(detail));
      case ENTRY.deleteCalled:
        return this.pods.deleteCalled(podId(subject));
      case ENTRY.sendFailed:
        return this.work.sendFailed(taskId(subject), detail);
      case ENTRY.cancelled:
        return this.work.cancelled(taskId(subject), detail);
      case ENTRY.person:
        return this.people.act(subject);
      case ENTRY.unlock:
        return this.people.unlock(subject);
      case ENTRY.faultBegin:
        return this.faults.begin(subject);
      case ENTRY.faultEnd:
        return this.faults.end(subject);
      case ENTRY.serverUp:
        return this.faults.serverUp(subject);
      default:
        throw new Error(`calendar entry of unknown kind ${kind}`);
    }
  }
}
