import { POLICIES } from '../../engine/policies/registry.ts';
import type { FuzzChoice } from './fuzz-choice.ts';
import { type DocumentPath, type FuzzDocument, valueAt, withValue } from './fuzz-document.ts';
import { poolRoots, withPoolNames } from './fuzz-pools.ts';

/** How long the work may take once nothing goes wrong any more: far more than all of it, one task after another. */
const SETTLE_WITHIN = '6h';

/** Policies that answer any work in the end, whatever their parameters. */
const SETTLING = ['pending-plus-running', 'blind-step', 'capacity-aware', 'slot-utilization'];

/** Policies that need not, by their formula: a share of what runs never leaves zero, and where nothing arrives the load is none. */
const STALLING = [
  ...['hpa-cpu', 'hpa-external-average', 'hpa-external-value', 'arc-hra-busy'],
  ...['erlang-c', 'square-root', 'static'],
];

/** What was drawn or crossed, made to fit together: pins hold, names lead somewhere, parameters are those of the policy. */
export function mended(drawn: FuzzDocument, choice: FuzzChoice): FuzzDocument {
  let document = withPoolNames(drawn);
  for (const root of poolRoots(document)) document = withSoundPool(document, root, choice);
  for (const { path, value } of choice.pins) {
    const steps = stepsOf(path);
    const roots = steps[0] === 'pool' ? poolRoots(document).map((root) => [...root, ...steps.slice(1)]) : [steps];
    for (const each of roots) document = withValue(document, each, value);
  }
  for (const root of poolRoots(document)) document = withSoundPool(document, root, choice);
  document = withNodes(withNames(withRoom(document)));
  const demand = choice.allLaws ? { demand: 'all' } : {};
  const isSettling = choice.laws.includes('settles') && settles(document, choice);
  document = withValue(document, ['run', 'drain', 'timeout'], isSettling ? SETTLE_WITHIN : '20m');
  const laws = { ...demand, ...(isSettling ? { settleWithin: SETTLE_WITHIN } : {}) };
  return withValue(document, ['laws'], Object.keys(laws).length > 0 ? laws : undefined);
}

const stepsOf = (path: string): readonly (string | number)[] =>
  path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));

/** Its policy is one of those to draw from, with parameters of its own; an agent of rule `single` has one slot. */
function withSoundPool(document: FuzzDocument, root: DocumentPath, choice: FuzzChoice): FuzzDocument {
  const policyPath = [...root, 'autoscaler', 'policy'];
  let sound = document;
  if (!choice.policies.includes(String(valueAt(sound, policyPath) ?? '')))
    sound = withValue(sound, policyPath, choice.policies[0]);
  sound = withPolicyParameters(sound, root, choice);
  return valueAt(sound, [...root, 'agent', 'rule']) === 'single'
    ? withValue(sound, [...root, 'agent', 'slots'], undefined)
    : sound;
}

function withPolicyParameters(document: FuzzDocument, root: DocumentPath, choice: FuzzChoice): FuzzDocument {
  const written = valueAt(document, [...root, 'autoscaler', 'with']) as Record<string, unknown> | undefined;
  if (written === undefined) return document;
  const policy = POLICIES[String(valueAt(document, [...root, 'autoscaler', 'policy']))];
  const known = new Set(policy?.parameters.map(({ name }) => name));
  const isPinned = (name: string): boolean => choice.pins.some(({ path }) => path === `pool.autoscaler.with.${name}`);
  const kept = Object.entries(written).filter(([name]) => known.has(name) || isPinned(name));
  return withValue(document, [...root, 'autoscaler', 'with'], kept.length > 0 ? Object.fromEntries(kept) : undefined);
}

/** The run is long enough for its tasks, the first pool large enough for the pods of time zero. */
function withRoom(document: FuzzDocument): FuzzDocument {
  const tasks = (valueAt(document, ['workload', 0, 'tasks']) ?? []) as readonly { readonly at: string }[];
  const last = tasks.reduce((latest, { at }) => Math.max(latest, Number.parseInt(at, 10)), 0);
  const duration = Number.parseInt(String(valueAt(document, ['run', 'duration'])), 10);
  const isEndless = (document.workload as readonly object[]).some((entry) => 'arrivals' in entry);
  const bounded = isEndless ? Math.min(duration, STREAM_MAX_S) : duration;
  const fit = last < bounded ? bounded : last + 60;
  const long = fit === duration ? document : withValue(document, ['run', 'duration'], `${fit}s`);
  const pods = (valueAt(long, ['initial', 'pods']) ?? []) as readonly unknown[];
  const max = [...(poolRoots(long)[0] as DocumentPath), 'max'];
  return pods.length > Number(valueAt(long, max)) ? withValue(long, max, pods.length) : long;
}

/** A stream that a pool cannot do leaves the more behind, the longer it flows. */
const STREAM_MAX_S = 900;

/** Faults of nodes need nodes. */
function withNodes(document: FuzzDocument): FuzzDocument {
  const faults = document.faults as readonly Record<string, unknown>[] | undefined;
  if (faults === undefined || document.cluster !== undefined) return document;
  const possible = faults.filter(({ kind }) => !String(kind).startsWith('node-'));
  return withValue(document, ['faults'], possible.length > 0 ? possible : undefined);
}

/** Acts on tasks and workspaces that are there. */
function withNames(document: FuzzDocument): FuzzDocument {
  const tasks = (valueAt(document, ['workload', 0, 'tasks']) ?? []) as readonly Record<string, unknown>[];
  const known = new Set(tasks.flatMap(({ id, workspace }) => [id, workspace]));
  const people = document.people as readonly Record<string, unknown>[] | undefined;
  if (people === undefined) return document;
  // Of several pools the act would have to name one.
  const isFreezing = valueAt(document, ['pool', 'freeze']) !== undefined;
  const possible = people.filter(
    ({ cancel, confirm, discard, lock, unfreeze }) =>
      [cancel, confirm, discard, lock].every((name) => name === undefined || known.has(name)) &&
      (unfreeze === undefined || isFreezing),
  );
  return withValue(document, ['people'], possible.length > 0 ? possible : undefined);
}

/** Whether all its work gets done, whatever happened, once nothing goes wrong any more and persons have confirmed. */
function settles(document: FuzzDocument, choice: FuzzChoice): boolean {
  if (choice.choices === 'any' || !poolRoots(document).every((root) => doesSettle(document, root))) return false;
  // The pods that one pool keeps may fill the nodes that another one needs.
  if (document.cluster !== undefined && poolRoots(document).length > 1) return false;
  // Pods that no node ever takes fill a pool up to its max until somebody deletes them.
  if (JSON.stringify(document.faults ?? null).includes('"unschedulable"')) return false;
  // Reservations that nobody confirms may hold all slots for a day.
  const isHeldUp = JSON.stringify([document.workload, document.initial ?? null]).includes('"confirm":"never"');
  return (
    !isHeldUp ||
    poolRoots(document).every((root) => valueAt(document, [...root, 'dispatch', 'reservationExpiry']) !== undefined)
  );
}

/** A modifier may forbid for ever what the policy wishes, and so may a parameter: a margin of 0, a limit below one. */
function doesSettle(document: FuzzDocument, root: DocumentPath): boolean {
  const policy = String(valueAt(document, [...root, 'autoscaler', 'policy']));
  if (valueAt(document, [...root, 'autoscaler', 'modifiers']) !== undefined || STALLING.includes(policy)) return false;
  return SETTLING.includes(policy) || valueAt(document, [...root, 'autoscaler', 'with']) === undefined;
}
