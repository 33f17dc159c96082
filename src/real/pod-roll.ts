import type { Fact } from '../engine/fact.ts';
import type { PodId, PoolId } from '../engine/ids.ts';
import type { SelectablePod } from '../scenario/pod-selector.ts';

interface Listed extends SelectablePod {
  readonly id: PodId;
  readonly pool: PoolId;
  readonly createdAt: number;
  phase: 'pending' | 'running' | 'over';
}

/** The pods that exist, by what the world's facts say of them: what faults choose from. In order of creation. */
export class PodRoll {
  readonly #pods = new Map<PodId, Listed>();

  /** Pods whose process runs and that nobody has told to go. */
  running(): readonly SelectablePod[] {
    return [...this.#pods.values()].filter(({ phase }) => phase === 'running');
  }

  poolOf(pod: PodId): PoolId | null {
    return this.#pods.get(pod)?.pool ?? null;
  }

  fact(fact: Fact): void {
    if (fact.kind === 'pod.up') {
      this.#pods.set(fact.pod, { id: fact.pod, pool: fact.pool, createdAt: fact.at, phase: 'pending' });
    } else if (fact.kind === 'pod.phase') {
      const pod = this.#pods.get(fact.pod);
      if (pod !== undefined) pod.phase = fact.phase === 'running' ? 'running' : 'over';
    } else if (fact.kind === 'pod.down') {
      this.#pods.delete(fact.pod);
    }
  }
}
