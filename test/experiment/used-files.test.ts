import { resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { noteUse, packageOf, usedFiles } from '../../src/experiment/used-files.ts';
import { folderOf } from '../support/command-line.ts';

const folder = folderOf({
  'policies/mine.js': `import { a } from "../lib/a.mjs";\nconst b = require('./b.cjs');\nimport 'poolproof';\n`,
  'policies/b.cjs': 'import(`./later.js`);\n',
  'policies/later.js': 'export * from "./mine.js"; // from "./nowhere.js"\n',
  'policies/alone.js': '',
  'lib/a.mjs': '',
  'package.json': '{}',
  'days/seconds.txt': "20s\nfrom './alone.js'\n",
});
const at = (path: string): string => resolve(folder.path, path);
afterAll(() => folder.remove());

it('with a module go those that it imports by a path, and those that they import, each once', () => {
  for (const path of ['policies/mine.js', 'days/seconds.txt', 'days/absent.txt', 'days', 'a\0b']) noteUse(at(path));
  expect(usedFiles().filter((path) => path.startsWith(folder.path))).toEqual(
    ['days/seconds.txt', 'lib/a.mjs', 'policies/b.cjs', 'policies/later.js', 'policies/mine.js'].map(at),
  );
});

it('a module belongs to the nearest package above it', () => {
  expect(packageOf(at('policies/b.cjs'))).toBe(at('package.json'));
});
