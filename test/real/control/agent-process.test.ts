import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { podId } from '../../../src/engine/ids.ts';
import { AGENT, agentProcess, bareAgentProcess, mounted } from '../../support/control/agent-process.ts';
import { ControlBench } from '../../support/control/control-bench.ts';

const NOBODY = 65534;
const HOUR = 3_600_000;

describe('the agent program', () => {
  it('is one small file that runs as either kind of module, and names every setting that it lacks', async () => {
    const bench = await ControlBench.open();
    // A ConfigMap may hold 1 MiB in all.
    expect(statSync(AGENT).size).toBeLessThan(128 * 1024);
    const files = ['agent.js', 'agent.cjs', 'agent.mjs'].map((name) => mounted(bench.folder, name));
    for (const { code, err } of await Promise.all(files.map((file) => bareAgentProcess(file).ended))) {
      expect(code).toBe(2);
      expect(
        err
          .trim()
          .split('\n')
          .map((line) => line.split(' ', 1)[0]),
      ).toEqual([
        'POOLPROOF_URL',
        'POOLPROOF_TOKEN_FILE',
        'POD_NAME',
        'POD_UID',
        'POOLPROOF_SLOTS',
        'POOLPROOF_BEAT_MS',
      ]);
    }
  });

  it('works as somebody who owns nothing and may write nowhere', async () => {
    const bench = await ControlBench.open();
    const flag = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission';
    agentProcess(bench, 0, {
      flags: [flag, '--allow-fs-read=*'],
      ...(process.getuid?.() === 0 ? { user: NOBODY } : {}),
    });
    await bench.connected(0);
    bench.send(0, 1);
    await bench.until(() => bench.count('task.finished') === 1);
    expect(bench.story.at(-1)).toBe('task.finished 1 success');
  });

  it('leaves at once on SIGTERM when it is idle', async () => {
    const bench = await ControlBench.open();
    const { child, ended } = agentProcess(bench, 0);
    await bench.connected(0);
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, signal: null });
    await bench.until(() => bench.count('agent.disconnected') === 1);
  });

  it('works on after SIGTERM when it is busy, and leaves when its result is in good hands', async () => {
    const bench = await ControlBench.open();
    const { child, ended } = agentProcess(bench, 0);
    await bench.connected(0);
    bench.send(0, 1, { workMs: 300 });
    bench.send(0, 2, { workMs: 1, slot: 1 });
    await bench.until(() => bench.count('task.accepted') === 2);
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, signal: null });
    expect(bench.story).toContain('task.finished 1 success');
    expect(bench.story).toContain('task.finished 2 success');
  });

  it('takes its work along when it is killed', async () => {
    const bench = await ControlBench.open();
    const { child, ended } = agentProcess(bench, 0);
    await bench.connected(0);
    bench.send(0, 1, { workMs: HOUR });
    await bench.until(() => bench.count('task.accepted') === 1);
    child.kill('SIGTERM');
    child.kill('SIGKILL');
    expect(await ended).toMatchObject({ signal: 'SIGKILL' });
    await bench.until(() => bench.count('agent.disconnected') === 1);
    bench.server.podEnded(podId(0));
    expect(bench.happenings.at(-1)).toBe('phase.ended 1 lost');
  });

  it('ends with 0 after its last task, and with the status that a fault or its environment orders', async () => {
    const bench = await ControlBench.open();
    const oneShot = agentProcess(bench, 0, { env: { POOLPROOF_MAX_TASKS: '1' } });
    const faulty = agentProcess(bench, 2);
    const stillborn = agentProcess(bench, 4, { env: { POOLPROOF_EXIT_CODE: '9' } });
    for (const pod of [0, 2]) await bench.connected(pod);
    bench.send(0, 1);
    bench.server.fault(podId(2), { kind: 'exit', code: 5 });
    expect((await oneShot.ended).code).toBe(0);
    expect((await faulty.ended).code).toBe(5);
    expect((await stillborn.ended).code).toBe(9);
  });

  it('lives on without ever connecting, and retries a server that refuses it', async () => {
    const bench = await ControlBench.open();
    const aloof = agentProcess(bench, 0, { env: { POOLPROOF_CONNECT_DELAY_MS: 'never' } });
    const stranger = agentProcess(bench, 2, { env: { POD_UID: 'of-another-run' } });
    await bench.until(() => (bench.server.refusals.get('unknown-pod') ?? 0) >= 3);
    expect(bench.events).toEqual([]);
    expect(aloof.child.exitCode).toBe(null);
    stranger.child.kill('SIGTERM');
    expect((await stranger.ended).code).toBe(0);
  });

  it('runs no attempt twice through cuts and server restarts, as its own commands bear witness', async () => {
    const bench = await ControlBench.open();
    const witness = join(bench.folder, 'witness');
    const command = JSON.stringify(['sh', '-c', `echo "$POOLPROOF_ATTEMPT" >> ${witness}; sleep 0.1`]);
    const pods = [0, 1, 2];
    for (const pod of pods)
      agentProcess(bench, pod, { env: { POOLPROOF_WORK: 'command', POOLPROOF_COMMAND: command } });
    for (const pod of pods) await bench.connected(pod);
    let attempt = 0;
    for (let round = 0; round < 4; round += 1) {
      const accepted = bench.count('task.accepted');
      for (const pod of pods) {
        attempt += 1;
        bench.send(pod, attempt, { slot: round });
      }
      await bench.until(() => bench.count('task.accepted') === accepted + pods.length);
      // While they run: cuts for some, a restart for all, results that die in the inbox.
      if (round % 2 === 0) {
        for (const pod of [0, 1]) bench.server.cut(podId(pod));
      } else {
        bench.isBusy = true;
        const finished = bench.count('task.finished');
        await bench.until(() => bench.count('task.finished') > finished);
        bench.server.goDown();
        bench.dropAll();
        bench.server.comeUp();
      }
      for (const pod of pods) await bench.connected(pod);
    }
    await bench.until(() => bench.happenings.filter((line) => line.startsWith('phase.ended')).length === attempt);
    const ran = readFileSync(witness, 'utf8')
      .trim()
      .split('\n')
      .map(Number)
      .toSorted((a, b) => a - b);
    expect(ran).toEqual(Array.from({ length: attempt }, (_, index) => index + 1));
    expect(bench.happenings.filter((line) => line.endsWith('success'))).toHaveLength(attempt);
  });
});
