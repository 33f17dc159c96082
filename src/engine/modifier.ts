import type { Limit } from './note.ts';
import type { Decision, ParameterDescription } from './policy.ts';
import type { Signals } from './signals.ts';

/**
 * A wrapper around any policy's decision: it lets the wish through or changes it, and then says so in the reason. Pure but for its own
 * memory, which it changes in place and which a server restart clears.
 */
export interface Modifier<P, M> {
  /** Its key under `autoscaler.modifiers`. */
  readonly name: string;
  /** One sentence for `poolproof policies`. */
  readonly summary: string;
  readonly parameters: readonly ParameterDescription[];
  /** The parameters that a bare value sets: `cooldown: 5m`. None = it must be written as a map. */
  readonly shorthand: readonly string[];
  initialMemory(): M;
  modify(wish: Decision, signals: Signals, memory: M, parameters: P): Decision;
}

// biome-ignore lint/suspicious/noExplicitAny: the registry holds modifiers of any parameter and memory type
export type AnyModifier = Modifier<any, any>;

export interface ModifierBinding {
  readonly modifier: AnyModifier;
  /** Complete, of the modifier's own type. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The wish with another number: the reason keeps what the policy said and tells what was made of it. */
export function changed(
  wish: Decision,
  pods: number,
  by: { readonly limit: Limit; readonly text: string; readonly figures: Readonly<Record<string, number>> },
): Decision {
  const { rule, text, figures } = wish.reason;
  const reason = { rule, text: `${text}; ${by.text}`, figures: { ...figures, ...by.figures }, limitedBy: by.limit };
  return { kind: 'scale-to', pods, reason };
}

/** The number that a decision comes to. */
export const wishedPods = (wish: Decision, signals: Signals): number =>
  wish.kind === 'hold' ? signals.pods.count : wish.pods;
