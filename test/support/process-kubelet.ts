import { chmodSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChildGuard } from './child-guard.ts';
import type { Certificate } from './control-plane.ts';
import { type ApiAccess, KubeApi, type KubeObject } from './kube-api.ts';
import { ContainerProcess, type ProcessPlan, type RunningContainer } from './kubelet/container-process.ts';
import { type NodeSize, registerNode, removeNode, renewLease } from './kubelet/kubelet-node.ts';
import { LogServer } from './kubelet/log-server.ts';
import { isNoName, PodRunner } from './kubelet/pod-runner.ts';
import type { PodSpecPart } from './kubelet/pod-spec.ts';
import { until } from './until.ts';

export interface KubeletSettings {
  readonly access: ApiAccess;
  /** Of the node; unique in the cluster. */
  readonly node: string;
  readonly size?: Partial<NodeSize>;
  readonly labels?: Readonly<Record<string, string>>;
  /** With it the API server gets the logs of containers from here (`kubectl logs`); else nobody does. */
  readonly certificate?: Certificate;
  /** Instead of processes. */
  readonly startContainer?: (plan: ProcessPlan) => RunningContainer;
}

/** Images of this name, with any tag, cannot be pulled: pods with one go to ErrImagePull and ImagePullBackOff. */
export const UNPULLABLE_IMAGE = 'poolproof.test/unpullable';

/**
 * Plays the kubelet of one node: registers it, runs the containers of the pods bound to it as local processes and tells the API server
 * how they fare. Every image is taken for present: `command` runs on this machine, with PATH. What differs from a container:
 *
 * - the file system is this machine's. Volumes lie in a folder of the pod; mount paths that stand in command, args, workingDir and the
 *   values of env are replaced by the folders that they mean. A read-only root is not enforced.
 * - `runAsUser` is obeyed when the tests run as root, else everything runs as the tests do. Limits and capabilities are not applied.
 * - known are emptyDir, Secret, ConfigMap, projected ConfigMap and downward API volumes and restartPolicy Never; other pods fail with reason `Unsupported`.
 */
export class ProcessKubelet {
  /** From binding to start, for pods bound from now on. */
  startDelayMs = 0;
  readonly node: string;
  readonly #settings: KubeletSettings;
  readonly #api: KubeApi;
  readonly #folder = mkdtempSync(join(tmpdir(), 'poolproof-kubelet-'));
  readonly #guard = new ChildGuard(this.#folder);
  readonly #runners = new Map<string, PodRunner>();
  readonly #folders = new Map<string, string>();
  readonly #closing = new AbortController();
  #watching: Promise<void> = Promise.resolve();
  #lease: NodeJS.Timeout | undefined;
  #logs: LogServer | null = null;

  /** Ready when the node can be given pods. */
  static async start(settings: KubeletSettings): Promise<ProcessKubelet> {
    const kubelet = new ProcessKubelet(settings);
    await kubelet.#open();
    return kubelet;
  }

