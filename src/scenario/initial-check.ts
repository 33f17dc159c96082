import {
  holdings,
  type InitialSection,
  isActive,
  type WrittenInitialTask,
  type WrittenPod,
} from './initial-section.ts';
import * as messages from './messages.ts';
import { checkPoolName, poolOf, type Scope } from './scope.ts';
import { checkNeeds } from './task-needs.ts';
import type { TreePath } from './tree.ts';

const PATH: TreePath = ['initial'];

/** Reports what could not exist at time zero. */
export function checkInitial(section: InitialSection, scope: Scope): void {
  const tasks = new Map(section.tasks.map((task) => [task.id, task]));
  const held = new Set<string>();
  for (const [index, pod] of section.pods.entries()) checkPod(pod, [...PATH, 'pods', index], { tasks, held }, scope);
  checkPodCounts(section, scope);
  const holding = holdings(section);
  for (const [index, task] of section.tasks.entries()) {
    const path = [...PATH, 'tasks', index];
    checkPoolName(scope, task.pool, [...path, 'pool']);
    const planIsOver = task.phase === 'apply' || holding.get(task.id)?.use === 'reserved';
    checkNeeds(task, path, scope.review, { planIsOver });
    if (task.phase === 'apply' && task.type !== 'plan_and_apply') {
      scope.review.report([...path, 'phase'], messages.noApplyPhase('phase: apply', task.type));
    }
  }
  checkOneActive(section, scope);
}

interface Holders {
  readonly tasks: ReadonlyMap<string, WrittenInitialTask>;
  readonly held: Set<string>;
}

function checkPod(pod: WrittenPod, path: TreePath, { tasks, held }: Holders, scope: Scope): void {
  const { review } = scope;
  checkPoolName(scope, pod.pool, [...path, 'pool']);
  const pool = poolOf(scope, pod.pool);
  const slotsPath = [...path, 'slots'];
  if (pool !== null && pod.slots.length > pool.section.agent.slots) {
    review.report(
      [...slotsPath, pool.section.agent.slots],
      messages.tooManySlots(pod.slots.length, pool.section.agent.slots),
    );
  }
  const taken = pod.slots.filter((slot) => slot.kind !== 'idle').length;
  if (pool !== null && taken > pool.section.agent.maxTasks) {
    review.report(slotsPath, messages.moreThanMaxTasks(taken, pool.section.agent.maxTasks));
  }
  for (const [index, slot] of pod.slots.entries()) {
    if (slot.kind === 'idle') continue;
    const where = [...slotsPath, index, slot.kind];
    const task = tasks.get(slot.value);
    if (pod.count > 1) review.report(where, messages.copiesHoldTask(slot.value));
    else if (task === undefined)
      review.report(where, messages.unknownName('initial task', slot.value, [...tasks.keys()]));
    else if (held.has(slot.value)) review.report(where, messages.twoSlots(slot.value));
    else checkSlotUse(slot.kind, pod, task, where, scope);
    held.add(slot.value);
  }
}

function checkSlotUse(
  use: 'running' | 'reserved',
  pod: WrittenPod,
  task: WrittenInitialTask,
  path: TreePath,
  scope: Scope,
): void {
  const allowed = use === 'running' ? ['connected'] : ['running', 'connected'];
  if (!allowed.includes(pod.state)) scope.review.report(path, messages.slotOfState(use, pod.state, allowed));
  else if (use === 'reserved' && task.type !== 'plan_and_apply') {
    scope.review.report(path, messages.onlyAppliesReserve(task.id, task.type));
  } else if (task.pool !== pod.pool && poolOf(scope, task.pool) !== poolOf(scope, pod.pool)) {
    scope.review.report(path, messages.taskOfOtherPool(task.id));
  }
}

function checkPodCounts(section: InitialSection, scope: Scope): void {
  for (const pool of scope.pools.values()) {
    let living = 0;
    for (const [index, pod] of section.pods.entries()) {
      if (pod.state === 'failed' || pod.state === 'succeeded' || poolOf(scope, pod.pool) !== pool) continue;
      const before = living;
      living += pod.count;
      if (before > pool.section.max || living <= pool.section.max) continue;
      scope.review.report([...PATH, 'pods', index], messages.tooManyInitialPods(pool.name, pool.section.max));
    }
  }
}

/** A workspace has at most one plan_and_apply that runs or waits for its person. */
function checkOneActive(section: InitialSection, { review }: Scope): void {
  const holding = holdings(section);
  const active = new Map<string, string>();
  for (const [index, task] of section.tasks.entries()) {
    if (!isActive(task, holding)) continue;
    const other = active.get(task.workspace);
    if (other !== undefined) {
      review.report([...PATH, 'tasks', index], messages.twoActive(task.id, other, task.workspace));
    }
    active.set(task.workspace, task.id);
  }
}
