import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { folderOf, poolproof, SCENARIO } from '../support/command-line.ts';
import { elementsOf } from '../support/xml.ts';

const changed = (from: string | RegExp, to: string): string => {
  const text = SCENARIO.replace(from, to);
  if (text === SCENARIO) throw new Error(`the scenario has no ${from}`);
  return text;
};

const folder = folderOf({
  'scenarios/pair.yaml': SCENARIO,
  'bad/yaml.yaml': 'scenario: [broken\n',
  'bad/unknown-key.yaml': changed('about:', 'abuot:'),
  'bad/no-unit.yaml': changed('duration: 5m', 'duration: 5'),
  'bad/min-above-max.yaml': changed('min: 0', 'min: 5'),
  'bad/policy.yaml': changed('max: 4', 'max: 4\n  autoscaler: { policy: slot-utilisation }'),
  'bad/breaks.yaml': changed('breaks: [all done]', 'breaks: [all gone]'),
  'twins/one.yaml': SCENARIO,
  'twins/two.yaml': SCENARIO,
  'empty/readme.txt': 'no scenario here\n',
  'golden.json': '["not a golden file"]',
  'a-file': 'not a folder\n',
});
afterAll(() => folder.remove());

describe('bad input ends with 2, says what is wrong, and how to mend it', () => {
  it.each<[what: string, line: string[], words: RegExp]>([
    ['no command', [], /no command given[\s\S]*→ one of: run, compare, tune, fuzz, merge, validate/],
    ['an unknown command', ['rnu'], /no such command: rnu[\s\S]*did you mean run\?/],
    ['an unknown option', ['run', '--replicatons', '3'], /no option --replicatons[\s\S]*did you mean --replications\?/],
    ['an option without its value', ['run', '--seed'], /seed/],
    ['an option given twice', ['run', '--seed', '1', '--seed', '2'], /--seed is given 2 times/],
    ['a number that is none', ['run', '--jobs', 'many'], /--jobs must be a whole number of at least 1, not "many"/],
    ['zero replications', ['run', '--replications', '0'], /--replications must be/],
    [
      'a precision of nothing',
      ['run', '--precision', '0%'],
      /--precision must be a share .* not "0%"[\s\S]*--precision 5%/,
    ],
    [
      'a precision and a number',
      ['run', '--precision', '5%', '--replications', '9'],
      /--replications and --precision both/,
    ],
    ['a bound without a precision', ['run', '--max-replications', '9'], /--max-replications needs --precision/],
    [
      'a bound of one run',
      ['run', '--precision', '5%', '--max-replications', '1'],
      /--max-replications must be at least 2/,
    ],
    ['an unknown reporter', ['run', '--reporter', 'jsno'], /no such reporter: jsno[\s\S]*did you mean json\?/],
    ['two reporters', ['run', '--json', '--reporter', 'junit'], /--json and --reporter junit/],
    ['--set without =', ['run', '--set', 'pool.max'], /--set pool\.max does not say[\s\S]*--set pool\.max=4/],
    ['--set without a value', ['run', '--set', 'pool.max='], /--set pool\.max= gives no value[\s\S]*null/],
    [
      '--set of a number beyond all bounds',
      ['run', 'scenarios/pair.yaml', '--set', 'pool.max=99999999999999999999'],
      /^[^\n]* must be at most 100000, [\s\S]*\n1 problem; nothing was run\n$/,
    ],
    ['--set of an unknown field', ['run', '--set', 'pool.mxa=4'], /pool\.mxa[\s\S]*max/],
    [
      'a missing file',
      ['run', 'scenarios/piar.yaml'],
      /no such file: scenarios\/piar\.yaml[\s\S]*did you mean scenarios\/pair\.yaml\?/,
    ],
    ['a pattern without a match', ['run', 'none/*.yaml'], /no file matches none\/\*\.yaml/],
    ['a folder without scenarios', ['run', 'empty'], /no scenario file in empty/],
    ['bad YAML', ['run', 'bad/yaml.yaml'], /bad\/yaml\.yaml:\d+:\d+: /],
    ['an unknown key', ['run', 'bad/unknown-key.yaml'], /bad\/unknown-key\.yaml:2:1: [\s\S]*abuot[\s\S]*about/],
    ['a duration without a unit', ['run', 'bad/no-unit.yaml'], /bad\/no-unit\.yaml:4:18: /],
    ['min above max', ['run', 'bad/min-above-max.yaml'], /bad\/min-above-max\.yaml:\d+:\d+: [\s\S]*min/],
    ['an unknown policy in the file', ['run', 'bad/policy.yaml'], /bad\/policy\.yaml:8:\d+: [\s\S]*slot-utilization/],
    ['an unknown policy on the line', ['run', '--policy', 'slot-utilisation'], /slot-utilization/],
    ['breaks that names nothing', ['run', 'bad/breaks.yaml'], /bad\/breaks\.yaml:\d+:\d+: [\s\S]*all gone/],
    [
      'two files with one scenario name',
      ['run', 'twins'],
      /twins\/two\.yaml:1:1: the scenario name "pair" is taken by twins\/one\.yaml/,
    ],
    ['a misspelt variant', ['run', '--variant', 'imptient'], /no variant imptient[\s\S]*did you mean impatient\?/],
    [
      'a variant of other files',
      ['run', '--variant', 'other'],
      /no variant other\n {2}→ there are plain, impatient\n$/,
    ],
    [
      'a variant that --grep leaves out',
      ['run', '--variant', 'plain', '--grep', 'tuesday'],
      /no variant is left to run/,
    ],
    ['nothing left to run', ['run', '--grep', 'tuesday'], /no variant is left to run/],
    [
      'one journal for two runs',
      ['run', '--journal', 'journal.jsonl'],
      /--journal journal\.jsonl would hold more than one run/,
    ],
    ['a golden file that is missing', ['run', '--golden', 'none.json'], /no such golden file[\s\S]*--update/],
    ['a golden file that is a device', ['run', '--golden', '/dev/zero', '--update'], /\/dev\/zero is no golden file/],
    ['a golden file that is none', ['run', '--golden', 'golden.json'], /golden\.json is no golden file/],
    ['golden fingerprints of changed files', ['run', '--update', '--seed', '7'], /--seed changes them/],
    ['a report folder that is a file', ['run', '--report', 'a-file'], /reports cannot be written to a-file/],
  ])('%s', async (_what, line, words) => {
    const { code, out, err } = await poolproof(folder.path, line);
    expect(err).toMatch(words);
    expect(err).toMatch(/→ /);
    expect(err).not.toMatch(/\n {4}at /);
    if (line.includes('--json')) expect(JSON.parse(out).exitCode).toBe(2);
    else expect(out).toBe('');
    expect(code).toBe(2);
  });

  it('all problems of all files are told', async () => {
    const { code, err } = await poolproof(folder.path, ['validate', 'bad']);
    for (const file of ['yaml', 'unknown-key', 'no-unit', 'min-above-max', 'policy', 'breaks'])
      expect(err).toContain(`bad/${file}.yaml:`);
    expect(code).toBe(2);
  });

  it('nothing is run or written when one of several files is bad', async () => {
    const { code, out } = await poolproof(folder.path, [
      'run',
      'scenarios',
      'bad/policy.yaml',
      '--report',
      'out',
      '--golden',
      'g.json',
      '--update',
    ]);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(existsSync(join(folder.path, 'out'))).toBe(false);
    expect(existsSync(join(folder.path, 'g.json'))).toBe(false);
    expect(readFileSync(join(folder.path, 'golden.json'), 'utf8')).toBe('["not a golden file"]');
  });

  it('with --json the problems are data on standard output', async () => {
    const { code, out } = await poolproof(folder.path, ['run', 'bad/unknown-key.yaml', '--json']);
    expect(JSON.parse(out)).toMatchObject({
      exitCode: 2,
      problems: [{ file: 'bad/unknown-key.yaml', line: 2, column: 1 }],
    });
    expect(code).toBe(2);
  });
});

