import type { Books } from '../../src/engine/laws/bench.ts';
import { type Pod, usedUnits } from '../../src/engine/pod-table.ts';
import type { Task } from '../../src/engine/task-store.ts';

/** What must be true of the engine's books between two events, counted anew. Gives what is wrong, in words. */
export function bookFaults(books: Books): readonly string[] {
  const faults: string[] = [];
  const stored: Task[] = [];
  books.store.tasks.forEach((task) => {
    stored.push(task);
  });
  for (const pool of books.pools) {
    if (pool.recovery !== 'done') continue;
    let idle = 0;
    for (const pod of pool.pods.pods) {
      idle += pod.uses.filter((use) => use === 'idle').length;
      faults.push(...podFaults(books, pod));
    }
    if (idle !== pool.pods.freeUnits) faults.push(`${idle} idle slots, but freeUnits is ${pool.pods.freeUnits}`);
    for (const task of stored) if (task.pool === pool.id) faults.push(...taskFaults(books, task));
  }
  return faults;
}

function podFaults(books: Books, pod: Pod): readonly string[] {
  const faults: string[] = [];
  const { weights, slots } = books.configs[pod.pool]?.agent ?? { weights: null, slots: 0 };
  const counted = { running: 0, claimed: 0, reserved: 0, applies: 0, runningApplies: 0 };
  const units = new Map<number, number>();
  pod.uses.forEach((use, slot) => {
    const id = pod.tasks[slot] as number;
    if ((use === 'idle') !== id < 0) faults.push(`pod ${pod.id} slot ${slot} is ${use} with task ${id}`);
    if (use === 'idle') return;
    counted[use] += 1;
    units.set(id, (units.get(id) ?? 0) + 1);
    const task = books.store.tasks.get(id);
    if (task === undefined) {
      faults.push(`pod ${pod.id} slot ${slot} holds a task that is no more`);
      return;
    }
    if (task.hold !== use || task.pod !== pod.id)
      faults.push(`task ${id} does not know that pod ${pod.id} holds it as ${use}`);
    if (task.type !== 'plan_and_apply') return;
    counted.applies += 1;
    if (use !== 'reserved') counted.runningApplies += 1;
  });
  for (const [id, held] of units) {
    const type = books.store.tasks.get(id)?.type;
    if (type !== undefined && held !== weights?.[type]) faults.push(`task ${id} holds ${held} units`);
  }
  for (const [name, value] of Object.entries(counted)) {
    const kept = pod[name as keyof typeof counted];
    if (kept !== value) faults.push(`pod ${pod.id} has ${value} ${name}, but says ${kept}`);
  }
  if (usedUnits(pod) > slots) faults.push(`pod ${pod.id} holds ${usedUnits(pod)} of ${slots}`);
  return faults;
}

const LISTS_OF_STATE: Readonly<Record<string, readonly string[]>> = {
  waiting: ['waiting'],
  pending: ['planAndApplies', 'plans', 'driftChecks', 'applies', 'claimed', 'backoff', 'locked'],
  running: ['sent', 'running'],
  apply_pending: ['unconfirmed', 'confirmed'],
};

function taskFaults(books: Books, task: Task): readonly string[] {
  const queues = books.store.queues[task.pool];
  const { waiting, locked } = task.workspace;
  const lists = Object.entries({ ...queues, ...{ waiting, locked } });
  const standing = lists.filter(([, list]) => list === task.list && task.list !== null).map(([name]) => name);
  const faults: string[] = [];
  const allowed = LISTS_OF_STATE[task.state] ?? [];
  if (standing.length !== 1 || !allowed.includes(standing[0] as string)) {
    faults.push(`task ${task.id} is ${task.state} and stands in ${standing.join(' and ') || 'no list'}`);
  }
  const holdsByState = {
    waiting: ['idle'],
    pending: ['idle', 'claimed'],
    running: ['running'],
    apply_pending: ['idle', 'reserved'],
  };
  if (!holdsByState[task.state].includes(task.hold))
    faults.push(`task ${task.id} is ${task.state} and holds a slot as ${task.hold}`);
  if (task.hold !== 'idle' && books.pools[task.pool]?.pods.get(task.pod)?.tasks[task.slot] !== task.id) {
    faults.push(`task ${task.id} holds slot ${task.slot} of pod ${task.pod}, which does not know it`);
  }
  return faults;
}
