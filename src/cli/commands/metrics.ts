import { JSON_OPTION, tellCatalogue } from '../catalogue.ts';
import type { Command } from '../command.ts';

export const metrics: Command = {
  name: 'metrics',
  summary: 'List the measures: the words of `expect: metric` and of summary.json.',
  files: null,
  options: JSON_OPTION,
  examples: [['metrics', 'name, unit and definition of each']],
  execute: async (given, terminal) => {
    const { METRICS } = await import('../../scenario/metric-catalogue.ts');
    const rows = Object.entries(METRICS).map(([name, { unit, definition }]) => [name, unit, definition]);
    return tellCatalogue({ headings: ['measure', 'unit', 'definition'], rows, data: METRICS }, given, terminal);
  },
};
