import type { Command } from '../command.ts';
import { policyNames } from '../policy-names.ts';
import { KUBERNETES_OPTIONS } from '../shard/kubernetes-request.ts';
import { SHARD_OPTIONS } from '../shard/shard-request.ts';

export const tune: Command = {
  name: 'tune',
  summary: "Search a policy's parameters for the Pareto front of wait and cost.",
  files: 'one scenario file',
  options: {
    policy: {
      kind: 'text',
      short: 'p',
      summary:
        "The policy whose parameters are searched; those given here are fixed, as in 'slot-utilization:scaleDownBelow=0.1'. Default: the scenario's own, with its parameters",
      values: policyNames,
    },
    param: {
      kind: 'list',
      summary:
        "What is searched: name=low..high, name=low..high:step, name=low..high:log, or values name='a|b|c'; may be repeated",
    },
    method: {
      kind: 'text',
      summary:
        'race (default): settings spread evenly, then around the front; who is beaten for sure stops early. grid: every combination, 5 values of each range without a step',
    },
    budget: { kind: 'text', summary: 'The most runs; default: 400 for a race, as many as it needs for a grid' },
    time: {
      kind: 'text',
      summary: 'End after so long, as in 10m, with what was measured; then the result depends on the machine',
    },
    replications: { kind: 'text', summary: 'Runs of each setting that is not stopped; default: 10' },
    wait: { kind: 'text', summary: 'One axis of the front; default: wait.p95' },
    cost: { kind: 'text', summary: 'The other axis; default: cost where the scenario has a price, else pods.hours' },
    measure: {
      kind: 'list',
      summary: 'One more measure in reports and JSON; may be repeated (see `poolproof metrics`)',
    },
    confidence: { kind: 'text', summary: 'Of each interval, and of stopping nobody wrongly; default: 95%' },
    pick: {
      kind: 'text',
      summary:
        "Which setting of the front is picked: knee (default), or the cheapest that meets a condition, as in 'wait.p95<30s'",
    },
    out: { kind: 'text', summary: 'Write the picked setting as a fragment, for `poolproof run --with`' },
    variant: { kind: 'text', summary: 'The variant to be tuned, where there are several' },
    set: { kind: 'list', summary: 'Change a field in every variant, as in pool.max=4; may be repeated' },
    seed: { kind: 'text', summary: "Root seed, instead of the file's" },
    jobs: { kind: 'text', short: 'j', summary: 'Worker threads; default: one per processor. Never changes a result' },
    ...SHARD_OPTIONS,
    shard: {
      ...SHARD_OPTIONS.shard,
      summary: 'Do a share of the runs of a grid, as in 2/8, and leave the rest to other machines (docs/shards.md)',
    },
    ...KUBERNETES_OPTIONS,
    on: {
      ...KUBERNETES_OPTIONS.on,
      summary: 'kubernetes: do the shards of a grid as Jobs of a cluster and put them together (docs/shards.md)',
    },
    report: {
      kind: 'text',
      summary: 'Write pages of the front beside the own setting, and tune.json, into this folder',
    },
    json: { kind: 'flag', summary: 'Print it as JSON (docs/tuning.md)' },
  },
  examples: [
    [
      'tune monday.yaml --policy slot-utilization --param scaleUpAbove=0.3..0.95 --param scaleDownBelow=0..0.3',
      'the front of p95 wait and pod-hours',
    ],
    [
      "tune monday.yaml --param scaleUpAbove=0.5..0.9:0.1 --method grid --pick 'wait.p95<30s' --out tuned.yaml",
      'the cheapest of a grid that keeps a promise, as a fragment',
    ],
    ['run monday.yaml --with tuned.yaml', 'run what was picked'],
  ],
  execute: async (given, terminal) => (await import('../tune/execute-tune.ts')).executeTune(given, terminal),
};
