import type { Readiness } from '../../engine/pool-config.ts';
import { guess, type Known, proven } from './known.ts';
import type { Said } from './read-log.ts';
import type { StatementKind } from './statement.ts';

/** Which autoscaler and dispatcher wrote this log. Null = no line tells, and the language's default stands. */
export interface PlatformFacts {
  readonly policy: Known<string>;
  /** ms between two decisions. */
  readonly every: Known<number> | null;
  /** When one of the decisions was; null with `every`. */
  readonly tickAt: number | null;
  readonly reaper: Known<boolean> | null;
  readonly mode: Known<'retry-timer'> | null;
  readonly readiness: Known<Readiness> | null;
  readonly scaleUpOnNoAgent: Known<boolean> | null;
}

export function platformFacts(said: readonly Said[]): PlatformFacts {
  const period = periodOf(said);
  return {
    policy: policyOf(said),
    every: period?.every ?? null,
    tickAt: period?.tickAt ?? null,
    reaper: fact(said, ['pod ended', 'pod removed'], true, 'ended pods are removed'),
    mode: fact(
      said.filter(({ statement }) => 'retries' in statement && statement.retries),
      ['no agent', 'no free slot'],
      'retry-timer',
      'what failed is tried again later',
    ),
    readiness: readinessOf(said),
    scaleUpOnNoAgent: scaleUpOf(said),
  };
}

/** The line's own words tell which formula counted. */
function policyOf(said: readonly Said[]): Known<string> {
  for (const { line, statement } of [...said].reverse()) {
    switch (statement.kind) {
      case 'pool status':
      case 'pending unknown':
      case 'cold start':
        return proven('slot-utilization', line, `only this one says "${statement.kind}"`);
      case 'agent capacity':
      case 'capacity decision':
      case 'capacity unknown':
        return proven('capacity-aware', line, 'it asks what the agents online have room for');
      case 'scaled':
        if (statement.counts === null) break;
        return statement.counts === 'pending+running'
          ? proven('pending-plus-running', line, 'it counts pending and running tasks')
          : guess('pending-only', `line ${line} speaks of pending tasks alone`);
    }
  }
  return guess('slot-utilization', "the platform's latest; no line tells");
}

/** From the summaries that a tick writes: at least four, at equal distances. */
function periodOf(said: readonly Said[]): { readonly every: Known<number>; readonly tickAt: number } | null {
  const ticks = said.filter(({ statement }) => TICKS.includes(statement.kind));
  const kind = ticks[0]?.statement.kind;
  const same = ticks.filter(({ statement }) => statement.kind === kind);
  // One tick may write several lines of a kind.
  const own = same.filter(({ at }, index) => index === 0 || at - same[index - 1]!.at >= 500);
  const gaps = own.slice(1).map((each, index) => each.at - own[index]!.at);
  if (gaps.length < 3) return null;
  const middle = [...gaps].sort((a, b) => a - b)[Math.floor(gaps.length / 2)]!;
  const every = Math.round(middle / 1000) * 1000;
  const regular = gaps.filter((gap) => Math.abs(gap - middle) <= Math.max(middle / 10, 1000)).length;
  if (every < 1000 || regular / gaps.length < REGULAR) return null;
  const because = `"${kind}" comes every ${every / 1000} s from there to line ${own.at(-1)!.line}`;
  return { every: proven(every, own[0]!.line, because), tickAt: own[0]!.at };
}

function readinessOf(said: readonly Said[]): Known<Readiness> | null {
  for (const { line, statement } of said) {
    if (statement.kind === 'young pod') {
      return statement.verdict === 'allowed unseen'
        ? proven('grace-period', line, 'a young pod may be chosen unseen')
        : proven('registered', line, 'a young pod must have a registered agent');
    }
    if (statement.kind === 'slot given back')
      return guess('grace-period', `line ${line}: a slot was taken although no agent was connected`);
  }
  return null;
}

function scaleUpOf(said: readonly Said[]): Known<boolean> | null {
  const checked = fact(said, ['immediate check', 'immediate check done'], true, 'finding no agent asks for a check');
  if (checked !== null) return checked;
  const missing = said.find(({ statement }) => statement.kind === 'no agent');
  return missing === undefined ? null : proven(false, missing.line, 'finding no agent asks for nothing');
}

function fact<T>(said: readonly Said[], kinds: readonly StatementKind[], value: T, because: string): Known<T> | null {
  const found = said.find(({ statement }) => kinds.includes(statement.kind));
  return found === undefined ? null : proven(value, found.line, because);
}

const TICKS: readonly StatementKind[] = ['pool status', 'agent capacity'];
/** Share of the gaps that must be alike: restarts and missing lines spoil a few. */
const REGULAR = 0.7;
