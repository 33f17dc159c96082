import type { Command } from '../../src/engine/command.ts';
import type { EngineEvent } from '../../src/engine/event.ts';
import type { Fact } from '../../src/engine/fact.ts';
import { PROMISED } from '../../src/engine/laws/law-demand.ts';
import type { Note } from '../../src/engine/note.ts';
import type { Observer } from '../../src/engine/observer.ts';
import type { SlotRule } from '../../src/engine/pool-config.ts';
import { tellEvent, tellFact, tellNote } from '../../src/engine/route.ts';
import type { CompiledPool, CompiledScenario } from '../../src/scenario/compiled.ts';

/** One record of a stream written by hand. */
export type StreamRecord =
  | { readonly event: EngineEvent }
  | { readonly note: Note }
  | { readonly command: Command }
  | { readonly fact: Fact };

/**
 * Plays records to observers as a run would: in order, with the end of each instant, and the end of the run. Every record is a fresh
 * copy whose fields are spoilt after the call, so that an observer that keeps one is found out.
 */
export function play(observers: readonly Observer[], records: readonly StreamRecord[], endsAt: number): void {
  let now = 0;
  for (const record of records) {
    const at = timeOf(record);
    if (at < now) throw new Error(`a record at ${at} follows one at ${now}`);
    if (at > now) for (const observer of observers) observer.instantEnded?.(now);
    now = at;
    for (const observer of observers) tell(observer, record);
  }
  for (const observer of observers) observer.instantEnded?.(now);
  for (const observer of observers) observer.runEnded?.(endsAt);
}

function timeOf(record: StreamRecord): number {
  if ('event' in record) return record.event.at;
  if ('note' in record) return record.note.at;
  return 'command' in record ? record.command.at : record.fact.at;
}

function tell(observer: Observer, record: StreamRecord): void {
  if ('event' in record) tellEvent(observer, spoiltAfter(record.event));
  else if ('note' in record) tellNote(observer, spoiltAfter(record.note));
  else if ('command' in record) observer.command?.(spoiltAfter(record.command));
  else tellFact(observer, spoiltAfter(record.fact));
  for (const spoil of spoilers.splice(0)) spoil();
}

const spoilers: (() => void)[] = [];

function spoiltAfter<T extends object>(record: T): T {
  const copy = { ...record };
  spoilers.push(() => {
    for (const key of Object.keys(copy)) (copy as Record<string, unknown>)[key] = undefined;
  });
  return copy;
}

const never = () => Number.POSITIVE_INFINITY;
const atOnce = () => 0;

/** A pool as measures need it: four slots, one unit per task, 0.5 per pod-hour. */
export function poolOf(
  changes: {
    name?: string;
    slots?: number;
    rule?: SlotRule;
    maxTasks?: number;
    reaper?: boolean;
    pricePerHour?: number;
  } = {},
): CompiledPool {
  return {
    config: {
      name: changes.name ?? 'pool',
      agent: {
        slots: changes.slots ?? 4,
        rule: changes.rule ?? 'apply-one-of-n',
        weights: { plan: 1, plan_and_apply: 1, drift_check: 1 },
        maxTasks: changes.maxTasks ?? Number.POSITIVE_INFINITY,
      },
      autoscaler: { reaper: changes.reaper ?? true },
      dispatch: { mode: 'event-driven' },
    } as CompiledPool['config'],
    pods: {
      scheduleMs: atOnce,
      startMs: atOnce,
      connectMs: atOnce,
      registerMs: atOnce,
      initMs: atOnce,
      terminateMs: atOnce,
    },
    latency: { acceptMs: null, reportMs: null },
    requests: { cpuMilli: 0, memoryBytes: 0 },
    pricePerHour: changes.pricePerHour ?? 0.5,
  };
}

/** A scenario of one pool and one hour without warm-up, unless changed. */
export function scenarioOf(changes: Partial<CompiledScenario> = {}): CompiledScenario {
  return {
    name: 'by-hand',
    about: '',
    labels: [],
    file: 'by-hand.yaml',
    variant: 'default',
    seed: '1',
    replication: 0,
    clockStart: null,
    timeScale: 1,
    run: { warmupMs: 0, durationMs: 3_600_000, drainMs: 0 },
    pools: [poolOf()],
    cluster: null,
    workspaces: ['ws-a', 'ws-b'],
    taskNames: new Map(),
    workload: {
      nextAt: never,
      take: () => {
        throw new Error('no workload');
      },
      taskEnded: null,
    },
    traces: [],
    initial: { pods: [], tasks: [] },
    people: [],
    faults: [],
    expectations: [],
    laws: PROMISED,
    breaks: [],
    ...changes,
  };
}
