import type { AnyModifier, ModifierBinding } from '../../src/engine/modifier.ts';
import { MODIFIERS } from '../../src/engine/modifiers/registry.ts';
import type { Limit } from '../../src/engine/note.ts';
import type { Decision } from '../../src/engine/policy.ts';
import { type SignalChanges, signals } from './signals.ts';

/** A modifier by its name, with its defaults unless changed. */
export function modifierBinding(name: string, changes: ModifierBinding['parameters'] = {}): ModifierBinding {
  const modifier = MODIFIERS[name] as AnyModifier;
  const defaults = Object.fromEntries(modifier.parameters.map((parameter) => [parameter.name, parameter.default]));
  return { modifier, parameters: { ...defaults, ...changes } };
}

export const wish = (pods: number): Decision => ({
  kind: 'scale-to',
  pods,
  reason: { rule: 'wish', text: 'as the test wishes', figures: {}, limitedBy: null },
});

export const HOLD: Decision = {
  kind: 'hold',
  reason: { rule: 'unavailable', text: 'the store did not answer', figures: {}, limitedBy: null },
};

/**
 * A modifier in a pool that does at once what it lets through: `count` follows the answers unless a question says otherwise.
 * Answers are the pods and the limit that bit; a hold is the count there is.
 */
export class Modifying {
  count: number;
  readonly #binding: ModifierBinding;
  readonly #memory: unknown;

  constructor(name: string, changes: ModifierBinding['parameters'] = {}, count = 0) {
    this.#binding = modifierBinding(name, changes);
    this.#memory = this.#binding.modifier.initialMemory();
    this.count = count;
  }

  ask(now: number, wished: number | Decision, changes: SignalChanges = {}): readonly [number, Limit | null] {
    const decision = this.decide(now, wished, changes);
    if (decision.kind === 'scale-to') this.count = decision.pods;
    return [this.count, decision.reason.limitedBy];
  }

  decide(now: number, wished: number | Decision, changes: SignalChanges = {}): Decision {
    const seen = signals({ max: 1000, ...changes, now, pods: { count: this.count, ...changes.pods } });
    const decision = typeof wished === 'number' ? wish(wished) : wished;
    return this.#binding.modifier.modify(decision, seen, this.#memory, this.#binding.parameters);
  }
}
