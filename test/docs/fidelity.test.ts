import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const rows = [
  ...readFileSync('docs/policies/fidelity.md', 'utf8').matchAll(/^\| .*? ?\| \[.+?\]\((.+?)\) \| (.+) \|$/gm),
].map(([, file = '', name = '']) => ({ file: join('docs/policies', file), name }));

describe('the table of what holds policies to their sources', () => {
  test('has vectors and traps of all families', () => {
    const folders = new Set(rows.map(({ file }) => /policies\/(\w+)\//.exec(file)?.[1]));
    for (const family of ['keda', 'hpa', 'knative', 'arc', 'hcp', 'jenkins', 'gitlab', 'buildkite', 'theory'])
      expect(folders).toContain(family);
  });

  test.each(rows)('$file has a test "$name"', ({ file, name }) => {
    // As the first argument of a test, in whatever quotation marks.
    const quoted = [`'${name.replaceAll("'", "\\'")}'`, `"${name}"`, `\`${name}\``];
    const text = readFileSync(file, 'utf8');
    expect(quoted.some((each) => text.includes(each))).toBe(true);
  });
});
