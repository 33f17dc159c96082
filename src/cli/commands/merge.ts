import type { Command } from '../command.ts';

export const merge: Command = {
  name: 'merge',
  summary: 'Put the results of all shards of a command together: the same output as of one machine.',
  files: 'the files that --results named, of every shard',
  options: {
    json: {
      kind: 'flag',
      summary: 'Print JSON, as the command does with --json, whether or not the shards were given it',
    },
  },
  examples: [
    ['run monday.yaml --replications 200 --report out --shard 1/2 --results one.gz', 'on one machine'],
    ['run monday.yaml --replications 200 --report out --shard 2/2 --results two.gz', 'on another'],
    ['merge one.gz two.gz', 'prints, and writes out/, as if one machine had done all'],
  ],
  execute: async (given, terminal) => (await import('../shard/execute-merge.ts')).executeMerge(given, terminal),
};
