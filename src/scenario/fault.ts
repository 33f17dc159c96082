import { podId } from '../engine/ids.ts';
import type { CompiledFault, FaultEffect, FaultTrigger, Sampler } from './compiled.ts';
import type { Distribution } from './distribution.ts';
import { samplerOf } from './distribution-sampler.ts';
import { compileConditions } from './expectation-section.ts';
import { FAULTS } from './fault-catalogue.ts';
import type { DecodedFault } from './fault-check.ts';
import type { WrittenFault } from './fault-field.ts';
import type { NodeSelector } from './node-selector.ts';
import type { PodSelector } from './pod-selector.ts';
import type { Resolver } from './resolver.ts';
import type { Streams } from './stream.ts';

/** A fault that repeats more often, on average, is a mistyped unit; and the calendar must hold them all. */
export const MAX_OCCURRENCES = 10_000;

/**
 * The faults of a run in the author's order, those that repeat written out: `name#1`, `name#2` … Each has streams of its own, so
 * that how many pods one occurrence had to choose from does not move the next.
 */
export function compileFaults(
  faults: readonly DecodedFault[],
  choice: { readonly runEnd: number; readonly streams: Streams; readonly resolve: Resolver },
): readonly CompiledFault[] {
  const names = faultNames(faults);
  const compiled: CompiledFault[] = [];
  for (const [order, fault] of faults.entries()) {
    const base = names[order]!;
    const times = occurrences(fault, base, choice);
    const trigger = triggerOf(fault, choice);
    for (const [repeat, { at, until }] of times.entries()) {
      const name = fault.every === null ? base : `${base}#${repeat + 1}`;
      const effect = effectOf(
        fault,
        trigger === null ? until - at : trigger.lastsMs,
        (distribution, attribute) => samplerOf(distribution, () => choice.streams.open(`fault/${name}/${attribute}`)),
        choice.resolve,
      );
      compiled.push({
        index: compiled.length,
        name,
        at,
        until,
        trigger,
        place: fault.place,
        effect,
        random: choice.streams.open(`fault/${name}/random`),
      });
    }
  }
  return compiled;
}

/** The author's names, else the kind; the second of a name gets `-2`. */
export function faultNames(faults: readonly WrittenFault[]): readonly string[] {
  const taken = new Set(faults.flatMap((fault) => (fault.name === null ? [] : [fault.name])));
  return faults.map((fault) => {
    if (fault.name !== null) return fault.name;
    let name: string = fault.kind;
    for (let n = 2; taken.has(name); n++) name = `${fault.kind}-${n}`;
    taken.add(name);
    return name;
  });
}

interface Occurrence {
  readonly at: number;
  readonly until: number;
}

function occurrences(
  fault: WrittenFault,
  name: string,
  { runEnd, streams }: { readonly runEnd: number; readonly streams: Streams },
): readonly Occurrence[] {
  if (fault.when !== null) return [{ at: Number.POSITIVE_INFINITY, until: Number.POSITIVE_INFINITY }];
  const from = fault.at ?? fault.from ?? 0;
  const lastsMs = 'for' in fault ? fault.for : 0;
  if (fault.every === null) {
    const until = lastsMs === null ? (fault.until ?? (happensAtOnce(fault) ? from : runEnd)) : from + lastsMs;
    return [{ at: from, until: lastsMs === 0 ? from : Math.min(until, runEnd) }];
  }
  const gap = samplerOf(fault.every, () => streams.open(`fault/${name}/times`));
  const until = fault.until ?? runEnd;
  const most = Math.min(fault.times ?? Number.POSITIVE_INFINITY, 2 * MAX_OCCURRENCES);
  const found: Occurrence[] = [];
  for (let at = from + gap(); at < until && found.length < most; at += gap())
    found.push({ at, until: Math.min(at + (lastsMs ?? 0), Math.max(at, runEnd)) });
  return found;
}

const happensAtOnce = ({ kind }: WrittenFault): boolean => FAULTS[kind].form !== 'window';

