import type { AgentConnected, EngineEvent } from '../engine/event.ts';
import type { Fact } from '../engine/fact.ts';
import type { AttemptId, PodId } from '../engine/ids.ts';
import type { InitialPod } from '../scenario/compiled.ts';
import { ClusterProblem } from './cluster-problem.ts';

/**
 * What happens before the run begins: the pods that exist at its time zero are made, and nobody hears of it. At the beginning the
 * world's facts so far come true, and the agents that are there say that they are.
 */
export class Preparation {
  readonly #facts: Fact[] = [];
  readonly #hellos = new Map<PodId, AgentConnected>();
  readonly #phases = new Map<PodId, string>();
  /** What the cluster last said against a pod. */
  readonly #reasons = new Map<PodId, string>();
  #changed: () => void = () => {};
  #refused: (pod: PodId) => void = () => {};

  /** As `World.tell`: a hello is accepted, everything else will be told by the first list. */
  tell(event: EngineEvent, taken?: () => void): void {
    if (event.kind === 'agent.connected') {
      taken?.();
      this.#hellos.set(event.pod, { ...event, running: [], finished: [] });
    } else if (event.kind === 'agent.disconnected') this.#hellos.delete(event.pod);
    else if (event.kind === 'pod.createFailed') {
      this.#reasons.set(event.pod, event.reason);
      this.#refused(event.pod);
    } else if (event.kind === 'pod.changed' && event.reason !== null) this.#reasons.set(event.pod, event.reason);
    this.#changed();
  }

  fact(fact: Fact): void {
    this.#facts.push(fact);
    if (fact.kind === 'pod.phase') this.#phases.set(fact.pod, fact.phase);
    this.#changed();
  }

  isConnected(pod: PodId): boolean {
    return this.#hellos.has(pod);
  }

  /**
   * Resolves when every pod is in the state that the scenario gives it; rejects with a `ClusterProblem` after `withinMs` of wall time.
   * `again` asks anew for a pod that the API refused: there is no engine yet that would.
   */
  ready(
    pods: readonly InitialPod[],
    withinMs: number,
    signal: AbortSignal,
    again: (pod: PodId) => void,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const missing = (): readonly InitialPod[] => pods.filter((pod) => !this.#isReady(pod));
      const end = (problem: ClusterProblem | null): void => {
        clearTimeout(timer);
        for (const retry of retries) clearTimeout(retry);
        this.#refused = () => {};
        signal.removeEventListener('abort', stop);
        this.#changed = () => {};
        if (problem === null) resolve();
        else reject(problem);
      };
      const stop = (): void => end(stoppedBefore());
      const timer = setTimeout(() => {
        const first = missing()[0];
        const what = first === undefined ? 'pods' : `pod ${first.pod + 1} of ${pods.length}`;
        const reason = first === undefined ? undefined : this.#reasons.get(first.pod);
        const problem = `${what} of the scenario's initial pods is not ${first?.state ?? 'there'} after ${withinMs / 1000} s${reason === undefined ? '' : `: ${reason}`}`;
        end(
          new ClusterProblem(
            problem,
            'See `kubectl describe pods` in the namespace of the run, and whether agents can reach the control server.',
          ),
        );
      }, withinMs);
      const retries = new Set<NodeJS.Timeout>();
      this.#refused = (pod) => {
        const retry = setTimeout(() => {
          retries.delete(retry);
          again(pod);
        }, AGAIN_AFTER_MS);
        retries.add(retry);
      };
      signal.addEventListener('abort', stop, { once: true });
      this.#changed = () => {
        if (missing().length === 0) end(null);
      };
      if (signal.aborted) stop();
      else this.#changed();
    });
  }

  /**
   * The facts so far, then the hellos of those that are connected, in order of their pods. They work on the tasks that the scenario gave
   * them (`workOf`), which they had not got when they said hello: an agent that does not name its work has lost it.
   */
  replay(
    to: { fact(fact: Fact): void; tell(event: EngineEvent): void },
    server: EngineEvent,
    workOf: (pod: PodId) => readonly AttemptId[],
  ): void {
    for (const fact of this.#facts) to.fact(fact);
    to.tell(server);
    const hellos = [...this.#hellos].sort(([a], [b]) => a - b);
    for (const [pod, hello] of hellos) to.tell({ ...hello, running: workOf(pod) });
  }

  #isReady({ pod, state }: InitialPod): boolean {
    if (state === 'connected') return this.#hellos.has(pod);
    const phase = this.#phases.get(pod);
    // A pod that is to be pending goes on as any new one: its way begins with the run.
    return state === 'pending' || phase === state;
  }
}

/** Wall ms. */
const AGAIN_AFTER_MS = 1000;

export const stoppedBefore = (): ClusterProblem => new ClusterProblem('stopped before the run began', 'Run it again.');
