import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EXIT, gravest } from '../../src/cli/exit-code.ts';
import { fuzzCommand } from '../../src/cli/fuzz/fuzz-request.ts';
import { GivenArguments } from '../../src/cli/given-arguments.ts';
import { pathSegment } from '../../src/cli/path-segment.ts';
import { appendStepSummary } from '../../src/cli/run/append-step-summary.ts';
import { repeatCommand } from '../../src/cli/run/repeat-command.ts';
import { reporterChoices } from '../../src/cli/run/reporter-choice.ts';
import { runPaths } from '../../src/cli/run/run-paths.ts';
import { textTable } from '../../src/cli/text-table.ts';
import { EVERYTHING, type PlannedVariant } from '../../src/experiment/plan-suite.ts';
import { fixedReplications } from '../../src/experiment/replication-plan.ts';
import { folderOf } from '../support/command-line.ts';
import { finishedRun, plannedVariant, resultOf } from '../support/made-results.ts';

describe('of several exit codes', () => {
  it.each([
    [[], 0],
    [[EXIT.good, EXIT.notMet], 1],
    [[EXIT.notMet, EXIT.badInput], 2],
    [[EXIT.badInput, EXIT.unavailable], 4],
    [[EXIT.unavailable, EXIT.broken], 3],
    [[EXIT.broken, EXIT.interrupted], 130],
  ])('%j the gravest is %d', (codes, worst) => {
    expect(gravest(codes)).toBe(worst);
  });
});

describe('a name as part of a path', () => {
  it.each([
    ['monday-morning', 'monday-morning'],
    ['../../etc/passwd', 'etc-passwd'],
    ['..', 'unnamed'],
    ['a b/c:d', 'a-b-c-d'],
    ['.hidden', 'hidden'],
    ['größer', 'größer'],
    ['', 'unnamed'],
  ])('%j becomes %j', (name, segment) => {
    expect(pathSegment(name)).toBe(segment);
  });
});

describe('the command that repeats a variant', () => {
  const planned = (changes: Partial<PlannedVariant> = {}) => resultOf([finishedRun()], changes);

  it('names file, variant and seed', () => {
    expect(repeatCommand(planned())).toBe('poolproof run scenarios/monday.yaml --variant after --seed 42');
  });

  it('names a file that looks like an option so that it is none', () => {
    expect(repeatCommand(planned({ file: '-f.yaml' }))).toBe('poolproof run ./-f.yaml --variant after --seed 42');
    expect(repeatCommand(planned({ file: '-' }))).toBe('poolproof run - --variant after --seed 42');
  });

  it('repeats what was changed on the command line, quoted for a shell', () => {
    const choice = {
      ...EVERYTHING,
      set: [{ path: 'pool.agent', value: "{ slots: 2 } # it's", from: '' }],
      policy: 'blind-step',
      replications: 5,
    };
    expect(repeatCommand(planned({ choice, file: 'my files/a.yaml' }))).toBe(
      `poolproof run 'my files/a.yaml' --variant after --seed 42 --set 'pool.agent={ slots: 2 } # it'\\''s' --policy blind-step --replications 5`,
    );
  });

  it('repeats what --with laid over the common part as that, since --set would win over what the variant sets', () => {
    const laid = (path: string) => ({ path, value: '1s', from: '', fragment: 'measured.yaml' });
    const typed = { path: 'pool.max', value: '4', from: '' };
    const choice = { ...EVERYTHING, set: [laid('pool.pods.start'), laid('pool.pods.connect'), typed] };
    expect(repeatCommand(planned({ choice }))).toBe(
      'poolproof run scenarios/monday.yaml --variant after --seed 42 --with measured.yaml --set pool.max=4',
    );
  });

  it('repeats a precision and its bound', () => {
    const choice = { ...EVERYTHING, precision: 0.05, maxReplications: 200 };
    expect(repeatCommand(planned({ choice }))).toBe(
      'poolproof run scenarios/monday.yaml --variant after --seed 42 --precision 0.05 --max-replications 200',
    );
  });

  it('repeats what found that two runs differ, and asks for it nowhere else', () => {
    const determinism = { kind: 'differs', record: 7, first: '{"n":7}', second: null, before: [] } as const;
    expect(repeatCommand(resultOf([finishedRun({ determinism })]))).toBe(
      'poolproof run scenarios/monday.yaml --variant after --seed 42 --check-determinism',
    );
    expect(repeatCommand(resultOf([finishedRun({ determinism: { kind: 'same' } })]))).not.toContain('determinism');
  });
});

describe('the command that draws a find again', () => {
  it('is quoted for a shell', () => {
    const given = new GivenArguments({ set: ['pool.pods.start={ uniform: [1s, 2s] }'], 'all-laws': true });
    expect(fuzzCommand(given, { index: 2, count: 3 })).toBe(
      "poolproof fuzz --seed 1 --set 'pool.pods.start={ uniform: [1s, 2s] }' --all-laws --shard 2/3",
    );
  });
});

