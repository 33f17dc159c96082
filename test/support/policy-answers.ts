import type { Limit, Reason } from '../../src/engine/note.ts';
import type { AnyPolicy, Decision, PolicyBinding } from '../../src/engine/policy.ts';
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
    const decision = this.whole(changes);
    return [decision.kind === 'hold' ? 'hold' : decision.pods, decision.reason.rule];
  }

  /** All that the decision log shows of it. */
  whole(changes: SignalChanges): Decision {
    const { decision, memory } = this.#policy.decide(signals(changes), this.#memory, this.#parameters);
    this.#memory = memory;
    this.reason = decision.reason;
    return decision;
  }

  /** As after a restart of the server. */
  forget(): void {
    this.#memory = this.#policy.initialMemory();
  }
}

/** The decision to have so many pods, as the log shows it. */
export const scaleTo = (
  pods: number,
  rule: string,
  text: string,
  figures: Reason['figures'],
  limitedBy: Limit | null = null,
): Decision => ({ kind: 'scale-to', pods, reason: { rule, text, figures, limitedBy } });

/** The decision to change nothing, as the log shows it. */
export const held = (
  rule: string,
  text: string,
  figures: Reason['figures'],
  limitedBy: Limit | null = null,
): Decision => ({ kind: 'hold', reason: { rule, text, figures, limitedBy } });

/** What a policy says that was not told of the work. */
export const UNAVAILABLE = 'the task store did not answer';
