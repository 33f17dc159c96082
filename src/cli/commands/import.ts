import type { Command } from '../command.ts';

export const importCommand: Command = {
  name: 'import',
  summary: 'Turn a job log, or the log of an incident, into a scenario.',
  files: 'one log: SWF, CSV or JSON lines with a row for each job, or lines of the platform itself',
  options: {
    format: {
      kind: 'text',
      summary: 'swf, csv, jsonl or platform-log; found out from the log unless given',
      values: async () => (await import('../import/import-format.ts')).FORMATS,
    },
    map: {
      kind: 'list',
      summary: 'Which column holds what, as in workspace=user or end=finished:ms; may be repeated',
    },
    unit: { kind: 'text', summary: 'Of all columns of time that do not say theirs: ns, us, ms, s, min, h or iso' },
    limit: { kind: 'text', summary: 'At most so many jobs' },
    from: { kind: 'text', summary: 'Only jobs from here on: 2h after the first, or 2026-01-05T08:00:00Z' },
    until: { kind: 'text', summary: 'Only jobs before this, written as --from is' },
    'time-scale': { kind: 'text', summary: 'Shorten gaps and run times alike: 0.1 makes ten days one' },
    pool: { kind: 'text', summary: 'Platform logs: the pool to take; else the one that most lines speak of' },
    out: { kind: 'text', summary: 'The file to write, - for standard output; default: scenarios/<log>.yaml' },
    force: { kind: 'flag', summary: 'Overwrite the file' },
    json: { kind: 'flag', summary: 'Print all that was found as JSON' },
  },
  examples: [
    ['import jobs.csv', 'writes scenarios/jobs.yaml, which replays the log, and shows what is in it'],
    ['import jobs.csv --map submit=queued_at --map workspace=repo', 'with columns named'],
    ['import month.swf --from 2d --until 3d --out scenarios/day.yaml', 'one day of it'],
    ['import incident.log', "from the server's own lines: pool, tasks, faults and what should have held"],
  ],
  execute: async (given, terminal) => (await import('../import/import-log.ts')).importLog(given, terminal),
};