function triggerOf(
  fault: DecodedFault,
  { runEnd, resolve }: { readonly runEnd: number; readonly resolve: Resolver },
): FaultTrigger | null {
  if (fault.conditions === null) return null;
  return {
    conditions: compileConditions(fault.conditions, resolve),
    from: fault.from ?? 0,
    until: fault.until ?? runEnd,
    times: fault.times ?? Number.POSITIVE_INFINITY,
    lastsMs: 'for' in fault ? (fault.for ?? 0) : 0,
  };
}

type Draw = (distribution: Distribution, attribute: string) => Sampler;

function effectOf(fault: WrittenFault, lastsMs: number, draw: Draw, resolve: Resolver): FaultEffect {
  switch (fault.kind) {
    case 'slow-start':
    case 'late-connect':
    case 'slow-schedule':
      return {
        kind: fault.kind,
        pool: resolve.pool(fault.pool),
        count: fault.count ?? Number.POSITIVE_INFINITY,
        delayMs: draw(fault.delay, 'delay'),
      };
    case 'never-connects':
    case 'unschedulable':
    case 'unpullable-image':
    case 'crash-at-start':
      return { kind: fault.kind, pool: resolve.pool(fault.pool), count: fault.count ?? Number.POSITIVE_INFINITY };
    case 'pod-failure':
    case 'pod-success':
    case 'agent-lost':
    case 'pod-eviction':
    case 'zombie':
      return { kind: fault.kind, select: selectorOf(fault, 'random', resolve) };
    case 'beats-lost':
      return { kind: fault.kind, select: selectorOf(fault, 'all', resolve) };
    case 'disconnect-agents':
      return {
        kind: fault.kind,
        select: selectorOf(fault, 'all', resolve),
        cutMs: lastsMs,
        reconnectMs: draw(fault.reconnect, 'reconnect'),
      };
    case 'agent-restart':
      return {
        kind: fault.kind,
        select: selectorOf(fault, 'random', resolve),
        reconnectMs: draw(fault.reconnect, 'reconnect'),
      };
    case 'store-query':
      return { kind: fault.kind, query: fault.query, mode: fault.mode };
    case 'server-restart':
      return { kind: fault.kind, downMs: fault.down, reconnectMs: draw(fault.reconnect, 'reconnect') };
    case 'api-error':
      return { kind: fault.kind, verb: fault.on.verb, status: fault.status, rate: fault.rate };
    case 'slot-conflict':
      return { kind: fault.kind, pool: resolve.pool(fault.pool), rate: fault.rate };
    case 'slow-api':
      return { kind: fault.kind, verb: fault.on.verb, delayMs: draw(fault.delay, 'delay') };
    case 'stuck-terminating':
    case 'stale-list':
    case 'watch-gap':
      return { kind: fault.kind, pool: resolve.pool(fault.pool) };
    case 'quota':
      return { kind: fault.kind, pods: fault.pods };
    case 'server-pause':
      return { kind: fault.kind };
    case 'node-paused':
    case 'node-lost':
      return {
        kind: fault.kind,
        nodes: nodesOf(fault),
        notReadyMs: fault.notReady,
        tolerateMs: fault.tolerate,
      };
    case 'node-drain':
      return { kind: fault.kind, nodes: nodesOf(fault) };
  }
}

function nodesOf({ pick, count, node }: Extract<WrittenFault, { readonly node: unknown }>): NodeSelector {
  return { pick: pick ?? 'random', count: count ?? (pick === 'all' ? Number.POSITIVE_INFINITY : 1), node };
}

type Selecting = Extract<WrittenFault, { readonly pod: unknown }>;

function selectorOf(fault: Selecting, defaultPick: PodSelector['pick'], resolve: Resolver): PodSelector {
  const pick = fault.pick ?? defaultPick;
  // One pod unless the author asked for more: by a count, a share, or `all`.
  const isMany = pick === 'all' || fault.share !== null;
  return {
    pool: resolve.pool(fault.pool),
    pick: fault.pod === null ? pick : 'all',
    count: fault.count ?? (isMany || fault.pod !== null ? Number.POSITIVE_INFINITY : 1),
    share: fault.share ?? 1,
    pod: fault.pod === null ? null : podId(fault.pod - 1),
  };
}
