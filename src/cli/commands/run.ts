import type { Command } from '../command.ts';
import { policyNames } from '../policy-names.ts';
import { CLUSTER_OPTIONS, MODES } from '../run/cluster-request.ts';
import { KUBERNETES_OPTIONS } from '../shard/kubernetes-request.ts';
import { SHARD_OPTIONS } from '../shard/shard-request.ts';

/** `poolproof run`: the work is loaded when it is asked for, so that help and slips answer at once. */
export const run: Command = {
  name: 'run',
  summary: 'Run scenarios and check what they expect.',
  files: 'scenario files, folders or quoted patterns, - for standard input; default: scenarios/',
  options: {
    set: { kind: 'list', summary: 'Change a field in every variant, as in pool.max=4; may be repeated' },
    with: {
      kind: 'text',
      summary: 'Fragment of a scenario to lay over it, as `poolproof verify --calibrate` writes it',
    },
    seed: { kind: 'text', summary: "Root seed, instead of the file's" },
    policy: {
      kind: 'text',
      summary:
        'Scaling policy of every pool: a name (see `poolproof policies`), a module of your own, ./mine.js, or a program, exec:./mine',
      values: policyNames,
    },
    replications: { kind: 'text', summary: 'Runs of each variant, with independent luck' },
    precision: {
      kind: 'text',
      summary: 'Add runs until the measures are known this well, as in 5% (see run.replications in the reference)',
    },
    'max-replications': { kind: 'text', summary: 'The most runs of each variant that --precision may take' },
    variant: { kind: 'text', summary: 'Only variants of this name' },
    grep: { kind: 'text', summary: 'Only runs whose "scenario > variant" contains this' },
    mode: {
      kind: 'text',
      summary: 'sim (default), kind or cluster: where the scenario runs',
      values: async () => MODES,
    },
    label: { kind: 'text', summary: 'Only scenarios with this label' },
    jobs: { kind: 'text', short: 'j', summary: 'Worker threads; default: one per processor. Never changes a result' },
    ...SHARD_OPTIONS,
    ...KUBERNETES_OPTIONS,
    ...CLUSTER_OPTIONS,
    bail: { kind: 'flag', summary: 'Stop at the first variant that does not pass' },
    report: { kind: 'text', summary: 'Write reports into this folder, with an overview in its index.html' },
    journal: {
      kind: 'text',
      summary:
        'File for the journal of the run (.gz: compressed); with several runs the name holds {scenario}, {variant} or {replication}',
    },
    perfetto: {
      kind: 'text',
      summary:
        'File for the course of the run, which ui.perfetto.dev and chrome://tracing open (docs/exports.md); named as with --journal',
    },
    openmetrics: { kind: 'text', summary: 'File for the measures of all runs in the OpenMetrics text format' },
    watch: {
      kind: 'flag',
      summary:
        'Show the run while it goes on: a live page on loopback, and on the terminal pods, queue, utilization, waits',
    },
    'watch-port': { kind: 'text', summary: 'With --watch: port of the live page; default: any that is free' },
    fingerprint: { kind: 'flag', summary: 'Compute and print the fingerprint of each run' },
    'check-determinism': {
      kind: 'flag',
      summary: 'Run everything twice, in two processes, and compare; the first record that differs is named',
    },
    golden: { kind: 'text', summary: 'File of fingerprints to compare with; a difference fails' },
    update: { kind: 'flag', summary: 'Rewrite the golden file instead (default: scenarios/golden.json)' },
    reporter: {
      kind: 'list',
      summary:
        'How the end is told: pretty (default), json, junit, tap or github; NAME=FILE writes it to a file, and several may be given',
      values: async () => (await import('../run/reporter-choice.ts')).REPORTERS,
    },
    json: { kind: 'flag', summary: 'The same as --reporter json' },
    quiet: { kind: 'flag', short: 'q', summary: 'Print only what did not pass' },
  },
  examples: [
    ['run', 'every scenario under scenarios/'],
    ['run scenarios/monday.yaml --report out', 'one file, with its report'],
    ['run monday.yaml --set pool.max=4 --seed 7', 'with a smaller pool and other luck'],
    ['run monday.yaml --precision 5%', 'as many runs as it takes for means within 5 %'],
    ["run 'scenarios/reports/**' --reporter junit=junit.xml,github", 'for a CI system, with annotations of its own'],
    ['run monday.yaml --perfetto run.json.gz', 'every pod, slot and task on a time line'],
    ['run month.yaml --watch --report out', 'one after the other, with a page to look on'],
  ],
  execute: async (given, terminal) => (await import('../run/execute-run.ts')).executeRun(given, terminal),
};
