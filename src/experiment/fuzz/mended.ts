import { POLICIES } from '../../engine/policies/registry.ts';
import type { FuzzChoice } from './fuzz-choice.ts';
import { type FuzzDocument, valueAt, withValue } from './fuzz-document.ts';

/** How long the work may take once nothing goes wrong any more: far more than all of it, one task after another. */
const SETTLE_WITHIN = '6h';

/** Policies that answer any work in the end; others promise nothing of the kind, and some wait for somebody to raise min. */
const SETTLING = ['pending-plus-running', 'blind-step', 'capacity-aware', 'slot-utilization'];

/** What was drawn or crossed, made to fit together: pins hold, names lead somewhere, parameters are those of the policy. */
export function mended(drawn: FuzzDocument, choice: FuzzChoice): FuzzDocument {
  let document = drawn;
  for (const { path, value } of choice.pins) document = withValue(document, stepsOf(path), value);
  document = withPolicyParameters(document, choice);
  if (!choice.policies.includes(String(valueAt(document, ['pool', 'autoscaler', 'policy']) ?? '')))
    document = withPolicyParameters(withValue(document, ['pool', 'autoscaler', 'policy'], choice.policies[0]), choice);
  if (valueAt(document, ['pool', 'agent', 'rule']) === 'single')
    document = withValue(document, ['pool', 'agent', 'slots'], undefined);
  document = withNodes(withNames(withRoom(document)));
  const demand = choice.allLaws ? { demand: 'all' } : {};
  const isSettling = choice.laws.includes('settles') && settles(document, choice);
  document = withValue(document, ['run', 'drain', 'timeout'], isSettling ? SETTLE_WITHIN : '20m');
  const laws = { ...demand, ...(isSettling ? { settleWithin: SETTLE_WITHIN } : {}) };
  return withValue(document, ['laws'], Object.keys(laws).length > 0 ? laws : undefined);
}

const stepsOf = (path: string): readonly (string | number)[] =>
  path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));

function withPolicyParameters(document: FuzzDocument, choice: FuzzChoice): FuzzDocument {
  const written = valueAt(document, ['pool', 'autoscaler', 'with']) as Record<string, unknown> | undefined;
  if (written === undefined) return document;
  const policy = POLICIES[String(valueAt(document, ['pool', 'autoscaler', 'policy']))];
  const known = new Set(policy?.parameters.map(({ name }) => name));
  const isPinned = (name: string): boolean => choice.pins.some(({ path }) => path === `pool.autoscaler.with.${name}`);
  const kept = Object.entries(written).filter(([name]) => known.has(name) || isPinned(name));
  return withValue(document, ['pool', 'autoscaler', 'with'], kept.length > 0 ? Object.fromEntries(kept) : undefined);
}

/** The run is long enough for its tasks, the pool large enough for its first pods. */
function withRoom(document: FuzzDocument): FuzzDocument {
  const tasks = (valueAt(document, ['workload', 0, 'tasks']) ?? []) as readonly { readonly at: string }[];
  const last = tasks.reduce((latest, { at }) => Math.max(latest, Number.parseInt(at, 10)), 0);
  const duration = Number.parseInt(String(valueAt(document, ['run', 'duration'])), 10);
  const long = last < duration ? document : withValue(document, ['run', 'duration'], `${last + 60}s`);
  const pods = (valueAt(long, ['initial', 'pods']) ?? []) as readonly unknown[];
  const isFull = pods.length > Number(valueAt(long, ['pool', 'max']));
  return isFull ? withValue(long, ['pool', 'max'], pods.length) : long;
}

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
  const isFreezing = valueAt(document, ['pool', 'freeze']) !== undefined;
  const possible = people.filter(
    ({ cancel, confirm, discard, lock, unfreeze }) =>
      [cancel, confirm, discard, lock].every((name) => name === undefined || known.has(name)) &&
      (unfreeze === undefined || isFreezing),
  );
  return withValue(document, ['people'], possible.length > 0 ? possible : undefined);
}

/** Reservations that nobody confirms may hold all slots for a day. */
function settles(document: FuzzDocument, choice: FuzzChoice): boolean {
  const policy = String(valueAt(document, ['pool', 'autoscaler', 'policy']));
  if (choice.choices === 'any' || !SETTLING.includes(policy)) return false;
  // Pods that no node ever takes fill a pool up to its max until somebody deletes them.
  if (JSON.stringify(document.faults ?? null).includes('"unschedulable"')) return false;
  const isHeldUp = JSON.stringify([document.workload, document.initial ?? null]).includes('"confirm":"never"');
  return !isHeldUp || valueAt(document, ['pool', 'dispatch', 'reservationExpiry']) !== undefined;
}
