/** What pods ask of a node and what a node has: whole millicores and whole bytes. `Infinity` = not bounded. */
export interface PodRequests {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
}

export interface NodeCapacity extends PodRequests {
  /** How many pods may stand on it (the kubelet's `maxPods`). */
  readonly pods: number;
}

/** What is left of a node, or what is taken of it: changed in place. */
export type NodeRoom = { -readonly [K in keyof NodeCapacity]: NodeCapacity[K] };

export const fits = (requests: PodRequests, room: NodeCapacity): boolean =>
  room.pods >= 1 && requests.cpuMilli <= room.cpuMilli && requests.memoryBytes <= room.memoryBytes;

/** A pod takes its part, or (−1) gives it back. */
export function take(room: NodeRoom, requests: PodRequests, sign: 1 | -1): void {
  room.pods -= sign;
  room.cpuMilli -= sign * requests.cpuMilli;
  room.memoryBytes -= sign * requests.memoryBytes;
}
