import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeApi, KubeObject } from '../kube-api.ts';
import { containerEnv, type ReadValues } from './container-env.ts';
import type { ProcessPlan, RunningContainer } from './container-process.ts';
import type { ContainerPart, PodSpecPart } from './pod-spec.ts';
import { type ContainerState, type PodState, podStatus } from './pod-status.ts';
import { mapped, writeVolumes } from './pod-volumes.ts';

export interface RunnerSettings {
  readonly api: KubeApi;
  readonly startContainer: (plan: ProcessPlan) => RunningContainer;
  /** Of this pod alone. */
  readonly folder: string;
  readonly startDelayMs: number;
  readonly isUnpullable: (image: string) => boolean;
}

/** One pod on this node, from its binding to its final delete. */
export class PodRunner {
  readonly #settings: RunnerSettings;
  readonly #pod: KubeObject;
  readonly #spec: PodSpecPart;
  readonly #path: string;
  readonly #startTime = new Date().toISOString();
  readonly #states = new Map<string, ContainerState>();
  readonly #processes = new Map<string, RunningContainer>();
  readonly #end = new AbortController();
  #eviction: { readonly reason: string; readonly message: string } | null = null;
  #isStopping = false;
  #lacksImage = false;
  /** Status writes one after another: a late one must not undo a newer. */
  #writes: Promise<unknown> = Promise.resolve();

  constructor(pod: KubeObject, settings: RunnerSettings) {
    this.#pod = pod;
    this.#settings = settings;
    this.#spec = pod.spec as unknown as PodSpecPart;
    this.#path = `/api/v1/namespaces/${pod.metadata?.namespace}/pods/${pod.metadata?.name}`;
  }

  /** It waits for an image that cannot be pulled. */
  get lacksImage(): boolean {
    return this.#lacksImage;
  }

