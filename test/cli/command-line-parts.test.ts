import { describe, expect, it } from 'vitest';
import { EXIT, gravest } from '../../src/cli/exit-code.ts';
import { GivenArguments } from '../../src/cli/given-arguments.ts';
import { pathSegment } from '../../src/cli/path-segment.ts';
import { journalPaths } from '../../src/cli/run/journal-paths.ts';
import { repeatCommand } from '../../src/cli/run/repeat-command.ts';
import { textTable } from '../../src/cli/text-table.ts';
import { EVERYTHING } from '../../src/experiment/plan-suite.ts';
import { fixedReplications } from '../../src/experiment/replication-plan.ts';
import { plannedVariant } from '../support/made-results.ts';

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
  it('names file, variant and seed', () => {
    expect(repeatCommand(plannedVariant())).toBe('poolproof run scenarios/monday.yaml --variant after --seed 42');
  });

  it('repeats what was changed on the command line, quoted for a shell', () => {
    const choice = {
      ...EVERYTHING,
      set: [{ path: 'pool.agent', value: "{ slots: 2 } # it's", from: '' }],
      policy: 'blind-step',
      replications: 5,
    };
    expect(repeatCommand(plannedVariant({ choice, file: 'my files/a.yaml' }))).toBe(
      `poolproof run 'my files/a.yaml' --variant after --seed 42 --set 'pool.agent={ slots: 2 } # it'\\''s' --policy blind-step --replications 5`,
    );
  });

  it('repeats a precision and its bound', () => {
    const choice = { ...EVERYTHING, precision: 0.05, maxReplications: 200 };
    expect(repeatCommand(plannedVariant({ choice }))).toBe(
      'poolproof run scenarios/monday.yaml --variant after --seed 42 --precision 0.05 --max-replications 200',
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
});

describe('the journals of several runs', () => {
  const variants = [
    plannedVariant({ variant: 'before' }),
    plannedVariant({ variant: 'after', replications: fixedReplications(2) }),
  ];

  it('are told apart by what stands in braces', () => {
    const path = journalPaths('out/{scenario}/{variant}-{replication}.jsonl', variants);
    expect(path(variants[1]!, 1)).toBe('out/monday/after-1.jsonl');
  });

  it('are refused a name that two of them would share', () => {
    expect(() => journalPaths('out/{variant}.jsonl', variants)).toThrow(/would hold more than one run/);
  });

  it('need no braces when there is one run', () => {
    const [only] = variants;
    expect(journalPaths('one.jsonl', [only!])(only!, 0)).toBe('one.jsonl');
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
