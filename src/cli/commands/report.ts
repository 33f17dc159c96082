import type { Command } from '../command.ts';

export const report: Command = {
  name: 'report',
  summary: 'Make the whole report of a recorded run again, from its journal alone; --serve shows it in a browser.',
  files: 'one journal of `poolproof run --journal`, of any world; .gz is understood',
  options: {
    report: { kind: 'text', summary: 'Folder for the report; default: beside the journal, NAME.report' },
    serve: { kind: 'flag', summary: 'Show the report on loopback until Ctrl-C' },
    port: { kind: 'text', summary: 'With --serve: its port; default: any that is free' },
    json: { kind: 'flag', summary: 'Print the summary as JSON' },
  },
  examples: [
    ['report run.jsonl', 'its report in run.report/'],
    ['report nightly.jsonl.gz --report out --serve', 'the same elsewhere, and in a browser'],
  ],
  execute: async (given, terminal) => (await import('../report/execute-report.ts')).executeReport(given, terminal),
};