describe('a share on the command line', () => {
  const share = (text: string): number | null => new GivenArguments({ precision: text }).share('precision');

  it.each([
    ['5%', 0.05],
    ['5 %', 0.05],
    ['0.05', 0.05],
    ['2.5%', 0.025],
    ['100%', 1],
    ['.1', 0.1],
  ])('%s is %d', (text, value) => {
    expect(share(text)).toBeCloseTo(value, 15);
  });

  it.each(['0', '0%', '101%', '1.5', '-5%', 'five', '5%%', '1e-2'])('%s is none', (text) => {
    expect(() => share(text)).toThrow(/must be a share above 0 and at most 100 %/);
  });

  it.each([
    ['95', 'write --precision 95%'],
    ['five', 'for example --precision 5%'],
  ])('%s comes with the remedy %j', (text, remedy) => {
    expect(() => share(text)).toThrow(expect.objectContaining({ remedy }));
  });
});

describe('the journals of several runs', () => {
  const variants = [
    plannedVariant({ variant: 'before' }),
    plannedVariant({ variant: 'after', replications: fixedReplications(2) }),
  ];

  it('are told apart by what stands in braces', () => {
    const path = runPaths('--journal', 'out/{scenario}/{variant}-{replication}.jsonl', variants);
    expect(path(variants[1]!, 1)).toBe('out/monday/after-1.jsonl');
  });

  it('are refused a name that two of them would share', () => {
    expect(() => runPaths('--journal', 'out/{variant}.jsonl', variants)).toThrow(/would hold more than one run/);
  });

  it('need no braces when there is one run', () => {
    const [only] = variants;
    expect(runPaths('--journal', 'one.jsonl', [only!])(only!, 0)).toBe('one.jsonl');
  });
});

describe('a table', () => {
  it('aligns its columns and wraps the last one', () => {
    expect(
      textTable(
        ['name', 'what'],
        [
          ['a', 'one two three four five six seven eight'],
          ['long-name', 'x'],
        ],
        40,
      ),
    ).toBe(
      ['NAME       WHAT', 'a          one two three four five six', '           seven eight', 'long-name  x', ''].join(
        '\n',
      ),
    );
  });
});

describe('the step summary of a GitHub runner', () => {
  const folder = folderOf({ 'summary.md': 'by another command\n' });
  afterAll(() => folder.remove());

  it('is added to what the step has written, in the room that is left', () => {
    const file = join(folder.path, 'summary.md');
    const limits: number[] = [];
    appendStepSummary(file, (limit) => {
      limits.push(limit);
      return 'ours\n';
    });
    expect(readFileSync(file, 'utf8')).toBe('by another command\nours\n');
    expect(limits[0]).toBeLessThan(1024 * 1024 - 'by another command\n'.length);
    appendStepSummary(undefined, () => 'for nobody');
    expect(readFileSync(file, 'utf8')).not.toContain('nobody');
  });
});

describe('--reporter', () => {
  const chosen = (reporter: readonly string[], json = false) => reporterChoices(new GivenArguments({ reporter, json }));

  it.each([
    [[], false, [['pretty', null]]],
    [['json'], false, [['json', null]]],
    [[], true, [['json', null]]],
    [['json'], true, [['json', null]]],
    [
      ['github'],
      false,
      [
        ['pretty', null],
        ['github', null],
      ],
    ],
    [
      ['tap', 'github'],
      false,
      [
        ['tap', null],
        ['github', null],
      ],
    ],
    [
      ['junit=out/j=1.xml,tap=t.tap'],
      false,
      [
        ['pretty', null],
        ['junit', 'out/j=1.xml'],
        ['tap', 't.tap'],
      ],
    ],
    [['pretty', 'junit=j.xml'], true, null],
    [
      ['junit=j.xml'],
      true,
      [
        ['json', null],
        ['junit', 'j.xml'],
      ],
    ],
  ] as const)('%j with --json %j means %j', (reporter, json, wanted) => {
    if (wanted === null) expect(() => chosen(reporter, json)).toThrow(/both want standard output/);
    else expect(chosen(reporter, json).map((each) => [each.reporter, each.file])).toEqual(wanted);
  });

  it.each([
    [['json,tap'], /--reporter json and --reporter tap both want standard output/],
    [['tap', 'tap'], /both want standard output/],
    [['github=a'], /takes no file/],
    [['junit='], /names no file/],
    [['junt'], /no such reporter: junt/],
  ] as const)('%j is refused', (reporter, message) => {
    expect(() => chosen(reporter)).toThrow(message);
  });
});
