import { apiErrorText } from './api-error.ts';
import { kindMachines, stoppedKindNodes } from './kind-nodes.ts';
import type { Kubernetes } from './kubernetes.ts';
import { cordonedNodes, uncordon } from './nodes.ts';

/** A node that a fault of some run holds. */
export interface HeldNode {
  readonly name: string;
  /** It stands still, or takes no pods. */
  readonly is: 'stopped' | 'cordoned';
}

/** Those of runs that go on now are among them. `kindCluster`: whose machines are of this one; null = nobody's. */
export async function heldNodes(kubernetes: Kubernetes, kindCluster: string | null): Promise<readonly HeldNode[]> {
  const stopped = kindCluster === null ? [] : await stoppedKindNodes(kindCluster);
  const cordoned = await cordonedNodes(kubernetes);
  return [
    ...stopped.map((name): HeldNode => ({ name, is: 'stopped' })),
    ...cordoned.map((name): HeldNode => ({ name, is: 'cordoned' })),
  ];
}

/** They go on and take pods; what could not be, one sentence each. */
export async function releaseNodes(kubernetes: Kubernetes, nodes: readonly HeldNode[]): Promise<readonly string[]> {
  const left: string[] = [];
  for (const { name, is } of nodes) {
    if (is === 'stopped') await kindMachines.resume(name);
    else {
      const { error } = await uncordon(kubernetes, name);
      if (error !== undefined) left.push(`node ${name}: ${apiErrorText(error)}`);
    }
  }
  return left;
}
