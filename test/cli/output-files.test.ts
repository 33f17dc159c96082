import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { folderOf, poolproof, SCENARIO } from '../support/command-line.ts';
import { fullDisk, MOUNTS } from '../support/full-disk.ts';
import { until } from '../support/until.ts';

const TRACED = `scenario: traced
run: { duration: 5m }
pool: { max: 4 }
workload:
  - trace: { file: jobs.csv, map: { submit: at, run: seconds } }
`;
const JOBS = 'at,seconds\n0,60\n5,60\n';
const POLICY = 'process.stdin.resume();\n';
const FRAGMENT = 'pool: { max: 3 }\n';
const INPUTS = {
  'pair.yaml': SCENARIO,
  'traced.yaml': TRACED,
  'jobs.csv': JOBS,
  'with.yaml': FRAGMENT,
  'mine.mjs': POLICY,
};

/** As many variants as make threads worth their while. */
const MANY = SCENARIO.replace(
  /variants:[\s\S]*/,
  `variants:\n${Array.from({ length: 12 }, (_, index) => `  v${index}: {}\n`).join('')}`,
);

const folder = folderOf({ ...INPUTS, 'notes.txt': 'my own\n', 'broken.yaml': 'scenario: [\n' });
mkdirSync(join(folder.path, 'a-folder'));
symlinkSync('pair.yaml', join(folder.path, 'link'));
afterAll(() => folder.remove());
const text = (name: string): string => readFileSync(join(folder.path, name), 'utf8');

const RUN = ['run', 'pair.yaml', '--variant', 'plain'];
const TUNE = ['tune', 'pair.yaml', '--variant', 'plain', '--policy', 'slot-utilization'].concat(
  ...['--param', 'scaleUpAbove=0.5|0.6', '--method', 'grid', '--replications', '1'],
);

describe('before anything runs', () => {
  const READ = /which this command reads\n.*name another file/;
  it.each<[what: string, line: readonly string[], words: RegExp]>([
    ['a journal in place of the scenario', [...RUN, '--journal', 'pair.yaml'], READ],
    ['a trace in its place, through a link', [...RUN, '--perfetto', 'link'], /--perfetto would overwrite pair\.yaml/],
    ['measures in its place', [...RUN, '--openmetrics', './a-folder/../pair.yaml'], READ],
    ['a reporter in its place', [...RUN, '--reporter', 'junit=pair.yaml'], /--reporter junit would overwrite/],
    ['mistakes in place of the file that has them', ['run', 'broken.yaml', '--reporter', 'json=broken.yaml'], READ],
    ['results of a shard in its place', [...RUN, '--shard', '1/2', '--results', 'pair.yaml'], READ],
    ['of a comparison', ['compare', 'pair.yaml', '--policies', 'all', '--shard', '1/2', '--results', 'link'], READ],
    ['the report of a merge', [...RUN, '--shard', '1/2', '--results', 'x', '--reporter', 'tap=pair.yaml'], READ],
    ['a journal in place of an attached file', ['run', 'traced.yaml', '--journal', 'jobs.csv'], READ],
    ['one in place of a policy', [...RUN, '--policy', 'exec:node mine.mjs', '--journal', 'mine.mjs'], READ],
    ['one in place of the fragment', [...RUN, '--with', 'with.yaml', '--journal', 'with.yaml'], READ],
    ['a tuned fragment in place of the scenario', [...TUNE, '--out', 'pair.yaml'], READ],
    ['one in place of what somebody wrote', [...TUNE, '--out', 'notes.txt'], /notes\.txt is there already, and tune/],
    ['two outputs in one file', [...RUN, '--journal', 'x', '--perfetto', './x'], /--journal and --perfetto both write/],
    ['two reporters in one', [...RUN, '--reporter', 'tap=x,junit=x'], /--reporter tap and --reporter junit both write/],
    ['a journal that is a folder', [...RUN, '--journal', 'a-folder'], /--journal cannot be written .*it is a folder/],
    ['a trace below a file', [...RUN, '--perfetto', 'notes.txt/x/y'], /--perfetto cannot be written to notes\.txt\/x/],
    ['measures in a folder', [...RUN, '--openmetrics', 'a-folder'], /--openmetrics cannot be written to a-folder/],
    ['results below a file', [...RUN, '--shard', '1/2', '--results', 'notes.txt/x'], /--results cannot be written/],
  ])('%s is refused', async (_, line, words) => {
    const { code, out, err } = await poolproof(folder.path, line);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(words);
    expect(err).toMatch(/\n {2}→ /);
  });

  it('nothing was written by any of them', () => {
    for (const [name, before] of Object.entries(INPUTS)) expect(text(name)).toBe(before);
    expect(text('notes.txt')).toBe('my own\n');
    expect(readdirSync(folder.path).sort()).toEqual(
      [...Object.keys(INPUTS), 'a-folder', 'broken.yaml', 'link', 'notes.txt'].sort(),
    );
  });
});

