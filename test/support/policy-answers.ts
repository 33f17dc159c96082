import type { Reason } from '../../src/engine/note.ts';
import type { AnyPolicy, PolicyBinding } from '../../src/engine/policy.ts';
import { type SignalChanges, signals } from './signals.ts';

/** What a policy answered: its wish and the rule that it went by. */
export type Answer = readonly [pods: number | 'hold', rule: string];

/** A policy with its defaults but for what `changes` names, asked again and again with the memory that it leaves. */
export class PolicyAnswers {
  readonly #policy: AnyPolicy;
  readonly #parameters: PolicyBinding['parameters'];
  #memory: unknown;
  /** Of the last answer. */
  reason: Reason | null = null;

  constructor(policy: AnyPolicy, changes: PolicyBinding['parameters'] = {}) {
    const defaults = Object.fromEntries(policy.parameters.map((parameter) => [parameter.name, parameter.default]));
    this.#policy = policy;
    this.#parameters = { ...defaults, ...changes };
    this.#memory = policy.initialMemory();
  }

  decide(changes: SignalChanges): Answer {
    const { decision, memory } = this.#policy.decide(signals(changes), this.#memory, this.#parameters);
    this.#memory = memory;
    this.reason = decision.reason;
    return [decision.kind === 'hold' ? 'hold' : decision.pods, decision.reason.rule];
  }

  /** As after a restart of the server. */
  forget(): void {
    this.#memory = this.#policy.initialMemory();
  }
}
