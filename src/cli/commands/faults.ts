import { JSON_OPTION, tellCatalogue } from '../catalogue.ts';
import type { Command } from '../command.ts';

export const faults: Command = {
  name: 'faults',
  summary: 'List the faults that a scenario can cause.',
  files: null,
  options: JSON_OPTION,
  examples: [['faults', 'what `faults:` may hold']],
  execute: async (given, terminal) => {
    const { FAULTS } = await import('../../scenario/fault-catalogue.ts');
    const rows = Object.entries(FAULTS).flatMap(([name, { example, modes, summary }]) => [
      [name, modes.join(', '), summary],
      ['', '', example],
    ]);
    return tellCatalogue(
      { headings: ['fault', 'modes', 'what it does, and how it is written'], rows, data: FAULTS },
      given,
      terminal,
    );
  },
};