it('the results of a shard are no place for what merging it writes', async () => {
  const own = folderOf({ 'pair.yaml': SCENARIO });
  try {
    await poolproof(own.path, [...RUN, '--shard', '1/1', '--results', 'one.gz', '--reporter', 'tap=two.gz']);
    renameSync(join(own.path, 'one.gz'), join(own.path, 'two.gz'));
    const { code, err } = await poolproof(own.path, ['merge', 'two.gz']);
    expect(code).toBe(2);
    expect(err).toContain('--reporter tap would overwrite two.gz, which this command reads');
  } finally {
    own.remove();
  }
});

describe('what is no input may be written', () => {
  it('a journal to standard output', async () => {
    const { code, out } = await poolproof(folder.path, [...RUN, '--quiet', '--journal', '/dev/stdout']);
    expect(code).toBe(0);
    expect(JSON.parse(out.split('\n')[0]!)).toMatchObject({ scenario: 'pair', variant: 'plain' });
  });

  it('the fragment of a tuning over that of another', async () => {
    const first = await poolproof(folder.path, [...TUNE, '--out', 'tuned.yaml']);
    const second = await poolproof(folder.path, [...TUNE, '--out', 'tuned.yaml']);
    expect([first.code, second.code, second.err]).toEqual([0, 0, '']);
  });
});

const MONTH = fileURLToPath(new URL('../../scenarios/month-for-capacity-planning.yaml', import.meta.url));

it('Ctrl-C in the midst of the first run says so and leaves no half of a journal', async () => {
  const own = folderOf({});
  const isWriting = (): boolean => readdirSync(own.path).some((name) => statSync(join(own.path, name)).size > 0);
  const line = ['run', MONTH, '--variant', 'two-warm', '--journal', 'month.jsonl'];
  try {
    const { code, out, err } = await poolproof(own.path, line, (kill) => {
      void until('a journal that is being written', isWriting).finally(() => kill('SIGINT'));
    });
    expect(code).toBe(130);
    expect(err).toContain('stopping; what was measured so far is kept');
    expect(out).toContain('1 variant not run (interrupted)');
    expect(readdirSync(own.path)).toEqual([]);
  } finally {
    own.remove();
  }
});

describe('standard output that cannot be written is told in one line, and ends with 2', () => {
  const TOLD = /^error: standard output cannot be written: .+\n {2}→ .+\n$/;

  it('a file that was opened for reading', async () => {
    expect(await printedTo(join(folder.path, 'pair.yaml'), 'r')).toEqual({ code: 2, err: expect.stringMatching(TOLD) });
  });

  it.skipIf(!existsSync('/dev/full'))('a device that is full', async () => {
    const { code, err } = await printedTo('/dev/full', 'w');
    expect(err).toMatch(TOLD);
    expect(err).toContain('ENOSPC');
    expect(code).toBe(2);
  });

  it.skipIf(!MOUNTS)('a disk that takes the beginning only', async () => {
    const disk = fullDisk();
    try {
      const { code, err } = await printedTo(join(disk.path, 'result.json'), 'w');
      expect(statSync(join(disk.path, 'result.json')).size).toBeGreaterThan(0);
      expect(err).toMatch(TOLD);
      expect(code).toBe(2);
    } finally {
      disk.remove();
    }
  });
});

