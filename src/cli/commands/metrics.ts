import { METRICS } from '../../scenario/metric-catalogue.ts';
import { JSON_OPTION, tellCatalogue } from '../catalogue.ts';
import type { Command } from '../command.ts';

export const metrics: Command = {
  name: 'metrics',
  summary: 'List the measures: the words of `expect: metric` and of summary.json.',
  files: null,
  options: JSON_OPTION,
  examples: [['metrics', 'name, unit and definition of each']],
  execute: (given, terminal) =>
    tellCatalogue(
      {
        headings: ['measure', 'unit', 'definition'],
        rows: Object.entries(METRICS).map(([name, { unit, definition }]) => [name, unit, definition]),
        data: METRICS,
      },
      given,
      terminal,
    ),
};
