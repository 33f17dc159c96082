import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { folderOf, poolproof } from '../support/command-line.ts';

const folders: { remove(): void }[] = [];
const emptyFolder = (): string => {
  const folder = folderOf({});
  folders.push(folder);
  return folder.path;
};
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

const SCENARIO = 'scenarios/first-pool.yaml';

describe('poolproof init', () => {
  it('writes a scenario that is valid and passes as it stands', async () => {
    const folder = emptyFolder();
    const written = await poolproof(folder, ['init']);
    expect(written).toMatchObject({ code: 0, err: '' });
    expect(written.out).toContain(`wrote ${SCENARIO}`);
    expect(await poolproof(folder, ['validate'])).toMatchObject({ code: 0, out: 'ok  1 file, 2 variants\n' });
    const { code, out } = await poolproof(folder, ['run']);
    expect(out).toContain('2 passed of 2 variants in 1 file');
    expect(out).toContain('2 broke as expected');
    expect(code).toBe(0);
  });

  it('writes a scenario that fails when its pool is made too small', async () => {
    const folder = emptyFolder();
    await poolproof(folder, ['init']);
    const { code, out } = await poolproof(folder, ['run', '--variant', 'enough', '--set', 'pool.max=1']);
    expect(out).toContain('the pool grows for the burst');
    expect(code).toBe(1);
  });

  it('teaches each section of the file with a comment', async () => {
    const folder = emptyFolder();
    await poolproof(folder, ['init']);
    const text = readFileSync(join(folder, SCENARIO), 'utf8');
    const sections = Object.keys(parse(text));
    expect(sections).toEqual(
      expect.arrayContaining(['run', 'pool', 'profiles', 'workload', 'faults', 'expect', 'variants']),
    );
    const parts = text.split(/^(?=[a-z]+:)/m).filter((part) => /^[a-z]+:\s/.test(part) && part.includes('\n  '));
    expect(parts.filter((part) => !part.includes('#')).map((part) => part.split(':')[0])).toEqual([]);
  });

  it('shows in its help that it takes one folder', async () => {
    const { out } = await poolproof(emptyFolder(), ['init', '--help']);
    expect(out).toContain('poolproof init [folder]');
    expect(out).not.toContain('files');
  });

  it('makes the folder that is named', async () => {
    const folder = emptyFolder();
    const { code, out } = await poolproof(folder, ['init', 'new/project']);
    expect(out).toContain(`poolproof run new/project/${SCENARIO}`);
    expect(existsSync(join(folder, 'new/project', SCENARIO))).toBe(true);
    expect(code).toBe(0);
  });

  it('overwrites no scenario, and writes no workflow beside one that is there', async () => {
    const folder = emptyFolder();
    await poolproof(folder, ['init']);
    writeFileSync(join(folder, SCENARIO), 'mine');
    const { code, out, err } = await poolproof(folder, ['init', '--ci', 'github']);
    expect(err).toMatch(/scenarios\/first-pool\.yaml is there already[\s\S]*→ .*move the file away/);
    expect(out).toBe('');
    expect(readFileSync(join(folder, SCENARIO), 'utf8')).toBe('mine');
    expect(existsSync(join(folder, '.github'))).toBe(false);
    expect(code).toBe(2);
  });

  it('adds a workflow later, and leaves what it has written as it is', async () => {
    const folder = emptyFolder();
    await poolproof(folder, ['init']);
    const added = await poolproof(folder, ['init', '--ci', 'github']);
    expect(added).toMatchObject({ code: 0, err: '' });
    expect(added.out).toContain(`kept ${SCENARIO}: it is there already, just as init writes it\n`);
    expect(added.out).toContain('wrote .github/workflows/poolproof.yml\n');
    const again = await poolproof(folder, ['init', '--ci', 'github']);
    expect(again.code).toBe(0);
    expect(again.out).not.toContain('wrote');
  });

  it('overwrites no folder of the name of a scenario', async () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, SCENARIO), { recursive: true });
    const { code, err } = await poolproof(folder, ['init']);
    expect(err).toContain(`${SCENARIO} is there already`);
    expect(code).toBe(2);
  });

  it('overwrites no workflow, and writes no scenario beside one that is there', async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, '.gitlab-ci.yml'), 'mine');
    const { code, err } = await poolproof(folder, ['init', '--ci', 'gitlab']);
    expect(err).toContain('.gitlab-ci.yml is there already');
    expect(readFileSync(join(folder, '.gitlab-ci.yml'), 'utf8')).toBe('mine');
    expect(existsSync(join(folder, 'scenarios'))).toBe(false);
    expect(code).toBe(2);
  });

  it.each<[what: string, line: string[], words: RegExp]>([
    ['an unknown CI system', ['--ci', 'gitlob'], /no workflow for gitlob[\s\S]*did you mean gitlab\?/],
    ['two folders', ['a', 'b'], /init takes one folder, not 2/],
    ['a folder below a file', ['a-file'], /cannot write a-file[\s\S]*→ /],
  ])('refuses %s', async (_what, line, words) => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'a-file'), '');
    const { code, err } = await poolproof(folder, ['init', ...line]);
    expect(err).toMatch(words);
    expect(err).not.toMatch(/\n {4}at /);
    expect(code).toBe(2);
  });
});

describe('the workflow that poolproof init writes', () => {
  /** What follows `poolproof` in each command of a workflow. */
  const commandsOf = (commands: readonly string[]): readonly string[][] =>
    commands
      .filter((command) => command.startsWith('npx --no -- poolproof '))
      .map((command) => command.split(' ').slice(4));

  it.each([
    [
      'github',
      '.github/workflows/poolproof.yml',
      (workflow: { jobs: { scenarios: { steps: { run?: string }[] } } }) =>
        workflow.jobs.scenarios.steps.map(({ run = '' }) => run),
    ],
    ['gitlab', '.gitlab-ci.yml', (workflow: { poolproof: { script: string[] } }) => workflow.poolproof.script],
  ])('for %s validates and runs what was written, with commands that pass', async (ci, path, scriptOf) => {
    const folder = emptyFolder();
    await poolproof(folder, ['init', '--ci', ci]);
    const commands = commandsOf(scriptOf(parse(readFileSync(join(folder, path), 'utf8'))));
    expect(commands.map(([command]) => command)).toEqual(['validate', 'run']);
    for (const line of commands) expect((await poolproof(folder, line)).code).toBe(0);
    expect(existsSync(join(folder, 'reports/first-pool/enough/junit.xml'))).toBe(true);
  });

  it('for github marks an expectation that fails, beside what people read', async () => {
    const folder = emptyFolder();
    await poolproof(folder, ['init', '--ci', 'github']);
    const { jobs } = parse(readFileSync(join(folder, '.github/workflows/poolproof.yml'), 'utf8'));
    const steps: { run?: string }[] = jobs.scenarios.steps;
    const [, line = []] = commandsOf(steps.map(({ run = '' }) => run));
    const { code, out } = await poolproof(folder, [...line, '--variant', 'enough', '--set', 'pool.max=1']);
    expect(out).toMatch(/^::error file=scenarios\/first-pool\.yaml,line=\d+/m);
    expect(out).toContain('✗ first-pool > enough');
    expect(code).toBe(1);
  });
});
