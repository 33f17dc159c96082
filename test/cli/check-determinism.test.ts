import { afterAll, describe, expect, it } from 'vitest';
import { folderOf, poolproof, SCENARIO } from '../support/command-line.ts';

/** A policy that asks for as many pods as `pods` says; `state` is what its module keeps. */
const asking = (pods: string, state = ''): string => `${state}
export default {
  name: 'mine', summary: 'Mine.', nativePeriodMs: 10000, parameters: [],
  promises: () => ({ economy: false, responsive: false }), initialMemory: () => null,
  decide(signals, memory) {
    return { decision: { kind: 'scale-to', pods: ${pods}, reason: { rule: 'mine', text: 'mine', figures: {}, limitedBy: null } }, memory };
  },
};
`;

const folder = folderOf({
  'pair.yaml': SCENARIO,
  'process.mjs': asking('process.env.TINYPOOL_WORKER_ID === undefined ? 2 : 3'),
  'random.mjs': asking('Math.random() < 0.5 ? 2 : 3'),
  'kept.mjs': asking('signals.now === 10000 ? ++calls : 2', 'let calls = 0;'),
});
afterAll(() => folder.remove());

const check = (...line: string[]) =>
  poolproof(folder.path, ['run', 'pair.yaml', '--variant', 'plain', '--check-determinism', ...line]);

describe('run --check-determinism', () => {
  it('names the first record that another process wrote otherwise, on both sides', async () => {
    const { code, out } = await check('--policy', './process.mjs');
    expect(code).toBe(3);
    expect(out).toMatch(/two runs differ from record \d+ on/);
    // The immediate check after the task arrived: what both have before they decide.
    expect(out).toMatch(/both .*"scale-check".*\n.*first .*"scale\.decided".*"to":2,.*"rule":"mine"/);
    expect(out).toMatch(/second .*"scale\.decided".*"to":3,/);
  });

  it.each(['random.mjs', 'kept.mjs'])('finds out what differs in %s', async (file) => {
    const { code, out } = await check('--policy', `./${file}`);
    expect(out).toContain('two runs differ');
    expect(code).toBe(3);
  });

  it('finds our own policies the same on two workers, and leaves no process behind', async () => {
    const { code, err } = await check('--replications', '4', '--jobs', '2');
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });
});
