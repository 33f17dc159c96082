import { afterAll, describe, expect, test } from 'vitest';
import { folderOf, poolproof } from '../support/command-line.ts';

/** It asks for no pod, ever: all work waits. */
const IDLE = `export default {
  name: 'mine', summary: 'Mine.', nativePeriodMs: 10000, parameters: [],
  promises: () => ({ economy: false, responsive: false }), initialMemory: () => null,
  decide: (signals, memory) => ({ decision: { kind: 'hold', reason: { rule: 'mine', text: 'none', figures: {}, limitedBy: null } }, memory }),
};
`;

describe('poolproof fuzz --policy, of the user', () => {
  const folder = folderOf({ 'mine.mjs': IDLE });
  afterAll(() => folder.remove());

  test('draws a module, and what it finds runs from where it is written', async () => {
    const line = ['--policy', './mine.mjs', '--laws', 'settles', '--runs', '20', '--finds', '1', '--jobs', '1'];
    const { code, out } = await poolproof(folder.path, ['fuzz', ...line, '--out', 'finds']);
    expect(out).toMatch(/law settles broken/);
    expect(out).toContain('policy: ../mine.mjs');
    expect(code).toBe(3);
    expect((await poolproof(folder.path, ['run', 'finds'])).out).toMatch(/1 passed of 1 variant/);
  });

  test.each([
    ['./nowhere.js', 'nowhere.js'],
    ['exec:python3 scaler.py', 'write the policy as a module'],
  ])('%s is told with a remedy', async (policy, remedy) => {
    const { code, err } = await poolproof(folder.path, ['fuzz', '--policy', policy]);
    expect(err).toContain(remedy);
    expect(code).toBe(2);
  });
});