describe('programs that read are told of bad input', () => {
  it('in place of what an earlier run left', async () => {
    writeFileSync(join(folder.path, 'old.xml'), 'old');
    writeFileSync(join(folder.path, 'old.tap'), 'old');
    const reporters = ['--reporter', 'github,junit=old.xml,tap=old.tap'];
    const { code } = await poolproof(folder.path, ['run', 'bad/min-above-max.yaml', ...reporters]);
    const xml = readFileSync(join(folder.path, 'old.xml'), 'utf8');
    const error = elementsOf(xml).find(({ name }) => name === 'error');
    expect(code).toBe(2);
    expect(elementsOf(xml)[1]?.attributes).toMatchObject({ name: 'bad/min-above-max.yaml', tests: '1', errors: '1' });
    expect(error?.attributes.message).toContain('min');
    expect(error?.text).toContain('→');
    expect(readFileSync(join(folder.path, 'old.tap'), 'utf8')).toMatch(
      /^TAP version 14\nBail out! bad\/min-above-max\.yaml:\d+:\d+: .*min.*\n$/,
    );
  });

  it('where the line itself is wrong, on standard output alone', async () => {
    writeFileSync(join(folder.path, 'kept.xml'), 'old');
    const line = ['run', 'nothere.yaml', '--reporter', 'tap,junit=kept.xml'];
    const { code, out, err } = await poolproof(folder.path, line);
    expect(code).toBe(2);
    expect(out).toBe('TAP version 14\nBail out! command line: no such file or folder: nothere.yaml\n');
    expect(err).toContain('no such file or folder: nothere.yaml');
    // Nobody has looked whether it is one of the inputs.
    expect(readFileSync(join(folder.path, 'kept.xml'), 'utf8')).toBe('old');
  });

  it('with nothing behind results that were told already', async () => {
    mkdirSync(join(folder.path, 'clash'));
    writeFileSync(join(folder.path, 'clash', 'pair'), 'where a folder belongs');
    const line = ['run', '--json', '--jobs', '1', '--report', 'clash'];
    const { code, out, err } = await poolproof(folder.path, line);
    expect(code).toBe(2);
    expect(err).toContain('clash/pair');
    expect(JSON.parse(out).runs).toHaveLength(2);
  });
});
