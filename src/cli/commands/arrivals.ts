import { JSON_OPTION, tellCatalogue } from '../catalogue.ts';
import type { Command } from '../command.ts';

export const arrivals: Command = {
  name: 'arrivals',
  summary: 'List the ways in which tasks may arrive.',
  files: null,
  options: JSON_OPTION,
  examples: [['arrivals', 'what `arrivals:` of a workload entry may hold']],
  execute: async (given, terminal) => {
    const { ARRIVALS } = await import('../../scenario/arrival-catalogue.ts');
    const rows = Object.entries(ARRIVALS).flatMap(([name, { example, summary }]) => [
      [name, summary],
      ['', example],
    ]);
    return tellCatalogue(
      { headings: ['arrivals', 'what they are, and how they are written'], rows, data: ARRIVALS },
      given,
      terminal,
    );
  },
};
