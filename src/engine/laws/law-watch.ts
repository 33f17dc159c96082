import type { Command } from '../command.ts';
import type { Engine } from '../engine.ts';
import type { EngineEvent } from '../event.ts';
import type { Fact, PhaseBegan, PhaseEnded } from '../fact.ts';
import type { TaskId } from '../ids.ts';
import type { Note, SlotChanged, TaskMoved } from '../note.ts';
import type { Observer } from '../observer.ts';
import type { PoolConfig } from '../pool-config.ts';
import { AccountingLaw } from './accounting-law.ts';
import type { Bench, Books } from './bench.ts';
import { DemandedLaws } from './demanded-laws.ts';
import { Evidence, NOTHING } from './evidence.ts';
import { type LawBreach, LawBroken } from './law.ts';
import type { LawName } from './law-catalogue.ts';
import type { LawDemand } from './law-demand.ts';
import { PodLaws } from './pod-laws.ts';
import { QualityLaws } from './quality-laws.ts';
import { SettlesLaw } from './settles-law.ts';
import { TaskLaws } from './task-laws.ts';

/**
 * Holds a run to every law. A breach that is allowed (the variant names the law in `breaks`) is recorded once and the run goes
 * on; any other is thrown.
 */
export class LawWatch implements Observer, Bench {
  readonly configs: readonly PoolConfig[];
  readonly laws: LawDemand;
  readonly taskNames: ReadonlyMap<TaskId, string>;
  readonly isPunctual: boolean;
  readonly evidence: Evidence;
  readonly #allowed: ReadonlySet<string>;
  readonly #hasOldLists: boolean;
  readonly #breaches = new Map<LawName, LawBreach>();
  readonly #tasks: TaskLaws;
  readonly #pods: PodLaws;
  readonly #accounting: AccountingLaw;
  readonly #quality: QualityLaws;
  readonly #demanded: DemandedLaws | null;
  readonly #settles: SettlesLaw | null;
  #engine: Engine | null = null;
  #countEvents: () => number = () => 0;

  constructor(made: {
    pools: readonly PoolConfig[];
    laws: LawDemand;
    allowed: ReadonlySet<string>;
    taskNames: ReadonlyMap<TaskId, string>;
    /** Whether lists of pods may be old. Where none is, nobody compares them with the truth. */
    hasOldLists: boolean;
    /** Timers go off when they are due. */
    isPunctual: boolean;
  }) {
    this.configs = made.pools;
    this.laws = made.laws;
    this.taskNames = made.taskNames;
    this.#allowed = made.allowed;
    this.#hasOldLists = made.hasOldLists;
    this.isPunctual = made.isPunctual;
    this.evidence = new Evidence(made.pools);
    this.#tasks = new TaskLaws(this);
    this.#pods = new PodLaws(this);
    this.#accounting = new AccountingLaw(this);
    this.#quality = new QualityLaws(this);
    this.#demanded = made.laws.demand === 'all' ? new DemandedLaws(this) : null;
    this.#settles = made.laws.settledBy < Number.POSITIVE_INFINITY ? new SettlesLaw(this) : null;
  }

  /** Before the first event. `countEvents` gives the number of the present one. */
  open(engine: Engine, countEvents: () => number): void {
    this.#engine = engine;
    this.#countEvents = countEvents;
  }

  get books(): Books {
    return (this.#engine as Engine).books;
  }

  get breaches(): readonly LawBreach[] {
    return [...this.#breaches.values()];
  }

  breach(law: LawName, at: number, text: string): void {
    if (this.#breaches.has(law)) return;
    const breach: LawBreach = { law, at, event: this.#countEvents(), text };
    if (!this.#allowed.has(law)) throw new LawBroken(breach);
    this.#breaches.set(law, breach);
  }

  event(event: EngineEvent): void {
    switch (event.kind) {
      case 'task.submitted':
        this.#tasks.submitted(event.type);
        break;
      case 'apply.confirmed':
        this.#tasks.confirmed(event.task);
        break;
      case 'pods.listed':
        if (this.#hasOldLists || this.evidence.isHiding(event.pool)) this.evidence.listed(event.pool, event.pods);
        this.#quality.podsListed();
        break;
      case 'pod.deleteFailed':
        this.evidence.stays(event.pod);
        this.#quality.podTouched(event.pod);
        break;
      case 'pod.changed':
      case 'agent.connected':
      case 'agent.registered':
      case 'agent.heard':
        this.#quality.podTouched(event.pod);
        break;
      case 'pod.gone':
        this.evidence.gone(event.pod);
        break;
      case 'pod.createFailed':
        if (event.certain) this.evidence.refused(event.pod);
        break;
      case 'server.restarted':
        this.evidence.serverCameBack();
        this.#quality.serverCameBack();
        this.#demanded?.serverCameBack(event.at);
        break;
      case 'store.queryFailing':
        this.#quality.queryFails(event.query, true);
        this.#demanded?.queryFails(event.query, true);
        break;
      case 'store.queryRestored':
        this.#quality.queryFails(event.query, false);
        this.#demanded?.queryFails(event.query, false);
        break;
      default:
        break;
    }
  }

  /** What agents report is judged by the facts beside it. */
  taskAnswered(): void {}

  taskMoved(moved: TaskMoved): void {
    this.#tasks.moved(moved);
    this.#demanded?.moved(moved);
  }

  slotChanged(changed: SlotChanged): void {
    this.#pods.slotChanged(changed);
    this.#accounting.slotChanged(changed);
    this.#quality.slotChanged(changed);
  }

  note(note: Note): void {
    if (note.kind === 'pod.cordoned') this.#quality.podTouched(note.pod);
    if (note.kind !== 'scale.decided') return;
    this.#quality.scaleDecided(note);
    this.#demanded?.scaleDecided(note);
    this.#settles?.scaleDecided(note);
  }

  command(command: Command): void {
    if (command.kind === 'pod.delete') {
      this.#pods.deletion(command);
      this.evidence.willGo(command.pod);
    } else if (command.kind === 'pod.create') {
      this.#pods.creation(command);
      this.#quality.creation(command);
      this.#demanded?.creation(command);
      this.evidence.asked(command.pod);
    }
  }

  phaseBegan(fact: PhaseBegan): void {
    this.#tasks.began(fact, this.evidence.occupy(fact.pod, fact.slot, fact.task));
    this.#pods.began(fact);
  }

  phaseEnded(fact: PhaseEnded): void {
    this.#tasks.ended(fact);
    this.evidence.occupy(fact.pod, fact.slot, NOTHING);
  }

  fact(fact: Fact): void {
    if (fact.kind === 'task.arrived') {
      this.#tasks.arrived();
      return;
    }
    this.#accounting.fact(fact);
    this.evidence.keep(fact);
    if (fact.kind === 'server.resumed') {
      this.#quality.serverCameBack();
      this.#demanded?.serverCameBack(fact.at);
    } else if (fact.kind === 'pod.up') this.#pods.added(fact);
    else if (fact.kind === 'pod.down') this.#pods.gone(fact.pod);
    else if (fact.kind === 'agent.up') this.#quality.podTouched(fact.pod);
  }

  instantEnded(at: number): void {
    this.#tasks.instantEnded(at);
    this.#quality.instantEnded(at);
    this.#demanded?.instantEnded(at);
  }

  runEnded(at: number): void {
    this.#tasks.runEnded(at);
    this.#accounting.runEnded(at);
    this.#settles?.runEnded(at);
  }
}
