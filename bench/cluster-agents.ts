// A whole real run with 200 agents and 2,000 tasks on one machine: API server, scheduler and controllers as processes, pods that are
// created, scheduled, watched and deleted, real sockets. The agents are the program that runs in pods, all in one further process.
// All tasks wait from the beginning, so a slot that is free has a task waiting: measured is the time from the end of a piece of work in the
// agent to the beginning of the next, as the agent sees it. That is both ways through the socket, the engine and the harness between them, so
// it is an upper bound of the time from "slot free and task waiting" to "task sent".
//
// Usage: npm run bench:cluster -- [--quick] [--guard MS]
//   --guard   exit with 1 unless p99 is below so many wall ms
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { NOTHING_MORE } from '../src/experiment/measured-run.ts';
import { EVERYTHING, planSuite } from '../src/experiment/plan-suite.ts';
import { runOnCluster } from '../src/experiment/run-on-cluster.ts';
import { startControlPlane } from '../test/support/control-plane.ts';
import { controlPlaneAssets } from '../test/support/control-plane-assets.ts';
import { configOf } from '../test/support/real-pods.ts';
import type { AgentsReport } from './cluster-agents-node.ts';

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, guard: { type: 'string' } },
});
const AGENTS = options.quick ? 40 : 200;
const TASKS = options.quick ? 400 : 2000;

/** At scale 10 a piece of work takes one to three seconds. */
const SCENARIO = `scenario: cluster-agents
run: { duration: 10s, drain: { timeout: 2h }, timeScale: 10 }
pool:
  min: ${AGENTS}
  max: ${AGENTS}
  agent: { slots: 1, rule: single }
  autoscaler: { policy: slot-utilization, every: 10m }
initial: { pods: [{ state: connected, count: ${AGENTS} }] }
workload:
  - tasks:
${Array.from({ length: TASKS }, (_, n) => `      - { id: t${n}, at: 1s, workspace: ws${n}, type: plan, plan: ${10 + ((n * 7) % 21)}s }`).join('\n')}
`;

const assets = controlPlaneAssets();
if ('missing' in assets) {
  console.log(`nothing was measured: ${assets.missing}`);
  process.exit(0);
}
const plane = await startControlPlane(assets.folder);
const node = fork(new URL('./cluster-agents-node.ts', import.meta.url));
try {
  node.send(plane.admin);
  await once(node, 'message');
  const { variants, problems } = planSuite([{ file: 'cluster-agents.yaml', text: SCENARIO }], EVERYTHING);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const startedAt = performance.now();
  const outcome = await runOnCluster(
    { planned: variants[0]!, replication: 0, collect: NOTHING_MORE, checkDeterminism: false, journal: null },
    {
      config: configOf(plane.admin),
      namespace: null,
      image: 'node:20',
      program: readFileSync(new URL('../dist/real/agent/agent.js', import.meta.url), 'utf8'),
      listen: { host: '127.0.0.1', port: 0 },
      httpPort: null,
      machines: null,
      timeScale: null,
      runId: () => 'bench',
      log: console.error,
    },
    new AbortController().signal,
  );
  const wallMs = performance.now() - startedAt;
  if (outcome.kind !== 'finished') throw new Error(JSON.stringify(outcome));
  node.send('report');
  const [report] = (await once(node, 'message')) as [AgentsReport];
  tell(report, wallMs, outcome.cluster?.health.longestInboxMs ?? 0, outcome.metrics.overall['tasks.lost'] ?? 0);
} finally {
  node.send('end');
  await once(node, 'exit');
  await plane.stop();
}

function tell(
  { agents, once: ranOnce, more, gapsMs }: AgentsReport,
  wallMs: number,
  inboxMs: number,
  lost: number,
): void {
  const sorted = gapsMs.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  const row = (cells: readonly (string | number)[]): string => cells.map((cell) => String(cell).padStart(10)).join('');
  console.log(
    row(['agents', 'tasks', 'once', 'twice', 'lost', 'p50 ms', 'p99 ms', 'max ms', 'inbox ms', 'run s', 'load']),
  );
  const figures = [at(0.5), at(0.99), at(1), inboxMs].map((ms) => ms.toFixed(1));
  console.log(
    row([agents, TASKS, ranOnce, more, lost, ...figures, (wallMs / 1000).toFixed(1), loadavg()[0]?.toFixed(1) ?? '']),
  );
  const isWrong = ranOnce !== TASKS || more > 0 || lost > 0 || agents !== AGENTS;
  if (isWrong) console.log('not every task ran once');
  const isSlow = options.guard !== undefined && !(at(0.99) < Number(options.guard));
  if (options.guard !== undefined)
    console.log(isSlow ? `p99 is not below ${options.guard} ms` : `p99 is below ${options.guard} ms`);
  if (isWrong || isSlow) process.exitCode = 1;
}
