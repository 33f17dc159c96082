import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { folderOf, poolproof, SCENARIO } from '../support/command-line.ts';
import { familiesOf } from '../support/openmetrics.ts';
import { eventsOf, stretchesOf } from '../support/trace-events.ts';
import { elementsOf } from '../support/xml.ts';

const folder = folderOf({
  'scenarios/pair.yaml': SCENARIO,
  'failing.yaml': SCENARIO.replace('scenario: pair', 'scenario: failing').replace('breaks: [all done]', 'breaks: []'),
  // A task that was there before the run waits for the monitor at 10 s; the tick at 5 s adds a pod beside four free slots.
  'unlawful.yaml': `scenario: unlawful
run: { duration: 1m }
pool:
  min: 0
  max: 4
  autoscaler: { policy: blind-step, every: 5s }
  dispatch: { mode: retry-timer }
initial:
  pods: [{ state: connected }]
  tasks: [{ id: p1, workspace: ws1, type: plan, plan: 8s }]
variants:
  silent: {}
  named: { breaks: [economy] }
`,
  'surprising.yaml': SCENARIO.replace('scenario: pair', 'scenario: surprising').replace(
    'plain: {}',
    'plain: { breaks: [small pool] }',
  ),
});
afterAll(() => folder.remove());
const run = (...line: string[]) => poolproof(folder.path, ['run', ...line]);
const PROGRAM = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const piped = (...line: string[]) =>
  spawnSync(process.execPath, [PROGRAM, ...line], { cwd: folder.path, input: SCENARIO, encoding: 'utf8' });
const written = (...path: string[]): string => readFileSync(join(folder.path, ...path), 'utf8');

