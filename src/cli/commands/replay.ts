import type { Command } from '../command.ts';

export const replay: Command = {
  name: 'replay',
  summary: 'Feed the events of a recorded run to a fresh engine: the same commands, or the first that differs.',
  files: 'journals of `poolproof run --journal`, of any world; .gz is understood',
  options: { json: { kind: 'flag', summary: 'Print what was found as JSON' } },
  examples: [
    ['replay run.jsonl', 'whether this version decides as the recorded run did'],
    ['replay nightly.jsonl.gz --json', 'for a script'],
  ],
  execute: async (given, terminal) => (await import('../replay-journals.ts')).replayJournals(given, terminal),
};
