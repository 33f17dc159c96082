import type { EngineEvent } from '../engine/event.ts';
import type { PodId, PoolId } from '../engine/ids.ts';
import type { Observer } from '../engine/observer.ts';
import type { CompiledScenario } from '../scenario/compiled.ts';

/** Why pods of a pool did not start, or not at once. */
export interface StartTrouble {
  readonly pool: string;
  /** Kubernetes' word, and the sentence of the first pod: `Unschedulable: 0/1 nodes are available`. */
  readonly reason: string;
  /** Pods that it was said of. */
  readonly pods: number;
  /** Of them, those that ran in the end. */
  readonly ran: number;
  /** Of them, those of which the cluster showed nothing but the end: they started and went, or could not start. */
  readonly ended: number;
}

/** Collects what the cluster says of pods before they run. A pod that is asked for again after a refusal stays one pod. */
export class StartTroubles implements Observer {
  readonly #scenario: CompiledScenario;
  readonly #pools = new Map<PodId, PoolId>();
  readonly #ran = new Set<PodId>();
  readonly #ended = new Set<PodId>();
  /** By pool and word. */
  readonly #troubles = new Map<string, { readonly pool: PoolId; readonly reason: string; readonly pods: Set<PodId> }>();

  constructor(scenario: CompiledScenario) {
    this.#scenario = scenario;
    for (const { pod, pool } of scenario.initial.pods) this.#pools.set(pod, pool);
  }

  command(command: Parameters<NonNullable<Observer['command']>>[0]): void {
    if (command.kind === 'pod.create') this.#pools.set(command.pod, command.pool);
  }

  event(event: EngineEvent): void {
    if (event.kind === 'pod.createFailed') this.#note(event.pod, event.reason);
    if (event.kind !== 'pod.changed') return;
    const { pod, phase, reason } = event;
    if (phase === 'running') this.#ran.add(pod);
    if (this.#ran.has(pod)) return;
    if (phase === 'failed' || phase === 'succeeded') this.#ended.add(pod);
    if (reason !== null) this.#note(pod, reason);
  }

  /** In order of their first appearance. */
  summary(): readonly StartTrouble[] {
    return [...this.#troubles.values()].map(({ pool, reason, pods }) => ({
      pool: this.#scenario.pools[pool]?.config.name ?? '',
      reason,
      pods: pods.size,
      ran: [...pods].filter((pod) => this.#ran.has(pod)).length,
      ended: [...pods].filter((pod) => this.#ended.has(pod)).length,
    }));
  }

  #note(pod: PodId, reason: string): void {
    const pool = this.#pools.get(pod);
    if (pool === undefined) return;
    const key = `${pool} ${reason.split(':', 1)[0]}`;
    const trouble = this.#troubles.get(key) ?? { pool, reason, pods: new Set<PodId>() };
    trouble.pods.add(pod);
    this.#troubles.set(key, trouble);
  }
}
