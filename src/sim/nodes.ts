import { type NodeId, nodeId, type PodId } from '../engine/ids.ts';
import type { CompiledCluster, CompiledNodeGroup } from '../scenario/compiled.ts';
import { fits, type NodeRoom, type PodRequests, take } from '../scenario/node-capacity.ts';
import { ENTRY, RANK } from './agenda.ts';
import type { SimPod } from './pods.ts';
import type { Stage } from './stage.ts';
import type { World } from './world.ts';

interface Node {
  readonly id: NodeId;
  readonly group: number;
  /** What is left of its capacity. */
  readonly room: NodeRoom;
  pods: number;
  /** Faults for which it takes no pod. */
  cordons: number;
  /** The scan that first saw it empty since it last had a pod; -1 = none yet. */
  emptySince: number;
}

/**
 * The nodes that all pools share, and the scheduler that puts pods on them. A pod that fits nowhere waits, in order of creation,
 * and is tried again whenever room comes: a pod ends or goes, a node comes up. A younger pod that fits does not wait for an older one
 * that does not, as with the kube-scheduler.
 *
 * Groups that may grow or shrink are kept by a cluster autoscaler, imitated from Kubernetes' own (what of it, says
 * docs/decisions/0012): it scans on a grid from time zero, but only while it could find something to do.
 */
export class Nodes {
  readonly #world: World;
  readonly #stage: Stage;
  readonly #cluster: CompiledCluster;
  /** In order of their ids. */
  readonly #nodes: Node[] = [];
  readonly #homes = new Map<PodId, Node>();
  /** Pods that no node has room for. */
  readonly #waiting: SimPod[] = [];
  /** Nodes on their way, by group. */
  readonly #coming: number[];
  #made = 0;
  #isScanPlanned = false;

  constructor(world: World, cluster: CompiledCluster) {
    this.#world = world;
    this.#stage = world.stage;
    this.#cluster = cluster;
    this.#coming = cluster.groups.map(() => 0);
  }

  /** The nodes of time zero, before any pod. */
  open(): void {
    for (const [group, { count }] of this.#cluster.groups.entries()) {
      for (let made = 0; made < count; made += 1) this.#add(group);
    }
    this.#planScan();
  }

  /** A pod that stands on its node since before the run. */
  stand(pod: SimPod): void {
    const home = this.#cluster.standing[pod.id];
    if (home !== null && home !== undefined) this.#bind(pod, this.#nodes[home] as Node);
  }

  /** The scheduler's turn for a pod. False: it waits for room. */
  schedule(pod: SimPod): boolean {
    const node = this.#choose(pod);
    if (node !== null) {
      this.#bind(pod, node);
      return true;
    }
    this.#waiting.push(pod);
    this.#waiting.sort((a, b) => a.createdAt - b.createdAt || a.id - b.id);
    this.#stage.fact({ kind: 'pod.unschedulable', at: this.#stage.now, pod: pod.id });
    this.#planScan();
    return false;
  }

  /** It is to be deleted: it waits no longer. */
  withdraw(pod: SimPod): void {
    const at = this.#waiting.indexOf(pod);
    if (at >= 0) this.#waiting.splice(at, 1);
  }