describe('a file that cannot be written is told in one line, and ends with 2', () => {
  const RUN_ONE = [...RUN, '--quiet'];

  it.skipIf(!existsSync('/dev/full')).each<[what: string, line: readonly string[]]>([
    ['measures', [...RUN_ONE, '--openmetrics', '/dev/full']],
    ['what a reporter says', [...RUN_ONE, '--reporter', 'junit=/dev/full']],
    ['a journal', [...RUN_ONE, '--journal', '/dev/full']],
    ['a trace', [...RUN_ONE, '--perfetto', '/dev/full']],
    ['a tuned fragment', [...TUNE, '--out', '/dev/full']],
  ])('%s on a device that is full', async (_, line) => {
    const { code, err } = await poolproof(folder.path, line);
    expect(err).toMatch(/^error: cannot write \/dev\/full: no space left on device\n {2}→ make room, .+\n$/);
    expect(code).toBe(2);
  });

  it.skipIf(!MOUNTS).each<[what: string, name: string, line: readonly string[]]>([
    ['a journal', 'x.jsonl', [...RUN_ONE, '--journal']],
    ['a trace', 'x.json', [...RUN_ONE, '--perfetto']],
    ['a report', 'x', [...RUN_ONE, '--report']],
    ['reports from many threads', 'x', ['run', 'many.yaml', '--quiet', '--jobs', '2', '--report']],
  ])('%s on a disk that is full, and no half of it stays', async (_, name, line) => {
    writeFileSync(join(folder.path, 'many.yaml'), MANY);
    const disk = fullDisk();
    try {
      const { code, err } = await poolproof(folder.path, [...line, join(disk.path, name)]);
      expect(err).toMatch(/^error: cannot write .*\/x.*: no space left on device\n {2}→ make room, .+\n$/);
      expect(err).not.toContain('.partial');
      expect(code).toBe(2);
      expect(readdirSync(disk.path, { recursive: true }).filter((each) => String(each).endsWith('.partial'))).toEqual(
        [],
      );
    } finally {
      disk.remove();
    }
  });
});

it.skipIf(!MOUNTS)('what was measured is told where its report cannot be written', async () => {
  const disk = fullDisk();
  try {
    const { code, out, err } = await poolproof(folder.path, [...RUN, '--report', join(disk.path, 'x')]);
    expect(out).toContain('✓ pair > plain');
    expect(err).toContain('error: cannot write ');
    expect(code).toBe(2);
  } finally {
    disk.remove();
  }
});

it('the summary of a step that cannot be written is a warning, and the run ends as it would', async () => {
  const lines = [
    ['run', 'pair.yaml', '--variant', 'plain', '--reporter', 'github'],
    ['run', 'failing.yaml', '--variant', 'plain', '--reporter', 'github'],
  ];
  writeFileSync(join(folder.path, 'failing.yaml'), SCENARIO.replace('"<= 4"', '"<= 0"'));
  const summary = join(folder.path, 'nowhere', 'summary.md');
  const ends = await Promise.all(
    lines.map((line) => poolproof(folder.path, line, undefined, { GITHUB_STEP_SUMMARY: summary })),
  );
  expect(ends.map(({ code }) => code)).toEqual([0, 1]);
  for (const { err } of ends)
    expect(err).toMatch(/^warning: the summary of the step is missing: .*no such file or directory\n {2}→ .+\n$/);
});

it('a result goes into a file as it goes into a pipe', async () => {
  const path = join(folder.path, 'printed.json');
  expect(await printedTo(path, 'w')).toEqual({ code: 0, err: '' });
  const withoutClock = (json: string): string => json.replaceAll(/"wallMs": [\d.]+/g, '');
  const { out } = await poolproof(folder.path, [...RUN, '--json']);
  expect(withoutClock(readFileSync(path, 'utf8'))).toBe(withoutClock(out));
});

/** Runs one variant with its standard output there. */
async function printedTo(path: string, flags: 'r' | 'w'): Promise<{ readonly code: unknown; readonly err: string }> {
  const output = openSync(path, flags);
  const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
  const child = spawn(process.execPath, [program, ...RUN, '--json'], {
    cwd: folder.path,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', output, 'pipe'],
  });
  let err = '';
  child.stderr?.setEncoding('utf8').on('data', (said: string) => {
    err += said;
  });
  const [code] = await once(child, 'close');
  closeSync(output);
  return { code, err };
}
