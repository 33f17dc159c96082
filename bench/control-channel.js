// The control channel under load: 200 agents, 2,000 tasks, real sockets on loopback; then the same, until 500 connections with a wrong
// token have come and been refused. Measured is the time from the send of a task to its acceptance, as the control server sees it. Agents, server and flood
// share one process, so the figures are upper bounds.
//
// Usage: node bench/control-channel.js [--quick]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AgentProgram } from '../dist/real/agent/agent-program.js';
import { ControlServer } from '../dist/real/control-server.js';
import { startRunClock } from '../dist/real/run-clock.js';

const { values: options } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const AGENTS = options.quick ? 50 : 200;
const TASKS = options.quick ? 500 : 2000;
const FLOOD = 500;
const TOKEN = 'token-of-the-bench';

const folder = mkdtempSync(join(tmpdir(), 'poolproof-bench-'));
writeFileSync(join(folder, 'token'), TOKEN);
console.log('control channel          agents     tasks   tasks/s    p50 ms    p99 ms    max ms   refused');
for (const flood of [0, FLOOD]) await measure(flood);
rmSync(folder, { recursive: true });

async function measure(flood) {
  const sentAt = new Map();
  const podOf = new Map();
  const delays = [];
  let connected = 0;
  let finished = 0;
  let sent = 0;
  let progressed = () => {};
  const server = await ControlServer.open({
    host: '127.0.0.1',
    port: 0,
    clock: startRunClock({ timeScale: 1 }),
    pools: [{ token: TOKEN, onlineWithinMs: 120_000 }],
    pods: { identify: (name) => Number(name), poolOf: () => 0 },
    tell(event, taken) {
      taken?.();
      if (event.kind === 'agent.connected') connected += 1;
      if (event.kind === 'task.accepted') delays.push(performance.now() - sentAt.get(event.attempt));
      if (event.kind === 'task.finished') {
        finished += 1;
        if (sent < TASKS || refused() < flood) send(podOf.get(event.attempt));
      }
      progressed();
    },
    fact() {},
    log() {},
  });
  const refused = () => [...server.refusals.values()].reduce((sum, count) => sum + count, 0);
  const reached = (isSo) =>
    new Promise((resolve) => {
      progressed = () => isSo() && resolve();
      progressed();
    });
  function send(pod) {
    sent += 1;
    podOf.set(sent, pod);
    sentAt.set(sent, performance.now());
    server.send({
      task: sent,
      pod,
      slot: 0,
      taskType: 'plan',
      phase: 'plan',
      attempt: sent,
      workMs: 10,
      initMs: 0,
      hasChanges: true,
      fails: false,
    });
  }
  const agents = Array.from({ length: AGENTS }, (_, pod) => {
    const agent = new AgentProgram({ settings: settingsOf(pod, server.url), exit() {}, log() {} });
    agent.start();
    return agent;
  });
  await reached(() => connected === AGENTS);
  const began = performance.now();
  const floods = Array.from({ length: flood }, () => {
    const socket = connect({ port: server.port, host: '127.0.0.1' });
    socket.on('error', () => {});
    socket.write(
      'GET /control HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nAuthorization: Bearer guess\r\n\r\n',
    );
    return socket;
  });
  for (let pod = 0; pod < AGENTS; pod += 1) send(pod);
  await reached(() => finished === sent);
  const seconds = (performance.now() - began) / 1000;
  for (const socket of floods) socket.destroy();
  for (const agent of agents) agent.end(0);
  await server.close();

  delays.sort((a, b) => a - b);
  const quantile = (q) => delays[Math.ceil(q * delays.length) - 1].toFixed(1);
  const cells = [AGENTS, sent, Math.round(sent / seconds), quantile(0.5), quantile(0.99), quantile(1), refused()];
  const name = flood === 0 ? 'undisturbed' : 'beside a flood of 500';
  console.log(name.padEnd(21) + cells.map((cell) => String(cell).padStart(10)).join(''));
}

function settingsOf(pod, url) {
  return {
    url,
    tokenFile: join(folder, 'token'),
    podName: String(pod),
    podUid: String(pod),
    slots: 1,
    beatMs: 1000,
    connectDelayMs: 0,
    reconnectMs: 200,
    work: 'sleep',
    command: [],
    maxTasks: Number.POSITIVE_INFINITY,
    frozen: false,
    zombie: false,
    exitCode: null,
  };
}
