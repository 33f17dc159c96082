import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { EXIT, gravest } from '../../src/cli/exit-code.ts';
import { folderOf, poolproof } from '../support/command-line.ts';

describe('poolproof fuzz', () => {
  const folder = folderOf({ 'readme.txt': '' });
  afterAll(() => folder.remove());

  test('ends with 3 on a find and writes it as a scenario that runs as it says', async () => {
    const line = ['--set', 'pool.dispatch.readiness=grace-period', '--runs', '20', '--finds', '1', '--jobs', '1'];
    const { code, out } = await poolproof(folder.path, ['fuzz', ...line, '--out', 'finds', '--corpus', 'corpus']);
    expect(out).toMatch(/law no-blind-send broken/);
    expect(code).toBe(3);
    expect(readdirSync(join(folder.path, 'corpus')).length).toBeGreaterThan(0);
    const again = await poolproof(folder.path, ['run', 'finds']);
    expect(again.out).toMatch(/1 passed of 1 variant/);
    expect(again.code).toBe(0);
  });

  test('ends with 0 where nothing breaks, and says how much was tried, as JSON too', async () => {
    const { code, out } = await poolproof(folder.path, ['fuzz', '--runs', '20', '--jobs', '1', '--json']);
    expect(JSON.parse(out)).toMatchObject({ exitCode: 0, tried: 20, finds: [], interrupted: false });
    expect(code).toBe(0);
  });

  test('interrupted, writes and tells what it has found so far', async () => {
    const line = ['--set', 'pool.dispatch.readiness=grace-period', '--runs', '999999', '--finds', '999', '--jobs', '1'];
    const { code, out } = await poolproof(
      folder.path,
      ['fuzz', ...line, '--out', 'cut', '--corpus', 'cut-corpus', '--json'],
      (kill) => setTimeout(() => kill('SIGINT'), 12_000),
    );
    const told = JSON.parse(out);
    expect(told).toMatchObject({ interrupted: true, exitCode: code });
    expect(told.finds[0]).toMatchObject({ law: 'no-blind-send' });
    expect(readdirSync(join(folder.path, 'cut'))).toHaveLength(told.finds.length);
    expect(readdirSync(join(folder.path, 'cut-corpus')).length).toBeGreaterThan(0);
    expect(code).toBe(gravest([EXIT.broken, EXIT.interrupted]));
  });

  test('tells a wrong field before anything runs', async () => {
    const { code, out, err } = await poolproof(folder.path, ['fuzz', '--set', 'pool.dispatch.readines=connected']);
    expect(err).toMatch(/readines.*\n.*\n.*\n.*did you mean readiness/);
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  test.each([
    ['--laws', 'ecnomy', 'did you mean economy?'],
    ['--policy', 'blind', 'blind-step'],
    ['--faults', 'pod-failur', 'did you mean pod-failure?'],
    ['--choices', 'all', 'recommended, any'],
    ['--time', '5', 'unit'],
  ])('%s %s is told with a remedy', async (option, value, remedy) => {
    const { code, err } = await poolproof(folder.path, ['fuzz', option, value]);
    expect(err).toContain(remedy);
    expect(code).toBe(2);
  });
});
