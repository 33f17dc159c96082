import type { ParameterDescription, Policy } from './policy.ts';

/**
 * A policy of your own, for a module's default export: the same object with what may be left out filled in, and typed by its
 * parameters. What is wrong with it is told where the module is loaded, with everything else that is wrong.
 */
export function definePolicy<const D extends readonly ParameterDescription[] = readonly [], M = null>(
  definition: PolicyDefinition<D, M>,
): Policy<ParametersOf<D>, M> {
  return {
    nativePeriodMs: NATIVE_PERIOD_MS,
    promises: () => ({ economy: false, responsive: false }),
    // Without it the memory is null, which the type says.
    initialMemory: () => null as M,
    ...definition,
    parameters: definition.parameters ?? [],
  };
}

type Optional = 'parameters' | 'nativePeriodMs' | 'promises' | 'initialMemory';

/**
 * `decide` is pure: the same signals, memory and parameters give the same answer on every machine. No clock, no chance, no files:
 * a run could not be repeated.
 */
export type PolicyDefinition<D extends readonly ParameterDescription[], M> = Omit<
  Policy<ParametersOf<D>, M>,
  Optional
> & {
  /** None unless given. */
  readonly parameters?: D;
  /** Ten seconds unless given. */
  readonly nativePeriodMs?: number;
  /** Neither unless given. */
  readonly promises?: Policy<ParametersOf<D>, M>['promises'];
  /** Null unless given. */
  readonly initialMemory?: () => M;
};

/** What `decide` is handed: each parameter by its name. */
export type ParametersOf<D extends readonly ParameterDescription[]> = {
  readonly [E in D[number] as E['name']]: ValueOf<E>;
};

type ValueOf<E extends ParameterDescription> = E['kind'] extends 'boolean'
  ? boolean
  : E extends { readonly kind: 'choice'; readonly choices: readonly (infer C)[] }
    ? C
    : number;

const NATIVE_PERIOD_MS = 10_000;
