import { JSON_OPTION, tellCatalogue } from '../catalogue.ts';
import type { Command } from '../command.ts';

export const policies: Command = {
  name: 'policies',
  summary: 'List the scaling policies and the modifiers around them, with their parameters.',
  files: null,
  options: JSON_OPTION,
  examples: [['policies', 'what `policy`, `with` and `modifiers` of `autoscaler` may say']],
  execute: async (given, terminal) => {
    const { policyCatalogue } = await import('../policy-catalogue.ts');
    return tellCatalogue(policyCatalogue(), given, terminal);
  },
};
