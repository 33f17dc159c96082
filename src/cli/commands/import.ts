import type { Command } from '../command.ts';

export const importCommand: Command = {
  name: 'import',
  summary: 'Turn the log of an incident into a scenario.',
  files: 'one log with lines of the platform itself',
  options: {
    format: { kind: 'text', summary: 'platform-log' },
    pool: { kind: 'text', summary: 'The pool to take; else the one that most lines speak of' },
    out: { kind: 'text', summary: 'The file to write, - for standard output; default: scenarios/<log>.yaml' },
    force: { kind: 'flag', summary: 'Overwrite the file' },
    json: { kind: 'flag', summary: 'Print all that was found as JSON' },
  },
  examples: [
    ['import incident.log', "from the server's own lines: pool, tasks, faults and what should have held"],
    ['import incident.log --pool build --out scenarios/friday.yaml', 'one pool of several'],
  ],
  execute: async (given, terminal) => (await import('../import/import-log.ts')).importLog(given, terminal),
};
