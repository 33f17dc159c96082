import { MODIFIERS } from '../engine/modifiers/registry.ts';
import { POLICIES } from '../engine/policies/registry.ts';
import type { AnyPolicy, ParameterDescription } from '../engine/policy.ts';
import { formatDuration } from '../report/quantity.ts';
import { rangeText, reactionText } from '../scenario/policy-text.ts';
import type { Catalogue } from './catalogue.ts';
import type { ModifierEntry, PolicyEntry } from './json-outputs.ts';

/** The policies and modifiers, each with its parameters below it. A module of its own, since it loads every policy there is. */
export function policyCatalogue(): Catalogue {
  const all = Object.values(POLICIES);
  const modifiers = Object.values(MODIFIERS);
  const rows = [
    ...all.flatMap((policy) => [
      [policy.name, `every ${formatDuration(policy.nativePeriodMs)}`, whatItDoes(policy)],
      ...parameterRows('with.', policy.parameters),
    ]),
    ...modifiers.flatMap((modifier) => [
      [`modifiers: ${modifier.name}`, '', modifier.summary],
      ...parameterRows('', modifier.parameters),
    ]),
  ];
  const data: readonly (PolicyEntry | ModifierEntry)[] = [
    ...all.map(({ name, summary, parameters, nativePeriodMs, reactsWithinMs = null }) => ({
      kind: 'policy' as const,
      name,
      summary,
      nativePeriodMs,
      reactsWithinMs,
      parameters,
    })),
    ...modifiers.map(({ name, summary, parameters }) => ({ kind: 'modifier' as const, name, summary, parameters })),
  ];
  return { headings: ['policy', 'default', 'what it does'], rows, data };
}

function whatItDoes(policy: AnyPolicy): string {
  const reaction = reactionText(policy);
  return reaction === null ? policy.summary : `${policy.summary} Also decides ${reaction}.`;
}

const parameterRows = (prefix: string, parameters: readonly ParameterDescription[]): readonly string[][] =>
  parameters.map((parameter) => [`  ${prefix}${parameter.name}`, defaultOf(parameter), whatItSets(parameter)]);

function whatItSets(parameter: ParameterDescription): string {
  const range = rangeText(parameter);
  return range === null ? parameter.summary : `${parameter.summary} Values ${range}.`;
}

const defaultOf = ({ kind, default: value }: ParameterDescription): string =>
  kind === 'duration' ? formatDuration(Number(value)) : String(value);