describe('poolproof run', () => {
  it('runs everything under scenarios/ and ends with 0 when all passed', async () => {
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out).toMatch(/^✓ pair > plain .*utilization/m);
    expect(out).toMatch(/^✓ pair > impatient .*1 broke as expected$/m);
    expect(out).toMatch(/^2 passed of 2 variants in 1 file/m);
  });

  it('ends with 1 on an expectation that failed, and says where it stands, what was seen and how to repeat it', async () => {
    const { code, out } = await run('failing.yaml');
    expect(code).toBe(1);
    expect(out).toMatch(/failing\.yaml:14 {2}all done/);
    expect(out).toMatch(/expected {2}at 0:00:06: tasks\.finished 2/);
    expect(out).toMatch(/observed {2}tasks\.finished = 0 at 0:00:06/);
    expect(out).toContain('poolproof run failing.yaml --variant impatient --seed 1');
    expect(out).toMatch(/1 passed, 1 failed of 2 variants/);
  });

  it('ends with 1 when what must break held', async () => {
    const { code, out } = await run('surprising.yaml', '--variant', 'plain');
    expect(code).toBe(1);
    expect(out).toContain('was expected to break, but held');
  });

  it('ends with 3 on a broken law, naming law, instant, event and seed, and still runs the others', async () => {
    const { code, out } = await run(
      'unlawful.yaml',
      'failing.yaml',
      '--journal',
      'unlawful/{scenario}-{variant}.jsonl',
    );
    expect(code).toBe(3);
    expect(out).toMatch(/^‼ unlawful > silent$/m);
    expect(out).toMatch(/^✓ unlawful > named .*1 broke as expected$/m);
    expect(out).toMatch(/law economy broken at 0:00:05 \(event \d+, seed 1, replication 0\): /);
    expect(out).toContain('poolproof run unlawful.yaml --variant silent --seed 1');
    expect(out).toMatch(/2 passed, 1 failed, 1 broken of 4 variants/);
    // The journal shows how it came to that: it ends with the instant of the breach.
    expect(written('unlawful', 'unlawful-silent.jsonl').trimEnd().split('\n').at(-1)).toContain('"t":5000');
  });

  it('the command that repeats a failure repeats it', async () => {
    const line = 'run failing.yaml --variant impatient --seed 1'.split(' ');
    const { code, out } = await poolproof(folder.path, line);
    expect(code).toBe(1);
    expect(out).toContain('0 passed, 1 failed of 1 variant');
  });

  it('--set changes a field of the scenario', async () => {
    const { code, out } = await run(
      'scenarios/pair.yaml',
      '--variant',
      'plain',
      '--set',
      'pool.agent.slots=1',
      '--set',
      'expect.0.always={ pods: "<= 1" }',
    );
    expect(code).toBe(1);
    expect(out).toMatch(/expected {2}always .* pods "<= 1"/);
  });

  it('reads a scenario from a pipe, as other programs write one', () => {
    const { stdout } = piped('run', '-', '--variant', 'plain', '--json');
    expect(JSON.parse(stdout).runs).toMatchObject([{ file: '-', scenario: 'pair', verdict: 'passed' }]);
  });

  it('does not read a pipe for shards, which would find it empty', () => {
    const { status, stderr } = piped('run', '-', '--shard', '1/2', '--results', 'half.shard');
    expect(stderr).toContain('shards cannot read standard input\n  → write it to a file');
    expect([status, existsSync(join(folder.path, 'half.shard'))]).toEqual([2, false]);
  });

  it('--bail stops at the first variant that did not pass', async () => {
    const { code, out } = await run('surprising.yaml', 'failing.yaml', '--bail');
    expect(code).toBe(1);
    // In order: failing > plain passes, failing > impatient fails; surprising is not run.
    expect(out).toMatch(/1 passed, 1 failed of 4 variants in 1 file, 2 variants not run/);
  });

  it('--quiet prints nothing when all is well', async () => {
    expect(await run('--quiet')).toEqual({ code: 0, out: '', err: '' });
  });

  it('--json prints one document with every run and its measures', async () => {
    const { out } = await run('--json', '--replications', '3');
    const document = JSON.parse(out);
    expect(document).toMatchObject({ exitCode: 0, variants: { planned: 2, passed: 2, failed: 0, broken: 0 } });
    expect(document.runs[0]).toMatchObject({
      scenario: 'pair',
      variant: 'plain',
      verdict: 'passed',
      replications: { planned: 3, finished: 3 },
    });
    expect(document.runs[0].measures['tasks.finished']).toMatchObject({
      value: 2,
      unit: 'tasks',
      replications: 3,
      halfWidth95: 0,
    });
  });

  it('--precision adds runs until the means are known, here at once, since nothing is left to chance', async () => {
    const { code, out } = await run('--variant', 'plain', '--precision', '5%');
    expect(code).toBe(0);
    expect(out).toMatch(/^✓ pair > plain .*precision 5 % reached with 10 replications: \S+ within 0 %$/m);
  });

  it('--reporter junit prints well-formed XML', async () => {
    const { out } = await run('--reporter', 'junit');
    expect(elementsOf(out)[0]).toMatchObject({ name: 'testsuites', attributes: { tests: '4', failures: '0' } });
  });

  it('several reporters, a trace and metrics are written at once; the lines for people stay', async () => {
    const { code, out, err } = await run(
      ...['--reporter', 'tap=told/t.tap,github', '--reporter', 'junit=told/j.xml'],
      ...['--perfetto', 'told/{variant}.json.gz', '--openmetrics', 'told/m.txt'],
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^2 passed of 2 variants/m);
    expect(out).not.toContain('::error');
    expect(written('told', 't.tap')).toMatch(/^TAP version 14\n1\.\.2\n[\s\S]*\nok 2 - pair > impatient\n$/);
    expect(written('told', 'j.xml')).toContain('tests="4"');
    expect(familiesOf(written('told', 'm.txt')).map(({ name }) => name)).toContain('poolproof_wait_p95_seconds');
    const trace = gunzipSync(readFileSync(join(folder.path, 'told', 'plain.json.gz'))).toString();
    expect(stretchesOf(eventsOf(trace)).map(({ name }) => name)).toEqual(expect.arrayContaining(['t1', 't2', 'plan']));
  });

  it('--reporter github marks the line of what failed; where a program reads standard output, on the other one', async () => {
    const mark = /^::error file=failing\.yaml,line=14,col=\d+,title=failing > impatient%3A all done::/m;
    expect((await run('failing.yaml', '--reporter', 'github')).out).toMatch(mark);
    const { out, err } = await run('failing.yaml', '--reporter', 'json,github');
    expect(JSON.parse(out)).toMatchObject({ exitCode: 1 });
    expect(err).toMatch(mark);
  });

  it('--check-determinism finds two runs of one scenario the same', async () => {
    expect((await run('--check-determinism')).code).toBe(0);
  });

  it('--fingerprint prints the same fingerprint every time', async () => {
    const prints = (out: string): readonly string[] => out.match(/[0-9a-f]{32}/g) ?? [];
    const [one, other] = [await run('--fingerprint'), await run('--fingerprint', '--jobs', '1')];
    expect(prints(one.out)).toHaveLength(2);
    expect(prints(other.out)).toEqual(prints(one.out));
  });

  it('--journal writes the header and then numbered records; .gz is compressed', async () => {
    await run('--variant', 'plain', '--journal', 'one.jsonl');
    await run('--journal', 'journals/{variant}.jsonl.gz');
    const plain = written('one.jsonl');
    expect(gunzipSync(readFileSync(join(folder.path, 'journals', 'plain.jsonl.gz'))).toString()).toBe(plain);
    const [header = '', first = ''] = plain.split('\n');
    expect(JSON.parse(header)).toMatchObject({ scenario: 'pair', variant: 'plain' });
    expect(JSON.parse(first)).toMatchObject({ n: 1 });
    expect(readdirSync(join(folder.path, 'journals')).sort()).toEqual(['impatient.jsonl.gz', 'plain.jsonl.gz']);
  });

  it('a golden file is written, then holds, and a difference in it ends with 1', async () => {
    expect((await run('--golden', 'golden.json', '--update')).code).toBe(0);
    expect(Object.keys(JSON.parse(written('golden.json')))).toEqual([
      'scenarios/pair.yaml > impatient',
      'scenarios/pair.yaml > plain',
    ]);
    expect((await run('--golden', 'golden.json')).code).toBe(0);
    const other = folderOf({
      'scenarios/pair.yaml': SCENARIO.replace('plan: 60s', 'plan: 61s'),
      'golden.json': written('golden.json'),
    });
    const command = ['run', '--golden', 'golden.json', '--variant', 'plain', '--reporter', 'pretty,junit=junit.xml'];
    const { code, out } = await poolproof(other.path, command);
    const junit = readFileSync(join(other.path, 'junit.xml'), 'utf8');
    other.remove();
    expect(junit).toContain('name="has its golden fingerprint">');
    expect(code).toBe(1);
    expect(out).toMatch(
      /1 fingerprint other than in golden\.json[\s\S]*scenarios\/pair\.yaml > plain[\s\S]*--golden golden\.json --update/,
    );
  });

  it('--report writes a folder for each variant and an overview that links to them', async () => {
    const { code, out } = await run('--report', 'out');
    expect(code).toBe(0);
    expect(out).toMatch(/^report: out\/index\.html$/m);
    const names = readdirSync(join(folder.path, 'out', 'pair', 'plain'));
    for (const name of [
      'summary.json',
      'report.html',
      'report.md',
      'junit.xml',
      'tasks.csv',
      'pods.svg',
      'pods.vl.json',
    ])
      expect(names).toContain(name);
    expect(names.filter((name) => name.includes('partial'))).toEqual([]);
    for (const [, href = ''] of written('out', 'index.html').matchAll(/href="([^"]+)"/g))
      expect(existsSync(join(folder.path, 'out', href))).toBe(true);
    expect(written('out', 'pair', 'plain', 'tasks.csv').split('\n')[1]).toMatch(/^t1,pool,ws1,plan,success,,5000,/);
  });

  it('two reports of the same scenario are the same, byte for byte', async () => {
    await run('--report', 'first');
    await run('--report', 'second', '--jobs', '1');
    const files = readdirSync(join(folder.path, 'first'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.\w+$/.test(name),
    );
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) expect(written('second', file)).toBe(written('first', file));
  });
});

