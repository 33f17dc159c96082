import { POLICIES } from '../../engine/policies/registry.ts';
import type { ParameterDescription } from '../../engine/policy.ts';
import { formatDuration } from '../../report/quantity.ts';
import { JSON_OPTION, tellCatalogue } from '../catalogue.ts';
import type { Command } from '../command.ts';

export const policies: Command = {
  name: 'policies',
  summary: 'List the scaling policies and their parameters.',
  files: null,
  options: JSON_OPTION,
  examples: [['policies', 'what `autoscaler.policy` and `autoscaler.with` may say']],
  execute: (given, terminal) => {
    const all = Object.values(POLICIES);
    const rows = all.flatMap((policy) => [
      [policy.name, `every ${formatDuration(policy.nativePeriodMs)}`, policy.summary],
      ...policy.parameters.map((parameter) => [`  with.${parameter.name}`, defaultOf(parameter), parameter.summary]),
    ]);
    const data = all.map(({ name, summary, parameters, nativePeriodMs }) => ({
      name,
      summary,
      nativePeriodMs,
      parameters,
    }));
    return tellCatalogue({ headings: ['policy', 'default', 'what it does'], rows, data }, given, terminal);
  },
};

const defaultOf = ({ kind, default: value }: ParameterDescription): string =>
  kind === 'duration' ? formatDuration(Number(value)) : String(value);
