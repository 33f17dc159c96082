import type { Command } from '../command.ts';

export const explain: Command = {
  name: 'explain',
  summary: 'Say from a journal why a pool had its size at a time, why a task waited, what became of a pod.',
  files: 'one journal of `poolproof run --journal`, of any world; .gz is understood',
  options: {
    at: { kind: 'text', summary: 'Time since the run began, as in 12m30s or 0:12:30: every pool and its queue then' },
    pool: { kind: 'text', summary: 'With --at: this pool alone' },
    task: { kind: 'text', summary: 'Each span of the waits of this task with its cause, and its phases' },
    pod: { kind: 'text', summary: 'The steps of this pod, who asked for it, and its work' },
    json: { kind: 'flag', summary: 'Print the answer as JSON; times in ms since the run began' },
  },
  examples: [
    ['explain run.jsonl --at 12m30s', 'why the pools had their sizes then, and what the queue waited for'],
    ['explain run.jsonl --task t1', 'why t1 waited, span by span'],
    ['explain run.jsonl --pod pod-000001 --json', 'one pod, for a script'],
  ],
  execute: async (given, terminal) => (await import('../explain/execute-explain.ts')).executeExplain(given, terminal),
};
