// A whole real run with 200 agents and 2,000 tasks on one machine: API server, scheduler and controllers as processes, pods that are
// created, scheduled, watched and deleted, real sockets. The agents are the program that runs in pods, all in one further process.
// All tasks wait from the beginning, so a slot that is free has a task waiting: measured is the time from the end of a piece of work in the
// agent to the beginning of the next, as the agent sees it. That is both ways through the socket, the engine and the harness between them, so
// it is an upper bound of the time from "slot free and task waiting" to "task sent".
// Beside it, at the same time and pace, as many bare sockets send messages to and fro between processes of their own: what the machine
// does to both is not the harness's.
//
// Usage: npm run bench:cluster -- [--quick] [--guard MS]
//   --guard   exit with 1 unless p99 is below so many wall ms, or, on a machine so busy that bare sockets are slow, below RATIO_MAX times theirs
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { NOTHING_MORE } from '../src/experiment/measured-run.ts';
import { EVERYTHING, planSuite } from '../src/experiment/plan-suite.ts';
import { runOnCluster } from '../src/experiment/run-on-cluster.ts';
import { SLEEP } from '../src/real/agent/settings.ts';
import { startControlPlane } from '../test/support/control-plane.ts';
import { controlPlaneAssets } from '../test/support/control-plane-assets.ts';
import { configOf } from '../test/support/real-pods.ts';
import type { BareOrder, BareReport } from './bare-round-trips.ts';
import type { AgentsReport } from './cluster-agents-node.ts';

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, guard: { type: 'string' } },
});
const AGENTS = options.quick ? 40 : 200;
const TASKS = options.quick ? 400 : 2000;
/** Between sending and a bare round trip, both p99, where p99 of sending is not below the guard by itself. */
const RATIO_MAX = 10;

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
const bare = await bareSockets({ sockets: AGENTS, everyMs: 2000 });
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
      work: SLEEP,
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
  const { trips } = await bare.report();
  const bareMs = trips.filter(({ sentAt }) => sentAt >= report.firstAt).map(({ tookMs }) => tookMs);
  tell(report, bareMs, wallMs, outcome.cluster?.health.longestInboxMs ?? 0, outcome.metrics.overall['tasks.lost'] ?? 0);
} finally {
  node.send('end');
  await once(node, 'exit');
  bare.end();
  await plane.stop();
}

function tell(
  { agents, once: ranOnce, more, gapsMs }: AgentsReport,
  bareMs: readonly number[],
  wallMs: number,
  inboxMs: number,
  lost: number,
): void {
  const row = (cells: readonly (string | number)[]): string => cells.map((cell) => String(cell).padStart(10)).join('');
  const heads = ['agents', 'tasks', 'once', 'twice', 'lost', 'p50 ms', 'p99 ms', 'max ms', 'bare p99', 'inbox ms'];
  console.log(row([...heads, 'run s', 'load']));
  const p99 = quantile(gapsMs, 0.99);
  const bareP99 = quantile(bareMs, 0.99);
  const figures = [quantile(gapsMs, 0.5), p99, quantile(gapsMs, 1), bareP99, inboxMs].map((ms) => ms.toFixed(1));
  console.log(
    row([agents, TASKS, ranOnce, more, lost, ...figures, (wallMs / 1000).toFixed(1), loadavg()[0]?.toFixed(1) ?? '']),
  );
  const isWrong = ranOnce !== TASKS || more > 0 || lost > 0 || agents !== AGENTS;
  if (isWrong) console.log('not every task ran once');
  if (isWrong || isSlow(p99, bareP99)) process.exitCode = 1;
}

/** Whether the guard is broken: says why, or why not. */
function isSlow(p99: number, bareP99: number): boolean {
  if (options.guard === undefined) return false;
  const guard = Number(options.guard);
  const ratio = `${(p99 / bareP99).toFixed(1)} times that of bare sockets`;
  if (p99 < guard) console.log(`p99 is below ${guard} ms, and ${ratio}`);
  else if (p99 < RATIO_MAX * bareP99)
    console.log(`p99 is not below ${guard} ms, but the machine is busy: it is ${ratio}`);
  else console.log(`p99 is not below ${guard} ms, and ${ratio}: more than ${RATIO_MAX}`);
  return !(p99 < guard || p99 < RATIO_MAX * bareP99);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Sends at once, until the report. */
async function bareSockets(order: BareOrder): Promise<{ report(): Promise<BareReport>; end(): void }> {
  const start = (role: string): ChildProcess => fork(new URL('./bare-round-trips.ts', import.meta.url), [role]);
  const server = start('serve');
  const [port] = await once(server, 'message');
  const asker = start('ask');
  asker.send({ ...order, port });
  return {
    async report() {
      asker.send('report');
      return (await once(asker, 'message'))[0] as BareReport;
    },
    end() {
      for (const child of [server, asker]) child.kill();
    },
  };
}
