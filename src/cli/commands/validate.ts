import type { Command } from '../command.ts';

export const validate: Command = {
  name: 'validate',
  summary: 'Check scenario files without running them; every mistake is shown.',
  files: 'scenario files, folders or quoted patterns, - for standard input; default: scenarios/',
  options: {
    set: { kind: 'list', summary: 'Change a field in every variant, as in pool.max=4; may be repeated' },
    format: {
      kind: 'text',
      summary: 'How mistakes are told: text (default), github (annotations of a workflow) or sarif (code scanners)',
      values: async () => (await import('../validate-format.ts')).FORMATS,
    },
    json: { kind: 'flag', summary: 'Print the mistakes as JSON' },
    quiet: { kind: 'flag', short: 'q', summary: 'Print nothing when all is well' },
  },
  examples: [
    ['validate', 'every file under scenarios/'],
    ['validate monday.yaml --set pool.max=4', 'one file with a field changed'],
    ['validate --format github', 'mark the mistakes in a pull request'],
    ['validate --format sarif > poolproof.sarif', 'for a code scanner'],
  ],
  execute: async (given, terminal) => (await import('../validate-files.ts')).validateFiles(given, terminal),
};