  private constructor(settings: KubeletSettings) {
    this.#settings = settings;
    this.node = settings.node;
    this.#api = new KubeApi(settings.access);
    chmodSync(this.#folder, 0o755);
  }

  /** Sends a signal to the containers of a pod, as a person with a shell on the node would. */
  signal(namespace: string, pod: string, signal: NodeJS.Signals): void {
    this.#runner(namespace, pod).signal(signal);
  }

  evict(namespace: string, pod: string): void {
    this.#runner(namespace, pod).evict();
  }

  /** What a container has written so far. */
  log(namespace: string, pod: string, container = 'agent'): string {
    const folder = this.#folders.get(`${namespace}/${pod}`);
    return folder === undefined ? '' : readFileSync(join(folder, `${container}.log`), 'utf8');
  }

  /** Changes what the API server is told of a container's log, as a node does that rotates or loses it; null = nothing is changed. */
  set spoilLog(spoil: ((pod: string, log: string) => string) | null) {
    if (this.#logs !== null) this.#logs.spoil = spoil;
  }

  /** Ends all processes and removes the node with its pods. */
  async close(): Promise<void> {
    clearInterval(this.#lease);
    this.#closing.abort();
    await this.#watching;
    await this.#logs?.close();
    const { body } = await this.#api.get(this.#podsPath());
    for (const { metadata } of body.items ?? []) {
      await this.#api.delete(`/api/v1/namespaces/${metadata?.namespace}/pods/${metadata?.name}`, {
        gracePeriodSeconds: 0,
      });
    }
    await removeNode(this.#api, this.node);
    this.#api.close();
    await this.#guard.close();
  }

  async #open(): Promise<void> {
    const { size, labels, certificate } = this.#settings;
    if (certificate !== undefined)
      this.#logs = await LogServer.open(certificate, (...container) => this.log(...container));
    const all = { cpu: '64', memory: '64Gi', pods: '250', ...size };
    await registerNode(this.#api, this.node, all, labels ?? {}, this.#logs?.port ?? null);
    void renewLease(this.#api, this.node).catch(() => undefined);
    this.#lease = setInterval(() => void renewLease(this.#api, this.node).catch(() => undefined), LEASE_RENEWAL_MS);
    this.#watching = this.#watch();
    await until('the node to stand without taints', async () => {
      const { body } = await this.#api.get(`/api/v1/nodes/${this.node}`);
      return body.spec?.taints === undefined;
    });
  }

  /** List and watch until closed; a broken connection starts over. */
  async #watch(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        const { status, body } = await this.#api.get(this.#podsPath());
        if (status !== 200) throw new Error(`list of pods: ${status}`);
        for (const pod of body.items ?? []) this.#see(pod);
        const from = body.metadata?.resourceVersion;
        const path = `${this.#podsPath()}&watch=1&timeoutSeconds=240&resourceVersion=${from}`;
        await this.#api.watch(path, (type, pod) => type !== 'ERROR' && this.#see(pod, type === 'DELETED'), signal);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  #see(pod: KubeObject, isGone = false): void {
    const {
      uid = '',
      namespace = '',
      name = '',
      deletionTimestamp,
      deletionGracePeriodSeconds = 0,
    } = pod.metadata ?? {};
    const runner = this.#runners.get(uid);
    if (isGone) {
      // Deleted by force: a kubelet kills what it finds without an object.
      runner?.kill();
      this.#runners.delete(uid);
      return;
    }
    if (deletionTimestamp !== undefined) {
      const ending = runner ?? this.#make(pod);
      void ending.stop(deletionGracePeriodSeconds).catch(() => undefined);
      return;
    }
    const phase = pod.status?.phase;
    // The image of a pod is what may change of it: one that can be pulled ends the waiting.
    const isMended = runner?.lacksImage === true && imagesOf(pod).every((image) => !isUnpullable(image));
    if ((runner !== undefined && !isMended) || phase === 'Succeeded' || phase === 'Failed') return;
    this.#folders.set(`${namespace}/${name}`, join(this.#folder, uid));
    void this.#make(pod).run();
  }

  #make(pod: KubeObject): PodRunner {
    const uid = pod.metadata?.uid ?? '';
    const runner = new PodRunner(pod, {
      api: this.#api,
      startContainer: this.#settings.startContainer ?? ((plan) => new ContainerProcess(plan, this.#guard)),
      folder: join(this.#folder, uid),
      startDelayMs: this.startDelayMs,
      isUnpullable,
    });
    this.#runners.set(uid, runner);
    return runner;
  }

  #runner(namespace: string, pod: string): PodRunner {
    const folder = this.#folders.get(`${namespace}/${pod}`) ?? '';
    const runner = this.#runners.get(folder.slice(this.#folder.length + 1));
    if (runner === undefined) throw new Error(`no pod ${namespace}/${pod} runs on ${this.node}`);
    return runner;
  }

  #podsPath(): string {
    return `/api/v1/pods?fieldSelector=${encodeURIComponent(`spec.nodeName=${this.node}`)}`;
  }
}

/** Names under `.invalid` are nobody's, and those with capitals are none. */
const isUnpullable = (image: string): boolean =>
  isNoName(image) ||
  image === UNPULLABLE_IMAGE ||
  image.startsWith(`${UNPULLABLE_IMAGE}:`) ||
  /^[^/]+\.invalid\//.test(image);

const imagesOf = (pod: KubeObject): readonly string[] =>
  (pod.spec as unknown as PodSpecPart).containers.map(({ image }) => image);

const LEASE_RENEWAL_MS = 10_000;
