import type { Command } from '../command.ts';
import { CLUSTER_OPTIONS, MODES } from '../run/cluster-request.ts';

export const verify: Command = {
  name: 'verify',
  summary: 'Run a scenario in the simulation and on a cluster, and say how far the two agree.',
  files: 'one scenario file',
  options: {
    mode: {
      kind: 'text',
      summary: 'kind or cluster: where the real run is made',
      values: async () => MODES.filter((mode) => mode !== 'sim'),
    },
    ...CLUSTER_OPTIONS,
    variant: { kind: 'text', summary: 'Only the variant of this name' },
    replications: { kind: 'text', summary: 'Runs in each world, with independent luck; default: 1' },
    tolerance: {
      kind: 'text',
      summary: 'Largest difference of p95 wait and utilization, as a share of the real value; default: 10%',
    },
    calibrate: {
      kind: 'text',
      summary: 'Fit delays of pods and messages to the real run, write them to this file, and compare with them',
    },
    with: { kind: 'text', summary: 'Fragment of a scenario to lay over it, as --calibrate writes it' },
    'from-journal': { kind: 'text', summary: 'Journal of a real run, in place of a cluster' },
    journal: { kind: 'text', summary: 'Write the journal of the real run to this file (one variant, one replication)' },
    set: { kind: 'list', summary: 'Change a field in every variant, as in pool.max=4; may be repeated' },
    seed: { kind: 'text', summary: "Root seed, instead of the file's" },
    report: { kind: 'text', summary: 'Write verify.html and verify.json into this folder' },
    json: { kind: 'flag', summary: 'Print it as JSON' },
  },
  examples: [
    ['verify monday.yaml --mode kind --calibrate measured.yaml', 'measure the delays of a kind cluster'],
    ['verify monday.yaml --mode kind --with measured.yaml --report out', 'predict the next run with them'],
    ['verify monday.yaml --from-journal run.jsonl', 'compare with a run that was recorded'],
  ],
  execute: async (given, terminal) => (await import('../verify/execute-verify.ts')).executeVerify(given, terminal),
};
