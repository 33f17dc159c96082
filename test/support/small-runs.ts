import type { Command } from '../../src/engine/command.ts';
import type { EngineEvent } from '../../src/engine/event.ts';
import type { Fact } from '../../src/engine/fact.ts';
import { poolId, taskId, workspaceId } from '../../src/engine/ids.ts';
import { type LawDemand, PROMISED } from '../../src/engine/laws/law-demand.ts';
import type { Note } from '../../src/engine/note.ts';
import type { Observer } from '../../src/engine/observer.ts';
import type { RunEnd } from '../../src/engine/run-end.ts';
import type { TaskType } from '../../src/engine/task.ts';
import { SeriesTracker } from '../../src/measure/series.ts';
import { SeriesConditions } from '../../src/measure/series-conditions.ts';
import type {
  ArrivingTask,
  CompiledCluster,
  CompiledFault,
  CompiledPool,
  CompiledScenario,
  FaultEffect,
  FaultTrigger,
  InitialState,
  PersonAction,
  PodLife,
  TaskNeeds,
  Workload,
} from '../../src/scenario/compiled.ts';
import type { PodRequests } from '../../src/scenario/node-capacity.ts';
import type { PodSelector } from '../../src/scenario/pod-selector.ts';
import { simulate } from '../../src/sim/run.ts';
import { type PoolChanges, poolConfig } from './pools.ts';
import { scenarioOf } from './records.ts';

/** A task by hand: a plan of one minute unless changed. Ids follow the order of the list. */
export interface WrittenTask extends Partial<TaskNeeds> {
  readonly at: number;
  readonly workspace?: number;
  readonly type?: TaskType;
  readonly pool?: number;
}

export interface WrittenRun {
  /** From a send until its agent takes it up; at once unless given. */
  readonly acceptMs?: number;
  readonly pool?: PoolChanges;
  readonly pools?: readonly PoolChanges[];
  /** Delays in ms; a list is dealt out pod by pod, its last value serves the rest. */
  /** By pool. */
  readonly requests?: readonly Partial<PodRequests>[];
  readonly cluster?: CompiledCluster;
  readonly pods?: Partial<Record<keyof PodLife, number | readonly number[]>>;
  readonly tasks?: readonly WrittenTask[];
  readonly initial?: InitialState;
  readonly people?: readonly PersonAction[];
  readonly faults?: readonly WrittenFault[];
  readonly durationMs?: number;
  readonly drainMs?: number;
  readonly breaks?: readonly string[];
  readonly laws?: LawDemand;
}

export interface WrittenFault {
  readonly at: number;
  /** A fault of a moment unless given. */
  readonly until?: number;
  readonly trigger?: FaultTrigger;
  readonly effect: FaultEffect;
}

export const MINUTE = 60_000;
export const HOUR = 3_600_000;

export const NEEDS: TaskNeeds = {
  planMs: MINUTE,
  applyMs: MINUTE,
  confirmMs: 0,
  discards: false,
  nothingToApply: false,
  planFails: false,
  applyFails: false,
};

/** Every pod that the fault can hit, unless changed. */
export const select = (changes: Partial<PodSelector> = {}): PodSelector => ({
  pool: null,
  pick: 'all',
  count: Number.POSITIVE_INFINITY,
  share: 1,
  pod: null,
  ...changes,
});

/** One pool, one hour, the delays of the scenario language (scheduled after 1 s, up after 20 s more, connected after 2 s more). */
export function smallScenario(written: WrittenRun): CompiledScenario {
  const pools = (written.pools ?? [written.pool ?? {}]).map((changes, index) =>
    compiledPool(changes, written.pods ?? {}, written.requests?.[index], written.acceptMs),
  );
  const initial = written.initial ?? { pods: [], tasks: [] };
  return scenarioOf({
    run: { warmupMs: 0, durationMs: written.durationMs ?? HOUR, drainMs: written.drainMs ?? 0 },
    pools,
    cluster: written.cluster ?? null,
    workload: workloadOf(written.tasks ?? [], initial.tasks.length),
    initial,
    people: written.people ?? [],
    faults: (written.faults ?? []).map(compiledFault),
    breaks: written.breaks ?? [],
    laws: written.laws ?? PROMISED,
  });
}

function compiledPool(
  changes: PoolChanges,
  delays: NonNullable<WrittenRun['pods']>,
  requests: Partial<PodRequests> = {},
  acceptMs?: number,
): CompiledPool {
  const draw = (name: keyof PodLife, usual: number) => {
    const given = delays[name] ?? usual;
    let drawn = 0;
    return () => (typeof given === 'number' ? given : (given[Math.min(drawn++, given.length - 1)] as number));
  };
  return {
    config: poolConfig(changes),
    pods: {
      scheduleMs: draw('scheduleMs', 1_000),
      startMs: draw('startMs', 20_000),
      connectMs: draw('connectMs', 2_000),
      registerMs: draw('registerMs', 0),
      initMs: draw('initMs', 0),
      terminateMs: draw('terminateMs', 5_000),
    },
    latency: { acceptMs: acceptMs === undefined ? null : () => acceptMs, reportMs: null },
    requests: { cpuMilli: 0, memoryBytes: 0, ...requests },
    pricePerHour: 0,
  };
}

