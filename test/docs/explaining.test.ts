import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { folderOf, poolproof } from '../support/command-line.ts';

const SCENARIO = 'scenarios/reports/515-simultaneous.yaml';
const folder = folderOf({ [SCENARIO]: readFileSync(SCENARIO, 'utf8') });
afterAll(() => folder.remove());

test('docs/explaining.md shows what its commands print, to the letter', async () => {
  const text = readFileSync('docs/explaining.md', 'utf8');
  const shown = [...text.matchAll(/^```\n((?:\$ .+\n)+)([^`]+)^```$/gm)];
  expect(shown).toHaveLength(2);
  for (const [, commands = '', printed] of shown) {
    let out = '';
    for (const [, line = ''] of commands.matchAll(/^\$ poolproof (.+)$/gm)) {
      out = (await poolproof(folder.path, line.split(' '))).out;
    }
    expect(out).toBe(printed);
  }
});
