import { JSON_OPTION, tellCatalogue } from '../catalogue.ts';
import type { Command } from '../command.ts';

export const distributions: Command = {
  name: 'distributions',
  summary: 'List the distributions that a duration may be drawn from.',
  files: null,
  options: JSON_OPTION,
  examples: [['distributions', 'how each is written']],
  execute: async (given, terminal) => {
    const { DISTRIBUTIONS } = await import('../../scenario/distribution.ts');
    const rows = Object.entries(DISTRIBUTIONS).flatMap(([name, { example, summary }]) => [
      [name, summary],
      ['', example],
    ]);
    return tellCatalogue(
      { headings: ['distribution', 'what it is, and how it is written'], rows, data: DISTRIBUTIONS },
      given,
      terminal,
    );
  },
};
