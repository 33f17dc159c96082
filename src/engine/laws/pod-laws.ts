import type { PodCreate, PodDelete } from '../command.ts';
import type { Fact, PhaseBegan } from '../fact.ts';
import type { PodId, TaskId } from '../ids.ts';
import type { SlotChanged } from '../note.ts';
import type { Pod } from '../pod-table.ts';
import { type PoolConfig, unitsOf } from '../pool-config.ts';
import { type Bench, nameOfPod, nameOfTask } from './bench.ts';
import { NOTHING, type WitnessedPod } from './evidence.ts';

/** `slot-rule`, `busy-survives`, `max`, `max-tasks`: what may never happen to a pod. */
export class PodLaws {
  readonly #bench: Bench;
  /** Whether any pool's rule says more than how many slots there are. */
  readonly #isAnyRuled: boolean;
  readonly #isAnyLimited: boolean;
  /** Of pools with `maxTasks`: the tasks that began on each pod, in truth. */
  readonly #worked = new Map<PodId, Set<TaskId>>();
  readonly #askedBlind = new Set<PodId>();

  constructor(bench: Bench) {
    this.#bench = bench;
    this.#isAnyRuled = bench.configs.some(({ agent }) => agent.rule !== 'single' || agent.slots > 1);
    this.#isAnyLimited = bench.configs.some(({ agent }) => agent.maxTasks !== Number.POSITIVE_INFINITY);
  }

  slotChanged(changed: SlotChanged): void {
    if (changed.to === 'idle' || !this.#isAnyRuled) return;
    const pod = this.#find(changed.pod);
    if (pod === null) return;
    const broken = brokenRule(this.#bench, pod, this.#bench.configs[pod.pool] as PoolConfig);
    if (broken !== null) this.#bench.breach('slot-rule', changed.at, `${nameOfPod(pod.id)}: ${broken}`);
  }

  deletion(command: PodDelete): void {
    if (command.cause !== 'scale-down' && command.cause !== 'freeze') return;
    const witnessed = this.#bench.evidence.pods.get(command.pod);
    if (witnessed === undefined) return;
    const { victims } = (this.#bench.configs[witnessed.pool] as PoolConfig).autoscaler;
    if (victims === 'unordered' && command.cause === 'scale-down' && this.#bench.laws.demand !== 'all') return;
    const held = this.#workOn(command.pod, witnessed) ?? this.#reservationOn(command.pod, witnessed.pool);
    if (held !== null) {
      this.#bench.breach(
        'busy-survives',
        command.at,
        `${nameOfPod(command.pod)} was removed by ${command.cause} although ${held}`,
      );
    }
  }

  /** One that is asked for while an old list hides others, or comes beside them, is not too many by what the platform sees. */
  creation(command: PodCreate): void {
    if ((this.#bench.evidence.hidden[command.pool] as number) > 0) this.#askedBlind.add(command.pod);
  }

  /** After the evidence has counted the new pod. */
  added({ pod, pool, at }: Extract<Fact, { kind: 'pod.up' }>): void {
    if (this.#askedBlind.delete(pod)) return;
    const living = (this.#bench.evidence.living[pool] as number) - (this.#bench.evidence.hidden[pool] as number);
    const { max } = this.#bench.configs[pool] as PoolConfig;
    if (living > max) this.#bench.breach('max', at, `${living} pods that are not terminating exceed max ${max}`);
  }

  /** By the facts: whatever the engine believes that it gave. */
  began(fact: PhaseBegan): void {
    if (!this.#isAnyLimited) return;
    const witnessed = this.#bench.evidence.pods.get(fact.pod);
    if (witnessed === undefined) return;
    const { maxTasks } = (this.#bench.configs[witnessed.pool] as PoolConfig).agent;
    if (maxTasks === Number.POSITIVE_INFINITY) return;
    const worked = this.#worked.get(fact.pod) ?? new Set();
    this.#worked.set(fact.pod, worked.add(fact.task));
    if (worked.size <= maxTasks) return;
    const text = `${nameOfTask(this.#bench, fact.task)} began on ${nameOfPod(fact.pod)}, whose agent has worked for ${worked.size - 1} of ${maxTasks}`;
    this.#bench.breach('max-tasks', fact.at, text);
  }

  gone(pod: PodId): void {
    this.#worked.delete(pod);
  }

  /** In truth; work that the store has given up (its agent was lost for too long) is not protected any more. */
  #workOn(pod: PodId, witnessed: WitnessedPod): string | null {
    if (witnessed.workers === 0) return null;
    const { tasks } = this.#bench.books.store;
    for (const id of witnessed.working) {
      if (id === NOTHING) continue;
      const task = tasks.get(id);
      if (task !== undefined && task.pod === pod && task.state === 'running') return 'its agent worked';
    }
    return null;
  }

  /** Asks the task store, since the slots may be what is wrong. */
  #reservationOn(pod: PodId, pool: number): string | null {
    const queues = this.#bench.books.store.queues[pool];
    if (queues === undefined) return null;
    for (const list of [queues.unconfirmed, queues.confirmed]) {
      for (const task of list) if (task.pod === pod && task.hold === 'reserved') return 'a slot was reserved on it';
    }
    return null;
  }

  #find(id: PodId): Pod | null {
    for (const pool of this.#bench.books.pools) {
      const pod = pool.pods.get(id);
      if (pod !== undefined) return pod;
    }
    return null;
  }
}

/** Counts anew from the slots themselves, not from the sums that the allocator keeps. */
function brokenRule(bench: Bench, pod: Pod, config: PoolConfig): string | null {
  const { rule } = config.agent;
  if (rule === 'single')
    return pod.uses.filter((use) => use !== 'idle').length > 1 ? 'more than one task stands on it' : null;
  if (rule === 'weighted') return overweight(bench, pod, config);
  let applies = 0;
  let runningApplies = 0;
  let running = 0;
  for (let slot = 0; slot < pod.uses.length; slot += 1) {
    const use = pod.uses[slot];
    if (use === 'idle') continue;
    const isApply = bench.books.store.tasks.get(pod.tasks[slot] as number)?.type === 'plan_and_apply';
    if (isApply && rule === 'apply-on-slot-zero' && slot !== 0) return `a plan_and_apply stands in slot ${slot}`;
    if (isApply) applies += 1;
    if (use === 'reserved') continue;
    running += 1;
    if (isApply) runningApplies += 1;
  }
  if (rule === 'apply-one-of-n' && applies > 1) return `${applies} plan_and_apply tasks stand on it`;
  if (rule === 'apply-exclusive' && runningApplies > 0 && running > 1) return 'a running plan_and_apply shares it';
  return null;
}

function overweight(bench: Bench, pod: Pod, config: PoolConfig): string | null {
  const { slots } = config.agent;
  let units = 0;
  for (const id of new Set(pod.tasks)) {
    const task = bench.books.store.tasks.get(id);
    if (task !== undefined) units += unitsOf(config.agent, task.type);
  }
  return units > slots ? `its tasks weigh ${units} of ${slots}` : null;
}
