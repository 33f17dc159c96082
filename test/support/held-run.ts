/**
 * A run of ten minutes that takes its time: its policy, a program, answers slowly from the second minute on until there is a file `go`
 * beside it, and waits for that before the last minute. What it answers is always the same.
 */
export const HELD = `scenario: held
about: A run that lasts until it was seen.
run: { duration: 10m }
pool:
  min: 0
  max: 2
  agent: { slots: 2 }
  autoscaler: { policy: 'exec:node held.mjs', every: 10s, program: { timeout: 60s } }
workspaces: { count: 20 }
profiles: { job: { type: plan, plan: { exponential: { mean: 60s } } } }
workload: [{ name: all-day, arrivals: { poisson: 240/h }, profile: job }]
`;

export const HELD_POLICY = `
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
for await (const line of createInterface({ input: process.stdin })) {
  const m = JSON.parse(line);
  if (m.type !== 'signals') continue;
  if (m.ask > 12 && !existsSync('go')) await setTimeout(200);
  while (m.ask > 54 && !existsSync('go')) await setTimeout(100);
  console.log(JSON.stringify({ ask: m.ask, scaleTo: m.ask < 6 ? 0 : m.ask % 20 < 10 ? 1 : 2 }));
}
`;
