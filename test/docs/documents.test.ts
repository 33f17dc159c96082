import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { describe, expect, test } from 'vitest';
import { folderOf, poolproof } from '../support/command-line.ts';

const DOCUMENTS = ['README.md', 'CHANGELOG.md', ...globSync('docs/**/*.md')].sort();

describe.each(DOCUMENTS)('%s', (file) => {
  test('has no relative link that leads nowhere', () => {
    const targets = [...readFileSync(file, 'utf8').matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(
      (match) => match[1] ?? '',
    );
    const dead = targets.filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(dirname(file), target)));
    expect(dead).toEqual([]);
  });
});

describe('the glossary', () => {
  const entries = [...readFileSync('docs/glossary.md', 'utf8').matchAll(/^\*\*(.+?)\*\* — (.+)$/gm)].map((match) => ({
    word: match[1] ?? '',
    sentence: match[2] ?? '',
  }));

  test('is in alphabetical order', () => {
    const words = entries.map(({ word }) => word.toLowerCase().replaceAll(/[^a-z ]/g, ' '));
    expect(words).toEqual([...words].sort());
  });

  test('says each word once, in one sentence', () => {
    expect(new Set(entries.map(({ word }) => word)).size).toBe(entries.length);
    for (const { sentence } of entries) expect(sentence).toMatch(/^[^.]*(\.[^ .][^.]*)*\.$/);
  });
});

describe('the README', () => {
  const readme = readFileSync('README.md', 'utf8');

  /** Commands of the README with the lines it shows of their output; times that a run took are left out. */
  const shown = [...readme.matchAll(/^```\n((?:\$ .+\n)+)([^$]+?)^```$/gm)].map((match) => ({
    command: (match[1] ?? '').trim().split('\n').at(-1)?.slice(2) ?? '',
    lines: withoutTimes(match[2] ?? '').filter((line) => line.trim() !== '…' && !line.startsWith('report: ')),
  }));

  test('shows at least two commands with their output', () => {
    expect(shown.length).toBeGreaterThanOrEqual(2);
  });

  test.each(shown)('shows what `$command` prints', ({ command, lines }) => {
    const args = command.replace(/^npm start -- /, 'run ').replace(/^node dist\/cli\/main.js /, '');
    const { stdout } = spawnSync(process.execPath, ['dist/cli/main.js', ...args.split(' ')], {
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    });
    const printed = withoutTimes(stdout);
    expect(lines.filter((line) => !printed.includes(line))).toEqual([]);
  });

  test('shows a scenario that runs as it stands, and whose variants break what they say', async () => {
    const shortened = /^```yaml\n([\s\S]+?)^```$/m.exec(readme)?.[1] ?? '';
    const folder = folderOf({ 'shown.yaml': shortened });
    try {
      const { code, out, err } = await poolproof(folder.path, ['run', 'shown.yaml']);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toMatch(/> before .* 2 broke as expected\n.* > after /);
    } finally {
      folder.remove();
    }
  });
});

function withoutTimes(output: string): readonly string[] {
  return output.split('\n').map((line) => line.replace(/ \([\d.]+m?s\)$/, ''));
}

test('the README stays short enough to be read', () => {
  // What is folded away is read by who asks for it.
  const text = readFileSync('README.md', 'utf8').replace(/<details>[\s\S]*?<\/details>/g, '');
  expect(text.split('\n').length).toBeLessThanOrEqual(160);
});
