import { POLICIES } from '../engine/policies/registry.ts';
import type { AnyPolicy, PolicyModule } from '../engine/policy.ts';
import type { PolicyProgram } from '../engine/policy-program.ts';
import * as messages from './messages.ts';
import { policyWord } from './policy-word.ts';
import type { Sentence } from './problem.ts';

/** A policy by the word that a scenario or the command line calls it by; only whoever has a disk knows those of the user. */
export type PolicyLookup = (written: string) => FoundPolicy;

export type FoundPolicy =
  | NamedPolicy
  /** Why it cannot be used, one sentence for each mistake. */
  | { readonly kind: 'refused'; readonly sentences: readonly Sentence[] };

export interface NamedPolicy {
  readonly kind: 'found';
  readonly policy: AnyPolicy;
  /** Where it was loaded from; null = nowhere. */
  readonly module: PolicyModule | null;
  /** What is started and asked in its place; null = nothing is. */
  readonly program: Pick<PolicyProgram, 'command' | 'folder'> | null;
}

/** Our own, for a text that came without a folder. */
export const ownPolicies: PolicyLookup = (written) => {
  const policy = Object.hasOwn(POLICIES, written) ? POLICIES[written] : undefined;
  if (policy !== undefined) return { kind: 'found', policy, module: null, program: null };
  const { kind } = policyWord(written);
  const sentence =
    kind === 'name' ? messages.unknownPolicy(written, Object.keys(POLICIES)) : messages.policyWithoutFolder(written);
  return { kind: 'refused', sentences: [sentence] };
};