  /** It has ended or is gone: others may have its place. */
  release(pod: SimPod): void {
    const node = this.#homes.get(pod.id);
    if (node === undefined) return;
    this.#homes.delete(pod.id);
    node.pods -= 1;
    take(node.room, this.#requests(pod), -1);
    this.#retry();
    this.#planScan();
  }

  /** The nodes that are up, in order of their numbers. */
  selectable(): readonly { readonly id: NodeId; readonly ordinal: number; readonly pods: number }[] {
    return this.#nodes.map(({ id, pods }) => ({ id, ordinal: id + 1, pods }));
  }

  homeOf(pod: PodId): NodeId | null {
    return this.#homes.get(pod)?.id ?? null;
  }

  /** In order of their ids. */
  podsOn(id: NodeId): readonly SimPod[] {
    const pods = [...this.#homes].filter(([, node]) => node.id === id).map(([pod]) => this.#world.pods.get(pod));
    return pods.filter((pod) => pod !== undefined).sort((a, b) => a.id - b.id);
  }

  /** One fault more, or (−1) less, for which it takes no pod. */
  cordon(id: NodeId, change: 1 | -1): void {
    const node = this.#nodes.find((each) => each.id === id);
    if (node === undefined) return;
    node.cordons += change;
    if (node.cordons === 0) this.#retry();
  }

  /** Nodes that take no pod for the sake of a fault. */
  get cordoned(): readonly NodeId[] {
    return this.#nodes.flatMap(({ id, cordons }) => (cordons > 0 ? [id] : []));
  }

  /** It is no more; its pods are gone already. */
  remove(id: NodeId): void {
    const at = this.#nodes.findIndex((each) => each.id === id);
    if (at < 0) return;
    this.#nodes.splice(at, 1);
    this.#stage.fact({ kind: 'node.down', at: this.#stage.now, node: id });
    this.#planScan();
  }

  /** The cluster autoscaler looks. */
  scan(): void {
    this.#isScanPlanned = false;
    this.#scaleUp();
    this.#scaleDown();
    this.#planScan();
  }

  /** A node that was asked for is ready. */
  arrive(group: number): void {
    this.#coming[group] = (this.#coming[group] as number) - 1;
    this.#add(group);
    this.#retry();
    this.#planScan();
  }

  #add(group: number): void {
    const { name, capacity } = this.#group(group);
    const node: Node = { id: nodeId(this.#made), group, room: { ...capacity }, pods: 0, cordons: 0, emptySince: -1 };
    this.#made += 1;
    this.#nodes.push(node);
    this.#stage.fact({ kind: 'node.up', at: this.#stage.now, node: node.id, group: name });
  }

  #retry(): void {
    for (const pod of [...this.#waiting]) {
      const node = this.#choose(pod);
      if (node === null) continue;
      this.withdraw(pod);
      this.#bind(pod, node);
      this.#world.pods.bound(pod);
    }
  }

  #bind(pod: SimPod, node: Node): void {
    this.#homes.set(pod.id, node);
    node.pods += 1;
    node.emptySince = -1;
    take(node.room, this.#requests(pod), 1);
    this.#stage.fact({ kind: 'pod.scheduled', at: this.#stage.now, pod: pod.id, node: node.id });
  }

  /** The node with the largest share left after it took the pod; of equals the oldest (Kubernetes draws among equals). */
  #choose(pod: SimPod): Node | null {
    const requests = this.#requests(pod);
    let best: Node | null = null;
    let bestShare = -1;
    for (const node of this.#nodes) {
      if (node.cordons > 0 || !fits(requests, node.room)) continue;
      const share = this.#shareLeft(node, requests);
      if (share <= bestShare) continue;
      best = node;
      bestShare = share;
    }
    return best;
  }

  /**
   * Score `LeastAllocated` of the kube-scheduler's NodeResourcesFit: the mean of what is left of cpu and memory. A node that
   * bounds neither is judged by its places for pods.
   */
  #shareLeft({ room, group }: Node, requests: PodRequests): number {
    const { capacity } = this.#group(group);
    let sum = 0;
    let bounds = 0;
    for (const resource of ['cpuMilli', 'memoryBytes'] as const) {
      const most = capacity[resource];
      if (most === Number.POSITIVE_INFINITY) continue;
      sum += most === 0 ? 0 : (room[resource] - requests[resource]) / most;
      bounds += 1;
    }
    return bounds === 0 ? (room.pods - 1) / capacity.pods : sum / bounds;
  }

  /** As many nodes as the pods that wait need beside those on their way: first fit, in the order in which they wait. */
  #scaleUp(): void {
    const rooms: NodeRoom[] = this.#coming.flatMap((coming, group) =>
      Array.from({ length: coming }, () => ({ ...this.#group(group).capacity })),
    );
    for (const pod of this.#waiting) {
      const requests = this.#requests(pod);
      let room = rooms.find((candidate) => fits(requests, candidate));
      if (room === undefined) {
        const group = this.#cluster.groups.findIndex(
          ({ capacity, max }, index) => this.#size(index) < max && fits(requests, capacity),
        );
        if (group < 0) continue;
        this.#coming[group] = (this.#coming[group] as number) + 1;
        const { provisionMs, capacity } = this.#group(group);
        this.#stage.calendar.schedule(this.#stage.now + provisionMs(), RANK.pod, ENTRY.nodeReady, group, 0);
        room = { ...capacity };
        rooms.push(room);
      }
      take(room, requests, 1);
    }
  }

  /** Nodes that scans have found empty for so long go, the youngest first, down to `min`. */
  #scaleDown(): void {
    const { now } = this.#stage;
    for (const node of [...this.#nodes].reverse()) {
      if (!this.#mayGo(node)) continue;
      if (node.emptySince < 0) node.emptySince = now;
      if (now - node.emptySince < this.#cluster.scaleDownAfterMs) continue;
      this.#nodes.splice(this.#nodes.indexOf(node), 1);
      this.#stage.fact({ kind: 'node.down', at: now, node: node.id });
    }
  }

  /** The next scan, if one could find anything to do. */
  #planScan(): void {
    if (this.#isScanPlanned || !this.#isScanWorthwhile()) return;
    this.#isScanPlanned = true;
    const { scanIntervalMs } = this.#cluster;
    const at = (Math.floor(this.#stage.now / scanIntervalMs) + 1) * scanIntervalMs;
    this.#stage.calendar.schedule(at, RANK.pod, ENTRY.nodeScan, 0, 0);
  }

  #isScanWorthwhile(): boolean {
    const mayGrow = this.#waiting.length > 0 && this.#cluster.groups.some(({ max }, group) => this.#size(group) < max);
    return mayGrow || this.#nodes.some((node) => this.#mayGo(node));
  }

  #mayGo({ group, pods }: Node): boolean {
    return pods === 0 && this.#living(group) > this.#group(group).min;
  }

  /** With those on their way. */
  #size(group: number): number {
    return this.#living(group) + (this.#coming[group] as number);
  }

  #living(group: number): number {
    return this.#nodes.reduce((sum, node) => (node.group === group ? sum + 1 : sum), 0);
  }

  #group(group: number): CompiledNodeGroup {
    return this.#cluster.groups[group] as CompiledNodeGroup;
  }

  #requests(pod: SimPod): PodRequests {
    return this.#world.pool(pod.pool).requests;
  }
}
