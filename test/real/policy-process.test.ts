import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { PolicyAsk } from '../../src/engine/command.ts';
import { poolId } from '../../src/engine/ids.ts';
import { signalData } from '../../src/engine/signal-data.ts';
import { PolicyProcess } from '../../src/real/policy-process.ts';
import { folderOf } from '../support/command-line.ts';
import { signals } from '../support/signals.ts';
import { until } from '../support/until.ts';

const within = { within: () => 0 };
const question = (ask: number): PolicyAsk => ({
  ...{ kind: 'policy.ask', at: 0, pool: poolId(0), ask, trigger: 'tick', epoch: 0 },
  signals: signalData({ ...signals(), arrivals: within, completions: within }, []),
});
const HELLO = { scenario: 's', variant: 'v', seed: '1', replication: 0, pool: 'pool', parameters: {} };

/** What it does with every question `m`. */
const program = (onSignals: string): string => `
const say = (answer) => console.log(JSON.stringify(answer));
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const m = JSON.parse(line);
  if (m.type === 'signals') { ${onSignals} }
});
`;

const folder = folderOf({
  'mute.cjs': program(''),
  'prompt.cjs': program('say({ ask: m.ask, scaleTo: 1 });'),
  'second.cjs': program('if (m.ask === 2) say({ ask: 2, scaleTo: 1 });'),
  // It ends at its first question; what it has started holds its output open for a minute.
  'helped.cjs': `
    const { spawn } = require('node:child_process');
    const { writeFileSync } = require('node:fs');
    const helper = spawn('sleep', ['60'], { stdio: 'inherit' });
    writeFileSync('helper', String(helper.pid));
    ${program('process.exit(3);')}`,
});
const opened: PolicyProcess[] = [];
afterEach(() => Promise.all(opened.splice(0).map((each) => each.close())));

function opening(file: string, timeoutMs: number): PolicyProcess {
  const command = [process.execPath, file];
  const asked = { latencyMs: 0, onError: 'hold', giveUpAfter: 5, lists: [] } as const;
  const asking = new PolicyProcess({ command, folder: folder.path, timeoutMs, ...asked }, file, HELLO);
  opened.push(asking);
  return asking;
}

/** As `ps` shows a process that waits for somebody to hear of its end: it is no more, though it has its id. */
const isThere = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

it('has no timer for an open question any more once it is closed', async () => {
  const mute = opening('mute.cjs', 300);
  let answer: unknown = null;
  void mute.ask(question(1)).then((said) => (answer = said));
  await mute.close();
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect([answer, mute.account]).toEqual([null, expect.objectContaining({ asked: 0, failures: {} })]);
});

it('gives a question that replaces another all of its time', async () => {
  const second = opening('second.cjs', 60_000);
  let first: unknown = null;
  void second.ask(question(1)).then((answer) => (first = answer));
  expect(await second.ask(question(2))).toMatchObject({ kind: 'scale-to', pods: 1 });
  expect([first, second.account]).toEqual([null, expect.objectContaining({ asked: 1, failures: {}, late: 0 })]);
});

it('does not let the time of a question that was replaced run out', async () => {
  const mute = opening('mute.cjs', 600);
  void mute.ask(question(1));
  await new Promise((resolve) => setTimeout(resolve, 400));
  const askedAt = performance.now();
  expect(await mute.ask(question(2))).toMatchObject({ failure: 'timed-out' });
  // Timers may be early by a ms.
  expect(performance.now() - askedAt).toBeGreaterThan(590);
});

it('starts a program again that has ended, whoever holds its output, and ends what it had started', async () => {
  const helped = opening('helped.cjs', 30_000);
  for (const ask of [1, 2])
    expect(await helped.ask(question(ask))).toMatchObject({ failure: 'ended', detail: 'it ended with exit code 3' });
  expect(helped.account).toMatchObject({ starts: 2, failures: { ended: 2 } });
  const helper = Number(readFileSync(join(folder.path, 'helper'), 'utf8'));
  await until('the helper to be gone', async () => !isThere(helper));
});

it('waits for an answer as long as it may, be that months', async () => {
  const prompt = opening('prompt.cjs', 2 ** 32);
  expect(await prompt.ask(question(1))).toMatchObject({ kind: 'scale-to', pods: 1 });
});

it('takes an answer that came in time, however long the process that asked stood still', async () => {
  const quick = opening('prompt.cjs', 1_500);
  const asking = quick.ask(question(1));
  // The turn of pipes is after that of timers.
  setImmediate(() => {
    for (const end = performance.now() + 3_000; performance.now() < end; );
  });
  expect(await asking).toMatchObject({ kind: 'scale-to', pods: 1 });
});