describe('the files that are named', () => {
  it('are run once each, also where links lead to one', async () => {
    const linked = folderOf({ 'there/pair.yaml': SCENARIO });
    symlinkSync('there', join(linked.path, 'link'));
    const { code, out } = await poolproof(linked.path, ['run', 'link', 'there', './there/pair.yaml']);
    linked.remove();
    expect({ code, counts: /\d+ variants in \d+ file/.exec(out)?.[0] }).toEqual({
      code: 0,
      counts: '2 variants in 1 file',
    });
  });

  it('are repeated by the command that is told, whatever they begin with', async () => {
    const dashed = folderOf({ '-f.yaml': SCENARIO.replace('breaks: [all done]', 'breaks: []'), '-': SCENARIO });
    const { out } = await poolproof(dashed.path, ['run', './-f.yaml', '--variant', 'impatient']);
    const [, command = ''] = /repeat it with\s+poolproof (.*)/.exec(out) ?? [];
    const again = await poolproof(dashed.path, command.split(' '));
    const strange = await poolproof(dashed.path, ['run', './-', '--variant', 'plain']);
    dashed.remove();
    expect(again.code).toBe(1);
    expect(again.out).toContain(command);
    expect(strange.code).toBe(0);
  });
});

describe('Ctrl-C', () => {
  it('ends with 130 and keeps what was measured so far', async () => {
    const { code, out } = await poolproof(folder.path, ['run', '--replications', '100000', '--json'], (kill) => {
      // Late enough for some runs to be done, long before all are.
      setTimeout(() => kill('SIGINT'), 3_000);
    });
    const document = JSON.parse(out);
    expect(code).toBe(130);
    expect(document).toMatchObject({ exitCode: 130, interrupted: true });
    expect(document.runs[0].replications.finished).toBeGreaterThan(0);
    expect(document.runs[0].replications.finished).toBeLessThan(100_000);
  });

  it('is heard in a policy module that loops for ever, after a short run', async () => {
    const looping = folderOf({
      'a.yaml': SCENARIO,
      'b.yaml': SCENARIO.replace('scenario: pair', 'scenario: stuck').replace(
        'max: 4',
        'max: 4\n  autoscaler: { policy: ./loops.mjs }',
      ),
      'loops.mjs': `export default {
  name: 'loops', summary: 'Loops.', nativePeriodMs: 10000, parameters: [],
  promises: () => ({ economy: false, responsive: false }), initialMemory: () => null,
  decide() { console.log('looping'); for (;;) {} },
};
`,
    });
    const line = ['run', '.', '--variant', 'plain', '--json'];
    const { code, out } = await poolproof(looping.path, line, (kill, err) =>
      err.once('data', () => setTimeout(() => kill('SIGINT'), 500)),
    );
    looping.remove();
    const { runs, notRun } = JSON.parse(out);
    expect(code).toBe(130);
    expect(runs.map(({ scenario }: { scenario: string }) => scenario)).toEqual(['pair']);
    expect(notRun).toMatchObject([{ scenario: 'stuck' }]);
  });

  it('is heard in a long run of another scenario, after a short run', async () => {
    const long = folderOf({
      'a.yaml': SCENARIO,
      'b.yaml': `scenario: years
run: { duration: 3650d }
pool: { max: 20 }
profiles: { short: { type: plan, plan: { exponential: { mean: 40s } } } }
workload: [{ arrivals: { poisson: 300/h }, profile: short }]
`,
    });
    const { code, out } = await poolproof(long.path, ['run', '.', '--json', '--jobs', '1'], (kill) => {
      // The short one is done, and the long one takes minutes.
      setTimeout(() => kill('SIGINT'), 4_000);
    });
    long.remove();
    expect(code).toBe(130);
    expect(JSON.parse(out).notRun).toMatchObject([{ scenario: 'years' }]);
  });
});

describe('the program', () => {
  it.each(['run', 'validate', 'policies', 'faults', 'metrics', 'distributions', 'arrivals'])(
    '%s --help shows an example',
    async (command) => {
      const { code, out } = await poolproof(folder.path, [command, '--help']);
      expect(code).toBe(0);
      expect(out).toMatch(new RegExp(`Examples:\\s+poolproof ${command}`));
    },
  );

  it.each(['policies', 'faults', 'metrics', 'distributions', 'arrivals'])(
    '%s lists the same in words and as data',
    async (command) => {
      const words = await poolproof(folder.path, [command]);
      const data = JSON.parse((await poolproof(folder.path, [command, '--json'])).out);
      const names = Array.isArray(data) ? data.map(({ name }) => name) : Object.keys(data);
      expect(names.length).toBeGreaterThan(3);
      for (const name of names) expect(words.out).toContain(name);
    },
  );

  it('--version prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await poolproof(folder.path, ['--version'])).toMatchObject({ code: 0, out: `${version}\n` });
  });
});
