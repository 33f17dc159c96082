import { MODIFIERS } from '../../engine/modifiers/registry.ts';
import { POLICIES } from '../../engine/policies/registry.ts';
import type { ParameterDescription } from '../../engine/policy.ts';
import { formatDuration } from '../../report/quantity.ts';
import { JSON_OPTION, tellCatalogue } from '../catalogue.ts';
import type { Command } from '../command.ts';

export const policies: Command = {
  name: 'policies',
  summary: 'List the scaling policies and the modifiers around them, with their parameters.',
  files: null,
  options: JSON_OPTION,
  examples: [['policies', 'what `policy`, `with` and `modifiers` of `autoscaler` may say']],
  execute: (given, terminal) => {
    const all = Object.values(POLICIES);
    const modifiers = Object.values(MODIFIERS);
    const rows = [
      ...all.flatMap((policy) => [
        [policy.name, `every ${formatDuration(policy.nativePeriodMs)}`, policy.summary],
        ...parameterRows('with.', policy.parameters),
      ]),
      ...modifiers.flatMap((modifier) => [
        [`modifiers: ${modifier.name}`, '', modifier.summary],
        ...parameterRows('', modifier.parameters),
      ]),
    ];
    const data = [
      ...all.map(({ name, summary, parameters, nativePeriodMs }) => ({
        kind: 'policy',
        name,
        summary,
        nativePeriodMs,
        parameters,
      })),
      ...modifiers.map(({ name, summary, parameters }) => ({ kind: 'modifier', name, summary, parameters })),
    ];
    return tellCatalogue({ headings: ['policy', 'default', 'what it does'], rows, data }, given, terminal);
  },
};

const parameterRows = (prefix: string, parameters: readonly ParameterDescription[]): readonly string[][] =>
  parameters.map((parameter) => [`  ${prefix}${parameter.name}`, defaultOf(parameter), parameter.summary]);

const defaultOf = ({ kind, default: value }: ParameterDescription): string =>
  kind === 'duration' ? formatDuration(Number(value)) : String(value);
