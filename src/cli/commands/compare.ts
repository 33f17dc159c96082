import type { Command } from '../command.ts';
import { policyNames } from '../policy-names.ts';
import { KUBERNETES_OPTIONS } from '../shard/kubernetes-request.ts';
import { SHARD_OPTIONS } from '../shard/shard-request.ts';

export const compare: Command = {
  name: 'compare',
  summary: 'Run scenarios under several policies with the same luck, and say which differ.',
  files: 'scenario files, folders or quoted patterns, - for standard input',
  options: {
    policies: {
      kind: 'list',
      short: 'p',
      summary:
        "Policies with commas between them, as in capacity-aware,'slot-utilization:scaleUpAbove=0.7'; all = every one; own = the scenario's own",
      values: policyNames,
    },
    baseline: { kind: 'text', summary: "The policy that differences are to; default: own, the scenario's own" },
    replications: { kind: 'text', summary: 'Runs of each policy; default: 10. With --precision the least' },
    precision: {
      kind: 'text',
      summary: 'Add runs until wait and cost are known this well, as in 5%',
    },
    'precision-of': {
      kind: 'text',
      summary: 'differences (default: to the baseline, as a share of the larger mean) or means',
    },
    'max-replications': {
      kind: 'text',
      summary: 'The most runs of each policy that --precision may take; default: 100',
    },
    wait: { kind: 'text', summary: 'Measure that ranks are by; default: wait.p95' },
    cost: { kind: 'text', summary: 'The other axis; default: cost where the scenario has a price, else pods.hours' },
    measure: { kind: 'list', summary: 'One more measure to compare; may be repeated (see `poolproof metrics`)' },
    interval: {
      kind: 'text',
      summary: "t (default: Student's) or bootstrap (BCa): how intervals of differences are made",
    },
    confidence: { kind: 'text', summary: 'Of each interval; default: 95%' },
    native: { kind: 'flag', summary: "Every policy decides at its own original's period, whatever the scenario says" },
    aligned: {
      kind: 'flag',
      summary: 'Every policy decides every 10 s, so that formulas are compared and not periods',
    },
    variant: { kind: 'text', summary: 'Only variants of this name' },
    with: {
      kind: 'text',
      summary: 'Fragment of a scenario to lay over it, as `poolproof verify --calibrate` writes it',
    },
    set: { kind: 'list', summary: 'Change a field in every variant, as in pool.max=4; may be repeated' },
    seed: { kind: 'text', summary: "Root seed, instead of the file's" },
    jobs: { kind: 'text', short: 'j', summary: 'Worker threads; default: one per processor. Never changes a result' },
    ...SHARD_OPTIONS,
    ...KUBERNETES_OPTIONS,
    'strict-laws': { kind: 'flag', summary: 'Exit with 3 if any policy broke a law; laws are counted either way' },
    report: { kind: 'text', summary: 'Write compare.html, .md and .json of each scenario into this folder' },
    json: { kind: 'flag', summary: 'Print it as JSON (docs/comparing-policies.md)' },
  },
  examples: [
    ['compare monday.yaml --policies all', 'every policy against the one of the scenario'],
    [
      "compare monday.yaml --policies 'capacity-aware,slot-utilization:scaleUpAbove=0.6' --report out",
      'two policies, one with a parameter, and a page of charts',
    ],
    ['compare monday.yaml --policies all --precision 5% --aligned', 'until the differences are known within 5 %'],
  ],
  execute: async (given, terminal) => (await import('../compare/execute-compare.ts')).executeCompare(given, terminal),
};
