import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../../src/cli/command-line.ts';
import { COMMANDS } from '../../src/cli/commands/registry.ts';
import type { GivenArguments } from '../../src/cli/given-arguments.ts';
import { commandHelp, programHelp } from '../../src/cli/help-text.ts';
import { UsageError } from '../../src/cli/usage-error.ts';

function given(...line: string[]): GivenArguments {
  const asked = readCommandLine(line, COMMANDS);
  if (asked.kind !== 'command') throw new Error(`asked for ${asked.kind}`);
  return asked.given;
}

function told(...line: string[]): string {
  try {
    readCommandLine(line, COMMANDS);
  } catch (error) {
    if (error instanceof UsageError) return `${error.message} → ${error.remedy}`;
    throw error;
  }
  return 'nothing';
}

describe('a command line', () => {
  it.each([[['run', '--seed', '7']], [['run', '--seed=7']], [['--seed=7', 'run']]])('%j gives the seed', (line) => {
    expect(given(...line).text('seed')).toBe('7');
  });

  it.each([[['run', '-j', '4']], [['run', '-j4']], [['run', '--jobs=4']]])('%j gives the jobs', (line) => {
    expect(given(...line).count('jobs')).toBe(4);
  });

  it('keeps every value of an option that is repeated, dots and equal signs in it', () => {
    expect(given('run', '--set', 'pool.max=4', '--set=a.b=c=d').list('set')).toEqual(['pool.max=4', 'a.b=c=d']);
  });

  it('takes a value with one dash in front as a value', () => {
    expect(given('run', '--seed', '-5').text('seed')).toBe('-5');
  });

  it('names the files, also those behind -- and those called like the command', () => {
    expect(given('run', 'run', 'a.yaml', '--json', 'b.yaml', '--', '--odd.yaml').files).toEqual([
      'run',
      'a.yaml',
      'b.yaml',
      '--odd.yaml',
    ]);
  });

  it.each([
    [[], 'no command given'],
    [['rnu'], 'no such command: rnu → did you mean run?'],
    [['run', '--sede', '1'], 'poolproof run has no option --sede → did you mean --seed?'],
    [['run', '--no-json'], 'poolproof run has no option --no-json'],
    [['run', '--constructor'], 'poolproof run has no option --constructor'],
    [['run', '-x'], 'poolproof run has no option -x'],
    [['run', '--seed'], '--seed needs a value'],
    [['run', '--seed', '--json'], '--seed needs a value'],
    [['run', '-j'], '-j needs a value'],
    [['run', '--json=no'], '--json takes no value'],
    [['init', 'a', 'b'], 'init takes one folder, not 2'],
    [['fuzz', 'a.yaml'], 'poolproof fuzz takes no files, but is given a.yaml'],
  ])('%j is a slip that is told', (line, words) => {
    expect(told(...line)).toContain(words);
  });

  it.each([
    [['--help'], null],
    [['-h'], null],
    [['run', '--help'], 'run'],
    [['run', 'x.yaml', '--nonsense', '-h'], 'run'],
  ])('%j asks for help', (line, command) => {
    const asked = readCommandLine(line, COMMANDS);
    expect(asked.kind === 'help' && (asked.command?.name ?? null)).toBe(command);
  });
});

describe('help', () => {
  it('names every command and fits the terminal', async () => {
    const text = await programHelp(COMMANDS, 80);
    for (const { name } of COMMANDS) expect(text).toContain(`  poolproof ${name}`);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    'of %s shows every option, name and example',
    async (_, command) => {
      const text = await commandHelp(command, 400);
      for (const [name, { short }] of Object.entries(command.options)) {
        expect(text).toContain(short === undefined ? `      --${name}` : `  -${short}, --${name}`);
      }
      for (const [line] of command.examples) expect(text).toContain(`poolproof ${line}`);
      expect(text.includes('Positionals:')).toBe(command.files !== null);
    },
  );

  // The bundle takes the width of a word for its length (scripts/program-bundle.js).
  it('holds only letters of one column', async () => {
    const pages = await Promise.all([
      programHelp(COMMANDS, 80),
      ...COMMANDS.map((command) => commandHelp(command, 80)),
    ]);
    expect(pages.join('').replace(/[\n\x20-\x7e…]/g, '')).toBe('');
  });
});