  /** Ends when the pod has ended or was stopped. */
  async run(): Promise<void> {
    const { isUnpullable, startDelayMs } = this.#settings;
    if (this.#spec.restartPolicy !== 'Never') {
      this.#write('Failed', { reason: 'Unsupported', message: 'only restartPolicy Never' });
      return;
    }
    const missing = this.#spec.containers.filter(({ image }) => isUnpullable(image));
    if (missing.length > 0) return this.#failToPull(missing);
    this.#write('Pending');
    await this.#pause(startDelayMs);
    if (this.#end.signal.aborted) return;
    try {
      if (!(await this.#initialize())) return;
      for (const container of this.#spec.containers) await this.#start(container);
    } catch (error) {
      // A real kubelet tries again for ever and says so: the pod stays pending.
      for (const { name } of this.#spec.containers) {
        this.#states.set(name, {
          waiting: { reason: 'CreateContainerConfigError', message: (error as Error).message },
        });
      }
      this.#write('Pending');
      return;
    }
    this.#write('Running');
    const ends = await Promise.all([...this.#processes].map(([name, process]) => this.#watchEnd(name, process)));
    if (this.#isStopping) return;
    this.#write(
      ends.every((code) => code === 0) && this.#eviction === null ? 'Succeeded' : 'Failed',
      this.#eviction ?? {},
    );
  }

  /** The pod is being deleted: SIGTERM, after the grace period SIGKILL, then the object's final delete. */
  async stop(graceSeconds: number): Promise<void> {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#end.abort();
    const ended = Promise.all([...this.#processes.values()].map((process) => process.ended));
    for (const process of this.#processes.values()) process.signal('SIGTERM');
    const killing = setTimeout(() => this.kill(), graceSeconds * 1000);
    await ended;
    clearTimeout(killing);
    await this.#writes;
    const { uid } = this.#pod.metadata ?? {};
    await this.#settings.api.delete(this.#path, { gracePeriodSeconds: 0, preconditions: { uid } });
  }

  /** Its processes die at once; the pod becomes `Failed`. */
  kill(): void {
    for (const process of this.#processes.values()) process.killAll();
  }

  signal(signal: NodeJS.Signals): void {
    for (const process of this.#processes.values()) process.signal(signal);
  }

  /** As a kubelet under memory pressure does: the pod fails, its object stays. */
  evict(): void {
    this.#eviction = { reason: 'Evicted', message: 'The node was low on resource: memory. ' };
    if (this.#processes.size === 0) this.#write('Failed', this.#eviction);
    this.kill();
  }

  /** Volumes, then the init containers one after another. False if one failed, or the pod was stopped meanwhile. */
  async #initialize(): Promise<boolean> {
    const { folder } = this.#settings;
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    await writeVolumes(this.#volumes, this.#pod, userOf(this.#spec, this.#spec.containers[0]), this.#read);
    for (const container of this.#spec.initContainers ?? []) {
      const exitCode = await (await this.#start(container))?.ended.then((end) => end.exitCode);
      this.#processes.delete(container.name);
      this.#states.delete(container.name);
      if (this.#end.signal.aborted) return false;
      if (exitCode === 0) continue;
      this.#write('Failed', { reason: 'Error', message: `init container ${container.name} ended with ${exitCode}` });
      return false;
    }
    return true;
  }

  get #volumes(): string {
    return join(this.#settings.folder, 'volumes');
  }

  /** Undefined if the pod was stopped meanwhile. */
  async #start(container: ContainerPart): Promise<RunningContainer | undefined> {
    const { folder, startContainer } = this.#settings;
    const volumes = this.#volumes;
    const env = await containerEnv(container.env ?? [], this.#pod, '127.0.0.1', this.#read);
    const here = (text: string): string => mapped(text, container, volumes);
    const expand = (text: string): string =>
      text.replace(/\$\(([A-Za-z_][A-Za-z0-9_]*)\)/g, (all, name) => env[name] ?? all);
    if (this.#end.signal.aborted) return undefined;
    const process = startContainer({
      command: [...(container.command ?? []), ...(container.args ?? [])].map((word) => here(expand(word))),
      env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, here(value)])),
      folder: container.workingDir === undefined ? folder : here(container.workingDir),
      user: userOf(this.#spec, container),
      log: join(folder, `${container.name}.log`),
    });
    this.#processes.set(container.name, process);
    this.#states.set(container.name, { running: { startedAt: process.startedAt } });
    return process;
  }

  async #watchEnd(name: string, process: RunningContainer): Promise<number> {
    const { exitCode } = await process.ended;
    const reason = exitCode === 0 ? 'Completed' : 'Error';
    const finishedAt = new Date().toISOString();
    this.#states.set(name, { terminated: { exitCode, reason, startedAt: process.startedAt, finishedAt } });
    return exitCode;
  }

  async #failToPull(missing: readonly ContainerPart[]): Promise<void> {
    this.#lacksImage = true;
    const reasons = missing.some(({ image }) => isNoName(image))
      ? ['InvalidImageName']
      : ['ErrImagePull', 'ImagePullBackOff'];
    for (const reason of reasons) {
      for (const { name, image } of missing) {
        this.#states.set(name, { waiting: { reason, message: `image "${image}" cannot be pulled` } });
      }
      this.#write('Pending');
      await this.#pause(PULL_BACK_OFF_MS);
      if (this.#end.signal.aborted) return;
    }
  }

  #write(phase: PodState['phase'], why: { readonly reason?: string; readonly message?: string } = {}): void {
    const status = podStatus(this.#spec.containers, {
      phase,
      states: new Map(this.#states),
      startTime: this.#startTime,
      ...why,
    });
    this.#writes = this.#writes
      .then(() => this.#settings.api.merge(`${this.#path}/status`, { status }))
      .catch(() => this.#pause(500).then(() => this.#settings.api.merge(`${this.#path}/status`, { status })))
      .catch(() => undefined);
  }

  readonly #read: ReadValues = async (kind, name) => {
    const path = `/api/v1/namespaces/${this.#pod.metadata?.namespace}/${kind === 'secret' ? 'secrets' : 'configmaps'}/${name}`;
    const { status, body } = await this.#settings.api.get(path);
    if (status !== 200) throw new Error(`${kind.toLowerCase()} "${name}" not found`);
    const plain = kind === 'secret' ? {} : ((body.data ?? {}) as Record<string, string>);
    const encoded = (kind === 'secret' ? body.data : body.binaryData) as Record<string, string> | undefined;
    return new Map([
      ...Object.entries(plain).map(([key, text]) => [key, Buffer.from(text)] as const),
      ...Object.entries(encoded ?? {}).map(([key, text]) => [key, Buffer.from(text, 'base64')] as const),
    ]);
  };

  /** Ends early when the pod is stopped. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#end.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

/** Between the first failed pull and the state of waiting for the next. */
const PULL_BACK_OFF_MS = 100;

/** The user that a container runs as; only root can change to another. */
function userOf(
  spec: PodSpecPart,
  container: ContainerPart | undefined,
): { readonly uid: number; readonly gid: number } | null {
  const uid = container?.securityContext?.runAsUser ?? spec.securityContext?.runAsUser;
  if (uid === undefined || process.getuid?.() !== 0) return null;
  return { uid, gid: container?.securityContext?.runAsGroup ?? spec.securityContext?.runAsGroup ?? uid };
}

/** Names of images have no capitals; tags may. */
export const isNoName = (image: string): boolean => /^[^:@]*[A-Z]/.test(image);
