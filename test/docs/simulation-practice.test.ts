import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const page = readFileSync('docs/simulation-practice.md', 'utf8');

describe('docs/simulation-practice.md', () => {
  it('shows the figures that the simulator gives today (else `npm run practice`)', async () => {
    const { stderr } = await promisify(execFile)(process.execPath, ['scripts/write-practice.js', '--check']).catch(
      (error: { stderr: string }) => error,
    );
    expect(stderr).toBe('');
  }, 300_000);

  it('has its figures beside it, each with words for those who cannot see it', () => {
    const figures = [...page.matchAll(/!\[([^\]]{20,})\]\(([\w-]+\.svg)\)/g)];
    expect(figures.map(([, , file]) => file)).toEqual(['practice-warm-up.svg', 'practice-coverage.svg']);
    for (const [, , file] of figures) expect(readFileSync(`docs/${file}`, 'utf8')).toMatch(/^<svg/);
  });
});
