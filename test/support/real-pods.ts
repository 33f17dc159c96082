import type { V1Pod } from '@kubernetes/client-node';
import { KubeConfig } from '@kubernetes/client-node';
import type { EngineEvent } from '../../src/engine/event.ts';
import type { Fact } from '../../src/engine/fact.ts';
import type { PodId } from '../../src/engine/ids.ts';
import { openRun, type RunPlace, removeRun } from '../../src/real/cluster.ts';
import { Kubernetes, type KubernetesSettings } from '../../src/real/kubernetes.ts';
import { podManifest } from '../../src/real/pod-manifest.ts';
import { Pods, type PodsSettings } from '../../src/real/pods.ts';
import { startRunClock } from '../../src/real/run-clock.ts';
import { kubeconfigOf } from './control-plane.ts';
import type { ApiAccess } from './kube-api.ts';
import { until } from './until.ts';

export interface RealPodsSettings {
  /** Whom to speak to: an access, or a kubeconfig's text. */
  readonly access: ApiAccess | string;
  readonly runId: string;
  readonly pools?: readonly string[];
  /** What an agent does instead of the agent program. */
  readonly program?: string;
  readonly quotaPods?: number;
  readonly manifest?: (pod: V1Pod, id: PodId) => V1Pod;
  readonly kubernetes?: Partial<KubernetesSettings>;
  readonly watch?: NonNullable<PodsSettings['watch']>;
}

type OfKind<T, K> = Extract<T, { readonly kind: K }>;

/** A run's namespace and its pods, without an engine: what is told is kept. */
export class RealPods {
  readonly events: EngineEvent[] = [];
  readonly facts: Fact[] = [];
  readonly kubernetes: Kubernetes;
  readonly place: RunPlace;
  readonly pods: Pods;

  static async open(settings: RealPodsSettings): Promise<RealPods> {
    const kubernetes = await Kubernetes.open({ config: configOf(settings.access), ...settings.kubernetes });
    const place = await openRun(kubernetes, {
      runId: settings.runId,
      namespace: null,
      program: settings.program ?? 'setInterval(() => undefined, 1000);',
      tokens: ['token'],
      quotaPods: settings.quotaPods ?? null,
    });
    const events: EngineEvent[] = [];
    const facts: Fact[] = [];
    const plain = podManifest({
      image: 'node:20',
      programConfigMap: place.programConfigMap,
      tokenSecret: place.tokenSecrets[0] ?? '',
      env: {},
      terminationGraceSeconds: 1,
    });
    const pods = await Pods.open({
      kubernetes,
      clock: startRunClock({ timeScale: 1 }),
      namespace: place.namespace,
      runId: settings.runId,
      pools: settings.pools ?? ['pool'],
      manifest: (id) => settings.manifest?.(plain, id) ?? plain,
      tell: (event) => events.push(event),
      fact: (fact) => facts.push(fact),
      image: 'node:20',
      jitter: () => 0.5,
      ...(settings.watch === undefined ? {} : { watch: settings.watch }),
    });
    if (!(pods instanceof Pods)) throw new Error(`the first list failed: ${JSON.stringify(pods)}`);
    return new RealPods({ events, facts, kubernetes, place, pods });
  }

  private constructor(parts: Pick<RealPods, 'events' | 'facts' | 'kubernetes' | 'place' | 'pods'>) {
    this.events = parts.events;
    this.facts = parts.facts;
    this.kubernetes = parts.kubernetes;
    this.place = parts.place;
    this.pods = parts.pods;
  }

  /** Path of the run's pods in the API. */
  get path(): string {
    return `/api/v1/namespaces/${this.place.namespace}/pods`;
  }

  pathOf(pod: PodId): string {
    return `${this.path}/${this.pods.nameOf(pod)}`;
  }

  /** The first event of this kind that fits, now or later. */
  told<K extends EngineEvent['kind']>(
    kind: K,
    fits: (event: OfKind<EngineEvent, K>) => boolean = () => true,
  ): Promise<OfKind<EngineEvent, K>> {
    return until(
      () => `${kind}; told: ${JSON.stringify(this.events)}, facts: ${JSON.stringify(this.facts)}`,
      () =>
        this.events.find(
          (event): event is OfKind<EngineEvent, K> => event.kind === kind && fits(event as OfKind<EngineEvent, K>),
        ),
    );
  }

  inPhase(pod: PodId, phase: string): Promise<OfKind<EngineEvent, 'pod.changed'>> {
    return this.told('pod.changed', (event) => event.pod === pod && event.phase === phase);
  }

  /** What was told of one pod, in order, as short words. */
  storyOf(pod: PodId): readonly string[] {
    return this.events.flatMap((event) => {
      if (event.kind === 'pod.changed' && event.pod === pod) {
        return [event.phase === 'pending' ? (event.scheduled ? 'scheduled' : 'pending') : event.phase];
      }
      return event.kind === 'pod.gone' && event.pod === pod ? ['gone'] : [];
    });
  }

  factsOf(pod: PodId): readonly string[] {
    return this.facts.flatMap((fact) => {
      if (!('pod' in fact) || fact.pod !== pod) return [];
      return fact.kind === 'pod.phase' ? [fact.phase] : [fact.kind];
    });
  }

  async close(): Promise<void> {
    await this.pods.close();
    await removeRun(this.kubernetes, this.place);
    this.kubernetes.close();
  }
}

export function configOf(access: ApiAccess | string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromString(typeof access === 'string' ? access : kubeconfigOf(access));
  return config;
}
