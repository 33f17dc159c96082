import type { Fact } from '../../engine/fact.ts';
import type { PodId, PoolId, TaskId } from '../../engine/ids.ts';
import { poolId } from '../../engine/ids.ts';
import type { Observer } from '../../engine/observer.ts';
import type { InitialPod } from '../../scenario/compiled.ts';
import type { JournalHeader } from '../journal-header.ts';
import { Names } from '../names.ts';
import { SeriesTracker } from '../series.ts';
import { LatestDecisions } from './latest-decisions.ts';
import { type PodExplanation, PodFollower } from './pod-explanation.ts';
import { PodStories } from './pod-stories.ts';
import { type PoolMoment, poolMoment } from './pool-moment.ts';
import { type TaskExplanation, TaskFollower } from './task-explanation.ts';
import type { WaitSources } from './wait-detail.ts';
import { Waiting } from './waiting.ts';

/** What a journal is asked; null = not this. */
export interface Question {
  /** ms since the run began. */
  readonly at: number | null;
  /** Of the question for a time: this pool alone. */
  readonly pool: PoolId | null;
  readonly task: TaskId | null;
  readonly pod: PodId | null;
}

/** Plain data, as `poolproof explain --json` prints it. */
export interface Explanation {
  /** Null unless a time was asked for. */
  readonly moment: Moment | null;
  readonly task: TaskExplanation | null;
  readonly pod: PodExplanation | null;
}

/** The end of an instant. */
export interface Moment {
  readonly at: number;
  /** Null = it was up. */
  readonly serverDownSince: number | null;
  readonly faults: readonly { readonly name: string; readonly since: number }[];
  readonly pools: readonly PoolMoment[];
}

/** Everything that reads a journal's records to answer a question, in the order in which they must be told. */
export class JournalGuide {
  readonly observers: readonly Observer[];
  readonly #header: JournalHeader;
  readonly #question: Question;
  readonly #series: SeriesTracker;
  readonly #decisions: LatestDecisions;
  readonly #sources: WaitSources;
  readonly #faults = new Map<number, { readonly name: string; readonly since: number }>();
  readonly #task: TaskFollower | null;
  readonly #pod: PodFollower | null;
  #moment: Moment | null = null;

  /** `pods` are those that stand at the beginning, as the facts before the first event tell of them. */
  constructor(header: JournalHeader, pods: readonly InitialPod[], question: Question) {
    const names = new Names(header);
    this.#header = header;
    this.#question = question;
    this.#series = new SeriesTracker({
      pools: header.pools,
      cluster: null,
      initial: { pods, tasks: header.initialTasks },
      expectations: [],
      faults: [],
    });
    this.#decisions = new LatestDecisions(names);
    const stories = new PodStories(question.pod);
    const waiting = new Waiting(this.#series, header.pools);
    const rules = header.pools.map(({ config }) => config.agent.rule);
    this.#sources = { names, pods: stories, waiting, rules };
    this.#task = question.task === null ? null : new TaskFollower(question.task, this.#series, this.#sources);
    this.#pod = question.pod === null ? null : new PodFollower(question.pod, stories, this.#decisions, names);
    const observers = [this.#series, this.#decisions, stories, waiting, this.#task, this.#pod, this];
    this.observers = observers.filter((observer) => observer !== null);
  }

  fact(fact: Fact): void {
    if (fact.kind === 'fault.began') {
      if (this.#header.instantFaults?.includes(fact.fault)) return;
      this.#faults.set(fact.fault, { name: fact.name, since: fact.at });
    } else if (fact.kind === 'fault.ended') this.#faults.delete(fact.fault);
  }

  /** What stands now is what stood at the time that was asked for, and later things are about to be told. */
  reached(): void {
    const { at, pool } = this.#question;
    if (at === null || this.#moment !== null) return;
    const sources = { ...this.#sources, series: this.#series, decisions: this.#decisions };
    const pools = this.#header.pools.flatMap(({ config }, index) =>
      pool === null || pool === index ? [poolMoment(poolId(index), config, sources)] : [],
    );
    const { serverDownSince } = this.#sources.waiting;
    this.#moment = { at, serverDownSince, faults: [...this.#faults.values()], pools };
  }

  /** Nothing that is told from here on can change the answer. */
  get isDone(): boolean {
    return this.#moment !== null && this.#task === null && this.#pod === null;
  }

  /** After the last record, at `endedAt`. */
  explanation(endedAt: number): Explanation {
    return {
      moment: this.#moment,
      task: this.#task?.explanation(endedAt) ?? null,
      pod: this.#pod?.explanation() ?? null,
    };
  }
}
