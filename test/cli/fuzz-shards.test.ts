import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { folderOf, poolproof } from '../support/command-line.ts';

const LINE = ['fuzz', '--set', 'pool.dispatch.readiness=grace-period', '--laws', 'no-blind-send', '--runs', '30'];

describe('a campaign that is shared out', () => {
  const folder = folderOf({ 'readme.txt': '' });
  afterAll(() => folder.remove());

  const finds = (text: string): readonly { readonly index: number; readonly times: number; readonly text: string }[] =>
    JSON.parse(text).finds;
  const filesIn = (path: string): readonly string[] => readdirSync(join(folder.path, path));

  it('is, merged, the finds of its shards, the first of each kind, with the shard in the command that repeats it', async () => {
    const told: string[] = [];
    for (const index of [1, 2]) {
      const own = await poolproof(folder.path, [...LINE, '--json', '--shard', `${index}/2`, '--jobs', '1']);
      expect(own.code).toBe(3);
      expect(finds(own.out).every((find) => find.index % 2 === index - 1)).toBe(true);
      told.push(own.out);
      const line = [...LINE, '--json', '--out', 'finds', '--corpus', 'kept', '--shard', `${index}/2`];
      const shard = await poolproof(folder.path, [...line, '--results', `${index}.gz`]);
      expect(shard).toEqual({ code: 0, out: '', err: '' });
    }
    // What they leave is for merge to write.
    expect(() => filesIn('finds')).toThrow();
    const merged = await poolproof(folder.path, ['merge', '2.gz', '1.gz']);
    expect(merged.code).toBe(3);
    const [first, second] = told.map((text) => JSON.parse(text));
    expect(JSON.parse(merged.out).tried).toBe(30);
    expect(first.tried + second.tried).toBe(30);
    const all = told.flatMap(finds).toSorted((a, b) => a.index - b.index);
    const [found] = finds(merged.out);
    expect(found?.index).toBe(all[0]?.index);
    expect(found?.times).toBeGreaterThan(all[0]?.times ?? 0);
    expect(found?.text.replace(/\n# +/g, ' ')).toContain(`--shard ${((found?.index ?? 0) % 2) + 1}/2\` as document`);
    expect(filesIn('finds')).toHaveLength(finds(merged.out).length);
    expect(filesIn('kept').length).toBeGreaterThan(2);
    expect(readFileSync(join(folder.path, 'finds', filesIn('finds')[0] ?? ''), 'utf8')).toContain('no-blind-send');
  });

  it('has as many documents in all as it has on one machine, though shards are more', async () => {
    const tried: number[] = [];
    for (const index of [1, 2, 3, 4]) {
      const { out } = await poolproof(folder.path, [
        'fuzz',
        '--runs',
        '3',
        '--jobs',
        '1',
        '--json',
        '--shard',
        `${index}/4`,
      ]);
      tried.push(JSON.parse(out).tried);
    }
    expect(tried).toEqual([1, 1, 1, 0]);
  });
});
