import { formatDuration } from '../duration-text.ts';
import type { Said } from './read-log.ts';
import type { StatementKind } from './statement.ts';

/** A fault that the log speaks of, as the scenario will have it. Times in ms since the scenario begins. */
export interface IncidentFault {
  /** In the language, without its times: `kind: store-query, query: pending, mode: error`. */
  readonly what: string;
  readonly at: number;
  /** Null = it happens at once. */
  readonly until: number | null;
  readonly because: string;
}

export interface FaultSurroundings {
  readonly said: readonly Said[];
  readonly originAt: number;
  readonly everyMs: number;
  readonly runMs: number;
  /** The pods exist at time zero and none of their agents was reached until this instant of the log; null = no such thing. */
  readonly awayUntil: AwayAgents | null;
}

export interface AwayAgents {
  readonly line: number;
  /** Instant and line of the first task that was really sent; null = none was. */
  readonly back: { readonly at: number; readonly line: number } | null;
}

/** In order of time. */
export function incidentFaults(around: FaultSurroundings): readonly IncidentFault[] {
  return [
    ...awayFault(around),
    ...around.said.flatMap((each) => momentFault(each, around)).slice(0, MOST),
    ...WINDOWS.flatMap((window) => windowFaults(window, around)),
  ].sort((a, b) => a.at - b.at);
}

/** Faults that last: one for each run of lines not further apart than a few periods. */
interface FaultWindow {
  readonly kinds: readonly StatementKind[];
  readonly what: string;
  readonly words: string;
}

const WINDOWS: readonly FaultWindow[] = [
  {
    kinds: ['pending unknown'],
    what: 'kind: store-query, query: pending, mode: error',
    words: 'counting the pending tasks failed',
  },
  {
    kinds: ['capacity unknown'],
    what: 'kind: store-query, query: capacity, mode: error',
    words: "asking for the agents' capacity failed",
  },
  {
    kinds: ['immediate check failed'],
    what: 'kind: api-error, on: { verb: create, resource: pods }, status: 503',
    words: 'an immediate scale check failed; that pods could not be created is a guess',
  },
  {
    kinds: ['pod not removed'],
    what: 'kind: api-error, on: { verb: delete, resource: pods }, status: 503',
    words: 'deleting a pod failed',
  },
];

function windowFaults({ kinds, what, words }: FaultWindow, around: FaultSurroundings): readonly IncidentFault[] {
  const lines = around.said.filter(({ statement }) => kinds.includes(statement.kind));
  const groups: Said[][] = [];
  for (const each of lines) {
    const last = groups.at(-1)?.at(-1);
    if (last !== undefined && each.at - last.at <= TOGETHER * around.everyMs) groups.at(-1)!.push(each);
    else groups.push([each]);
  }
  // Half a period each way, so that the tick that failed is inside whatever the start of the run.
  const margin = Math.ceil(around.everyMs / 2);
  return groups.slice(0, MOST).map((group) => {
    const [first, last] = [group[0]!, group.at(-1)!];
    const at = Math.max(0, first.at - around.originAt - margin);
    const until = Math.min(around.runMs, last.at - around.originAt + margin);
    const place = first === last ? `line ${first.line}` : `lines ${first.line} to ${last.line}`;
    return { what, at, until: Math.max(until, at + 1), because: `${place}: ${words}` };
  });
}

function momentFault({ at, line, statement }: Said, around: FaultSurroundings): readonly IncidentFault[] {
  const since = at - around.originAt;
  if (statement.kind === 'pod ended') {
    const kind = statement.phase === 'failed' ? 'pod-failure' : 'pod-success';
    const before = Math.max(0, since - Math.ceil(around.everyMs / 2));
    const because = `line ${line}: a ${statement.phase} pod is found; it ended no more than a period before`;
    return [{ what: `kind: ${kind}, pick: oldest`, at: before, until: null, because }];
  }
  if (statement.kind === 'pod offline' && around.awayUntil === null) {
    const silent = statement.silentMs ?? around.everyMs;
    const because = `line ${line}: a pod's agent was not heard of for ${formatDuration(silent)}`;
    const what = 'kind: disconnect-agents, pick: oldest, count: 1, reconnect: never';
    return [{ what, at: Math.max(0, since - silent), until: null, because }];
  }
  return [];
}

function awayFault({ awayUntil, originAt }: FaultSurroundings): readonly IncidentFault[] {
  if (awayUntil === null) return [];
  const { line, back } = awayUntil;
  const reconnect = back === null ? 'never' : formatDuration(Math.max(0, back.at - originAt - 1));
  const end = back === null ? 'and the log never shows one' : `until a task is sent in line ${back.line}`;
  const because = `line ${line}: pods are there and no agent is connected, ${end}`;
  // At time zero itself the agents of the pods that are there connect: the fault comes just after.
  return [{ what: `kind: disconnect-agents, pick: all, reconnect: ${reconnect}`, at: 1, until: null, because }];
}

/** Periods between two lines of one fault. */
const TOGETHER = 3;
/** Of each kind; a log that repeats itself for hours makes no better scenario. */
const MOST = 20;
