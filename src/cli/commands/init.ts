import { JSON_OPTION } from '../catalogue.ts';
import type { Command } from '../command.ts';

export const init: Command = {
  name: 'init',
  summary: 'Write a commented scenario to start from, and a CI workflow if asked.',
  files: { folder: 'the folder of the project; default: the present one' },
  options: {
    ci: {
      kind: 'text',
      summary: 'Also write a workflow that validates and runs all scenarios: github or gitlab',
      values: async () => (await import('../init/ci-workflows.ts')).CI_NAMES,
    },
    ...JSON_OPTION,
  },
  examples: [
    ['init', 'writes scenarios/first-pool.yaml'],
    ['init my-project --ci github', 'into another folder, with a GitHub workflow'],
  ],
  execute: async (given, terminal) => (await import('../init/write-starter.ts')).writeStarter(given, terminal),
};
