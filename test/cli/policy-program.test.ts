import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import * as messages from '../../src/scenario/messages.ts';
import { folderOf, poolproof, SCENARIO } from '../support/command-line.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/policies/', import.meta.url));
const REPORTS = fileURLToPath(new URL('../../scenarios/reports/', import.meta.url));
const PYTHON = `exec:python3 ${join(EXAMPLES, 'active_tasks.py')}`;

/** A program that does this for every question `m`. */
const program = (onSignals: string, atStart = ''): string => `
import { createInterface } from 'node:readline';
const say = (answer) => console.log(JSON.stringify(answer));
${atStart}
for await (const line of createInterface({ input: process.stdin })) {
  const m = JSON.parse(line);
  if (m.type === 'signals') { ${onSignals} }
}
`;

/** It answers the first question; what it does with the others. */
const afterOne = (then: string): string => `if (m.ask === 1) say({ ask: 1, scaleTo: 1 }); else { ${then} }`;

const folder = folderOf({
  'pair.yaml': SCENARIO,
  'ended.mjs': program(afterOne("console.error('out of luck'); process.exit(3);")),
  'chatty.mjs': program(afterOne("console.log('scaling'); say({ ask: m.ask, scaleTo: 1 });")),
  'future.mjs': program(afterOne('say({ ask: m.ask, version: 2, scaleTo: 1 });')),
  'unsure.mjs': program("say({ ask: m.ask, error: 'no data' });"),
  'at-a-loss.mjs': program(afterOne("say({ ask: m.ask, error: 'no data' });")),
  'mute.mjs': program(afterOne('')),
  'never.mjs': "console.error('out of luck'); process.exit(3);\n",
  'once.mjs': program('say({ ask: m.ask, scaleTo: 1 }); if (m.ask === 3) process.exit(0);'),
  'stale.mjs': program('say({ ask: m.ask - 1, scaleTo: 4 }); say({ ask: m.ask, scaleTo: 1 });'),
  'flaky.mjs': program("say(m.ask % 2 === 0 ? { ask: m.ask, error: 'even' } : { ask: m.ask, scaleTo: 1 });"),
  'stubborn.mjs': program(
    'say({ ask: m.ask, scaleTo: 1 });',
    "import { writeFileSync } from 'node:fs'; writeFileSync('pid', String(process.pid)); process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);",
  ),
  'frozen.mjs': program(
    '',
    "import { writeFileSync } from 'node:fs'; process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); writeFileSync('frozen', String(process.pid));",
  ),
  'echo.mjs': program(
    'say({ ask: m.ask, scaleTo: 1 });',
    "import { appendFileSync } from 'node:fs'; process.stdin.on('data', (text) => appendFileSync('heard', text)); process.stdin.on('end', () => appendFileSync('heard', 'END'));",
  ),
  'prose.mjs': program("console.log('scaling up');"),
  'plain.txt': 'no program\n',
});
afterAll(() => folder.remove());

const run = (...line: string[]) => poolproof(folder.path, ['run', 'pair.yaml', '--variant', 'plain', ...line]);
const asked = async (...line: string[]) => {
  const { code, out, err } = await run('--json', ...line);
  if (!out.startsWith('{')) throw new Error(err);
  return { code, result: JSON.parse(out).runs[0], account: JSON.parse(out).runs[0].programs[0] };
};
/** With time enough for a busy machine, where nobody is to be late. */
const inFile = (policy: string, options = '{ timeout: 60s }', more = '') => [
  '--set',
  `pool.autoscaler.policy=${policy}`,
  '--set',
  `pool.autoscaler.program=${options}`,
  ...(more === '' ? [] : ['--set', more]),
];

