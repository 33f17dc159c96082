import { podId } from '../engine/ids.ts';
import type { CompiledFault, FaultEffect, Sampler } from './compiled.ts';
import type { Distribution } from './distribution.ts';
import { samplerOf } from './distribution-sampler.ts';
import type { WrittenFault } from './fault-field.ts';
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
  faults: readonly WrittenFault[],
  choice: { readonly runEnd: number; readonly streams: Streams; readonly resolve: Resolver },
): readonly CompiledFault[] {
  const names = faultNames(faults);
  const compiled: CompiledFault[] = [];
  for (const [order, fault] of faults.entries()) {
    const base = names[order]!;
    const times = occurrences(fault, base, choice);
    for (const [repeat, { at, until }] of times.entries()) {
      const name = isRepeated(fault) ? `${base}#${repeat + 1}` : base;
      const effect = effectOf(
        fault,
        (distribution, attribute) => samplerOf(distribution, () => choice.streams.open(`fault/${name}/${attribute}`)),
        choice.resolve,
      );
      compiled.push({
        index: compiled.length,
        name,
        at,
        until,
        effect,
        random: choice.streams.open(`fault/${name}/random`),
      });
    }
  }
  return compiled;
}

const isRepeated = (fault: WrittenFault): boolean => 'every' in fault && fault.every !== null;

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
  const from = fault.at ?? fault.from ?? 0;
  if (!('every' in fault)) {
    const until = fault.for === null ? (fault.until ?? runEnd) : from + fault.for;
    return [{ at: from, until: Math.min(until, runEnd) }];
  }
  if (fault.every === null) return [{ at: from, until: from }];
  const gap = samplerOf(fault.every, () => streams.open(`fault/${name}/times`));
  const until = fault.until ?? runEnd;
  const found: Occurrence[] = [];
  for (let at = from + gap(); at < until && found.length < 2 * MAX_OCCURRENCES; at += gap())
    found.push({ at, until: at });
  return found;
}

type Draw = (distribution: Distribution, attribute: string) => Sampler;

function effectOf(fault: WrittenFault, draw: Draw, resolve: Resolver): FaultEffect {
  switch (fault.kind) {
    case 'slow-start':
    case 'late-connect':
      return {
        kind: fault.kind,
        pool: resolve.pool(fault.pool),
        count: fault.count ?? Number.POSITIVE_INFINITY,
        delayMs: draw(fault.delay, 'delay'),
      };
    case 'never-connects':
      return { kind: fault.kind, pool: resolve.pool(fault.pool), count: fault.count ?? Number.POSITIVE_INFINITY };
    case 'pod-failure':
    case 'pod-success':
    case 'agent-lost':
      return { kind: fault.kind, select: selectorOf(fault, 'random', resolve) };
    case 'disconnect-agents':
      return {
        kind: fault.kind,
        select: selectorOf(fault, 'all', resolve),
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
  }
}

type Selecting = Extract<WrittenFault, { readonly pick: unknown }>;

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
