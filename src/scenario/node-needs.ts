import type { CompiledFault, CompiledScenario, FaultEffect } from './compiled.ts';
import type { Place } from './expectation.ts';

/** What the faults of nodes of a scenario ask of a real cluster. */
export interface NodeNeeds {
  /** As many as the scenario has at time zero, so that a fault hits the same share of them; more if one names a later node. */
  readonly count: number;
  /** Some are made to stand still: the control plane must not be among them. */
  readonly areStopped: boolean;
  /** Of the first such fault. */
  readonly kind: FaultEffect['kind'];
  readonly place: Place;
}

/** Null = it has none. */
export function nodeNeeds({ cluster, faults }: CompiledScenario): NodeNeeds | null {
  const ofNodes = faults.filter(isOfNodes);
  const [first] = ofNodes;
  if (first === undefined) return null;
  const atFirst = (cluster?.groups ?? []).reduce((sum, { count }) => sum + count, 0);
  return {
    count: Math.max(1, atFirst, ...ofNodes.map(({ effect }) => effect.nodes.node ?? 0)),
    areStopped: ofNodes.some(({ effect }) => effect.kind !== 'node-drain'),
    kind: first.effect.kind,
    place: first.place,
  };
}

type OfNodes = CompiledFault & {
  readonly effect: Extract<FaultEffect, { readonly nodes: unknown }>;
};

const isOfNodes = (fault: CompiledFault): fault is OfNodes => 'nodes' in fault.effect;