/** All records but those of the questions, without their numbers. */
const recordsOf = (file: string): string[] =>
  readFileSync(join(folder.path, file), 'utf8')
    .split('\n')
    .slice(1)
    .filter((line) => !/"(c|e)":"policy\.(ask|decided)"/.test(line))
    .map((line) => line.replace(/^\{"n":\d+,/, '{'));

describe('a policy of the user in a program', () => {
  it.each([
    '515-simultaneous.yaml',
    '604-plan-3-new-pods.yaml',
    'capacity-server-restart.yaml',
    '599-failing-query.yaml',
    '713-freeze-window.yaml',
  ])('of the same formula as one of ours decides the same in %s, as does the module', async (file) => {
    const of = (policy: string, journal: string) =>
      poolproof(folder.path, [
        ...['run', join(REPORTS, file), '--policy', policy, '--reporter', 'json'],
        ...['--journal', `${journal}-{variant}.jsonl`],
      ]);
    await of('pending-plus-running', 'ours');
    await of(PYTHON, 'python');
    await of(join(EXAMPLES, 'active-tasks.js'), 'module');
    const variants = execFileSync('ls', [folder.path], { encoding: 'utf8' }).match(/(?<=^ours-).*(?=\.jsonl$)/gm) ?? [];
    expect(variants.length).toBeGreaterThan(0);
    for (const variant of variants) {
      const ours = recordsOf(`ours-${variant}.jsonl`);
      expect(recordsOf(`python-${variant}.jsonl`)).toEqual(ours);
      expect(recordsOf(`module-${variant}.jsonl`)).toEqual(ours);
    }
  });

  it('is deterministic, with any number of workers, and a journal is replayed without it', async () => {
    const many = ['--policy', PYTHON, '--replications', '3', '--check-determinism', '--json'];
    const [one, two] = [await run(...many, '--jobs', '1'), await run(...many, '--jobs', '2')];
    expect(one.code).toBe(0);
    expect(two.out).toBe(one.out);
    await run(...inFile('exec:node once.mjs'), '--journal', 'once.jsonl');
    writeFileSync(join(folder.path, 'once.mjs'), 'nothing runs this\n');
    const replayed = await poolproof(folder.path, ['replay', 'once.jsonl']);
    expect(replayed).toMatchObject({ code: 0, err: '' });
  });

  it('gets a hello with what it needs, then questions, then the end of its input', async () => {
    const { code } = await run(
      ...inFile('exec:node echo.mjs'),
      '--set',
      'pool.autoscaler.with={ share: 0.5, way: up }',
      '--seed',
      '9',
    );
    expect(code).toBe(0);
    const [hello = '', ...rest] = readFileSync(join(folder.path, 'heard'), 'utf8').split('\n');
    expect(JSON.parse(hello)).toEqual({
      type: 'hello',
      version: 1,
      scenario: 'pair',
      variant: 'plain',
      seed: '9',
      replication: 0,
      pool: 'pool',
      parameters: { share: 0.5, way: 'up' },
    });
    expect(JSON.parse(rest[0] ?? '')).toMatchObject({ type: 'signals', ask: 1, signals: { max: 4 } });
    expect(rest.at(-1)).toBe('END');
  });

  it('is ended even if it ignores the end of its input and the first signal', async () => {
    await run(...inFile('exec:node stubborn.mjs'));
    expect(existsSync(join(folder.path, 'pid'))).toBe(true);
    const pid = Number(readFileSync(join(folder.path, 'pid'), 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('does not outlive a run that is ended at once by a second Ctrl-C', async () => {
    const line = ['run', 'pair.yaml', '--variant', 'plain', ...inFile('exec:node frozen.mjs')];
    let first: Promise<unknown> = Promise.resolve();
    const { code } = await poolproof(folder.path, line, (kill, err) => {
      err.once('data', () => kill('SIGINT'));
      first = vi
        .waitFor(() => existsSync(join(folder.path, 'frozen')) || expect.fail(), 30_000)
        .then(() => kill('SIGINT'));
    });
    await first;
    expect(code).toBe(130);
    const pid = Number(readFileSync(join(folder.path, 'frozen'), 'utf8'));
    // The system takes its time to forget a process that nobody waits for.
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), 10_000);
  });

  it.each([
    ['ends', 'exec:node ended.mjs', { ended: 5 }],
    ['writes for people where answers belong', 'exec:node chatty.mjs', { garbage: 5 }],
    ['speaks another version', 'exec:node future.mjs', { 'wrong-version': 5 }],
    ['cannot tell', 'exec:node at-a-loss.mjs', { refused: 5 }],
    ['is silent', 'exec:node mute.mjs', { 'timed-out': 5 }],
  ])('that %s is told and counted, held, and given up after five times', async (_, policy, failures) => {
    const options = 'timed-out' in failures ? '{ timeout: 300ms }' : '{ timeout: 60s }';
    const { account } = await asked(...inFile(policy, options));
    expect(account).toMatchObject({ failures, isGivenUp: true, mostFailuresInARow: account.asked - 1 });
    expect(account.failures['given-up']).toBe(account.asked - 6);
    const { out } = await run(...inFile(policy, options));
    const [failure, detail] = Object.entries(account.firstFailures).find(([each]) => each !== 'given-up') ?? [];
    expect(out).toContain(
      `${policy} of pool gave no answer to 5 of 6 questions (5 ${failure}); first ${failure}: ${detail}`,
    );
    expect(out).toContain(`; then it was asked no more, ${account.asked - 6} times`);
    if (policy.includes('chatty')) expect(detail).toContain('"scaling" is not JSON');
    if (policy.includes('ended')) expect(out).toContain('its last words: out of luck');
  });

  it('that answers nothing at all breaks the run, even where what it does not do is expected to fail', async () => {
    const { code, out } = await run(...inFile('exec:node never.mjs'));
    expect(out).toMatch(
      /the policy exec:node never\.mjs failed at \S+ \(seed 1, replication 0\): it answered none of 5 questions \(ended: it ended with exit code 3, saying "out of luck"\); then it was asked no more; its last words: out of luck\n/,
    );
    expect(code).toBe(3);
  });

  it('that answers nothing at all is in the account of the broken run, with what was wrong', async () => {
    const { code, account, result } = await asked(...inFile('exec:node prose.mjs'));
    expect({ code, verdict: result.verdict }).toEqual({ code: 3, verdict: 'broken' });
    expect(account.firstFailures.garbage).toBe('"scaling up" is not JSON; what is for people goes to standard error');
    expect(result.broken).toContain(account.firstFailures.garbage);
  });

  it('that fails now and then is asked on', async () => {
    const { account } = await asked(...inFile('exec:node flaky.mjs'));
    expect(account).toMatchObject({ isGivenUp: false, mostFailuresInARow: 1, starts: 1 });
    expect(account.failures.refused).toBe(Math.floor(account.asked / 2));
  });

  it('that answers an old question is not heard for it', async () => {
    const { account } = await asked(...inFile('exec:node stale.mjs'));
    expect(account).toMatchObject({ failures: {}, late: account.asked });
  });

  it('stops the run where it should, and its journal replays', async () => {
    const line = [...inFile('exec:node unsure.mjs', '{ onError: stop, timeout: 60s }'), '--journal', 'stopped.jsonl'];
    const { code, out } = await run(...line);
    expect(out).toContain(
      'the policy exec:node unsure.mjs failed at 0:00:05 (seed 1, replication 0): refused: no data',
    );
    expect(code).toBe(3);
    expect(await poolproof(folder.path, ['replay', 'stopped.jsonl'])).toMatchObject({ code: 0 });
  });
});

describe('what is no program', () => {
  it.each([
    ['exec:./gone', messages.programNotFound('./gone')],
    ['exec:no-such-program-anywhere', messages.programNotFound('no-such-program-anywhere')],
    ['exec:./plain.txt', messages.programNotExecutable('./plain.txt')],
    ['exec:"open', messages.programWithoutCommand('exec:"open')],
  ])('is bad input: %s', async (policy, { message, remedy }) => {
    const { code, err } = await run('--policy', policy);
    expect(err).toContain(message);
    expect(err).toContain(remedy);
    expect(code).toBe(2);
  });

  it('is told nothing but scalars', async () => {
    const { code, err } = await run(...inFile('exec:node mute.mjs', '{}', 'pool.autoscaler.with={ a: [1] }'));
    expect(err).toContain(messages.notScalarParameter('pool.autoscaler.with.a', [1]).message);
    expect(code).toBe(2);
  });

  it('has no options', async () => {
    const { code, err } = await run('--set', 'pool.autoscaler.program={ latency: 1s }');
    expect(err).toContain(messages.programMeansNothing('slot-utilization').message);
    expect(code).toBe(2);
  });
});

describe('the example in Go', () => {
  // There is no Go compiler on every machine; where there is none, nobody has shown that it compiles.
  const compiler = 'go';
  const hasGo = spawnSync(compiler, ['version']).status === 0;
  it.runIf(hasGo)('decides as ours', async () => {
    const binary = join(folder.path, 'active-tasks');
    execFileSync(compiler, ['build', '-o', binary, '.'], { cwd: join(EXAMPLES, 'active-tasks-go') });
    chmodSync(binary, 0o755);
    // With a question that the task store does not answer, so that it holds, too.
    const of = (policy: string, journal: string) =>
      poolproof(folder.path, [
        ...['run', join(REPORTS, '599-failing-query.yaml'), '--policy', policy, '--reporter', 'json'],
        ...['--variant', 'before', '--journal', journal],
      ]);
    await of('pending-plus-running', 'go-ours.jsonl');
    await of('exec:./active-tasks', 'go.jsonl');
    expect(recordsOf('go.jsonl').join()).toContain('the task store did not answer');
    expect(recordsOf('go.jsonl')).toEqual(recordsOf('go-ours.jsonl'));
  });
});
