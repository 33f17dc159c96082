import type { Command } from '../command.ts';
import { policyNames } from '../policy-names.ts';
import { KUBERNETES_OPTIONS } from '../shard/kubernetes-request.ts';
import { SHARD_OPTIONS } from '../shard/shard-request.ts';

export const fuzz: Command = {
  name: 'fuzz',
  summary: 'Draw scenarios at random, hold them to the laws, and shrink what breaks one to a small file.',
  files: null,
  options: {
    runs: { kind: 'text', short: 'n', summary: 'Scenarios to try; default: 1000, with --time as many as fit' },
    time: { kind: 'text', summary: 'Stop after so long, as in 5m' },
    seed: { kind: 'text', summary: 'Root seed of the drawing; default: 1' },
    jobs: { kind: 'text', short: 'j', summary: 'Worker threads; default: one per processor. Never changes a result' },
    choices: {
      kind: 'text',
      summary:
        'recommended (default: readiness, victims, recovery … as domain practice has them) or any (they are drawn, too, and only safety laws are held)',
    },
    set: {
      kind: 'list',
      summary: 'A field of every scenario, as in pool.dispatch.readiness=grace-period; may be repeated',
    },
    policy: {
      kind: 'list',
      summary:
        'Policies to draw from, with commas between them, also modules of yours as in ./mine.js; default: all of ours',
      values: policyNames,
    },
    faults: {
      kind: 'list',
      summary: 'Kinds of faults to draw from, with commas between them; none = no faults; default: all',
    },
    laws: { kind: 'list', summary: 'Only these laws, with commas between them' },
    'all-laws': { kind: 'flag', summary: 'Hold every pool to every law, whatever its choices excuse' },
    finds: { kind: 'text', summary: 'Stop after so many different finds; default: 10' },
    corpus: { kind: 'text', summary: 'Folder of scenarios to go on from; those that reach something new are added' },
    out: { kind: 'text', summary: 'Write a scenario file of each find into this folder' },
    ...SHARD_OPTIONS,
    ...KUBERNETES_OPTIONS,
    json: { kind: 'flag', summary: 'Print the end as JSON' },
  },
  examples: [
    ['fuzz --time 5m --out finds', 'what can be found in five minutes'],
    [
      'fuzz --set pool.dispatch.readiness=grace-period --laws no-blind-send',
      'rediscovers a historical fault, and shrinks it',
    ],
    ['fuzz --policy ./mine.js --time 1m', 'a policy of your own against every law and fault'],
    ['fuzz --choices any --runs 20000', 'every combination of choices against the safety laws'],
  ],
  execute: async (given, terminal) => (await import('../fuzz/execute-fuzz.ts')).executeFuzz(given, terminal),
};