function workloadOf(tasks: readonly WrittenTask[], firstId: number): Workload {
  const arriving = tasks.map(
    (task, index): ArrivingTask => ({
      at: task.at,
      task: taskId(firstId + index),
      pool: poolId(task.pool ?? 0),
      workspace: workspaceId(task.workspace ?? firstId + index),
      type: task.type ?? 'plan',
      needs: { ...NEEDS, ...onlyNeeds(task) },
    }),
  );
  let next = 0;
  return {
    nextAt: () => arriving[next]?.at ?? Number.POSITIVE_INFINITY,
    take: () => arriving[next++] as ArrivingTask,
    taskEnded: null,
  };
}

function onlyNeeds(task: WrittenTask): Partial<TaskNeeds> {
  return Object.fromEntries(Object.entries(task).filter(([key]) => key in NEEDS));
}

const compiledFault = (fault: WrittenFault, index: number): CompiledFault => ({
  index,
  name: `${fault.effect.kind}-${index}`,
  at: fault.at,
  until: fault.until ?? fault.at,
  trigger: fault.trigger ?? null,
  place: { file: 'small.yaml', line: 1, column: 1 },
  effect: fault.effect,
  random: () => 0,
});

/** Everything a run said, copied. */
export class Recording implements Observer {
  readonly events: EngineEvent[] = [];
  readonly notes: Note[] = [];
  readonly commands: Command[] = [];
  readonly facts: Fact[] = [];
  /** All of it in order, as text: two runs are the same when these are. */
  readonly lines: string[] = [];
  end: RunEnd = { endedAt: 0, cause: 'horizon', events: 0, breaches: [] };

  event(event: EngineEvent): void {
    this.events.push({ ...event });
    this.lines.push(JSON.stringify(event));
  }

  note(note: Note): void {
    this.notes.push({ ...note });
    this.lines.push(JSON.stringify(note));
  }

  command(command: Command): void {
    this.commands.push({ ...command });
    this.lines.push(JSON.stringify(command));
  }

  fact(fact: Fact): void {
    this.facts.push({ ...fact });
    this.lines.push(JSON.stringify(fact));
  }

  /** The task's states with the instants it entered them, as `[at, state]`. */
  story(task: number): readonly (readonly [number, string])[] {
    return this.noted('task.moved')
      .filter((moved) => moved.task === task)
      .map((moved) => [moved.at, moved.to] as const);
  }

  /** When its phases began, ended and how, in truth. */
  phases(task: number): readonly string[] {
    return this.facts.flatMap((fact) => {
      if (fact.kind === 'phase.began' && fact.task === task) return [`${fact.at} ${fact.phase} began on ${fact.pod}`];
      if (fact.kind === 'phase.ended' && fact.task === task) return [`${fact.at} ${fact.phase} ${fact.outcome}`];
      return [];
    });
  }

  /** Pods that are up, not terminating and not dead, in truth, after instant `at`. */
  podsAt(at: number): number {
    const living = new Set<number>();
    for (const fact of this.facts) {
      if (fact.at > at) break;
      if (fact.kind === 'pod.up') living.add(fact.pod);
      if (fact.kind === 'pod.down' || (fact.kind === 'pod.phase' && fact.phase !== 'running')) living.delete(fact.pod);
    }
    return living.size;
  }

  noted<K extends Note['kind']>(kind: K): readonly Extract<Note, { kind: K }>[] {
    return this.notes.filter((note): note is Extract<Note, { kind: K }> => note.kind === kind);
  }

  asked<K extends Command['kind']>(kind: K): readonly Extract<Command, { kind: K }>[] {
    return this.commands.filter((command): command is Extract<Command, { kind: K }> => command.kind === kind);
  }

  heard<K extends EngineEvent['kind']>(kind: K): readonly Extract<EngineEvent, { kind: K }>[] {
    return this.events.filter((event): event is Extract<EngineEvent, { kind: K }> => event.kind === kind);
  }

  witnessed<K extends Fact['kind']>(kind: K): readonly Extract<Fact, { kind: K }>[] {
    return this.facts.filter((fact): fact is Extract<Fact, { kind: K }> => fact.kind === kind);
  }
}

/** Simulates and keeps what was said. Throws what `simulate` throws. */
export function record(scenario: CompiledScenario): Recording {
  const recording = new Recording();
  const series = new SeriesTracker(scenario);
  recording.end = simulate(scenario, [series, recording], new SeriesConditions(series));
  return recording;
}

export const recordRun = (written: WrittenRun): Recording => record(smallScenario(written));
