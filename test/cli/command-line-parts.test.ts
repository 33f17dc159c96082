import { describe, expect, it } from 'vitest';
import { EXIT, gravest } from '../../src/cli/exit-code.ts';
import { pathSegment } from '../../src/cli/path-segment.ts';
import { journalPaths } from '../../src/cli/run/journal-paths.ts';
import { repeatCommand } from '../../src/cli/run/repeat-command.ts';
import { textTable } from '../../src/cli/text-table.ts';
import { EVERYTHING } from '../../src/experiment/plan-suite.ts';
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
});

describe('the journals of several runs', () => {
  const variants = [plannedVariant({ variant: 'before' }), plannedVariant({ variant: 'after', replications: 2 })];

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
