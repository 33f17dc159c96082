import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadScenario } from '../../src/scenario/load.ts';
import { folderOf, poolproof } from '../support/command-line.ts';
import { checkDocument } from './document-check.ts';
import { randomDocument } from './random-documents.ts';
import { SHIPPED } from './shipped.ts';

/** `npm run fuzz:documents` tries ten thousand; these are always tried. */
const SHARDS = 4;
const DOCUMENTS = 400;

describe('any document at all', () => {
  test.each(Array.from({ length: SHARDS }, (_, shard) => shard))('is refused or can be run: shard %i', (shard) => {
    const outcomes = new Set<string>();
    for (let n = shard; n < DOCUMENTS; n += SHARDS) {
      const { kind, text } = randomDocument('vitest', n, SHIPPED);
      try {
        outcomes.add(checkDocument(text));
      } catch (error) {
        throw new Error(`document ${n} (${kind})\n${text.slice(0, 2000)}`, { cause: error });
      }
    }
    expect([...outcomes]).toEqual(expect.arrayContaining(['refused', 'ran']));
  });

  test('is the same for the same seed and number, and another for another', () => {
    const texts = (seed: string): readonly string[] =>
      Array.from({ length: 40 }, (_, n) => randomDocument(seed, n, SHIPPED).text);
    expect(texts('a')).toEqual(texts('a'));
    expect(texts('a')).not.toEqual(texts('b'));
  });
});

describe('the program, given a folder of such documents', () => {
  const folder = folderOf({ 'sound/readme.txt': '' });
  afterAll(() => folder.remove());
  mkdirSync(join(folder.path, 'all'));
  for (let n = 0; n < 300; n++) {
    const { text } = randomDocument('processes', n, SHIPPED);
    writeFileSync(join(folder.path, 'all', `${n}.yaml`), text);
    const { document } = loadScenario(text, 'a.yaml', { set: [] });
    const isShort = document?.variants.every(({ decoded }) => decoded.run.duration + decoded.run.warmup <= 3_600_000);
    // Names of their own, since two files of one name are refused together.
    const named = text.replace(/^scenario: .*/m, `scenario: fuzz-${n}`);
    if (isShort) writeFileSync(join(folder.path, 'sound', `${n}.yaml`), named);
  }

  test('validate ends with 2 and never with a stack trace', async () => {
    const { code, out, err } = await poolproof(folder.path, ['validate', 'all']);
    expect(err).not.toMatch(/poolproof itself failed|\n {4}at /);
    expect(err).toMatch(/\d+ problems\n$/);
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  test.each(['github', 'sarif'])('so it does with --format %s', async (format) => {
    const { code, out, err } = await poolproof(folder.path, ['validate', 'all', '--format', format]);
    expect(err).toBe('');
    if (format === 'sarif') expect(JSON.parse(out).runs[0].results.length).toBeGreaterThan(300);
    else expect(out.split('\n')).toHaveLength(12);
    expect(code).toBe(2);
  });

  test('run refuses them all together', async () => {
    const { code, out, err } = await poolproof(folder.path, ['run', 'all']);
    expect(err).not.toMatch(/poolproof itself failed|\n {4}at /);
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  test('run judges those that are sound: met, not met, or stopped by a law that the pool does not keep', async () => {
    const files = readdirSync(join(folder.path, 'sound')).filter((file) => file.endsWith('.yaml'));
    expect(files.length).toBeGreaterThan(10);
    const { code, out, err } = await poolproof(folder.path, ['run', 'sound']);
    expect(err).not.toMatch(/poolproof itself failed|\n {4}at /);
    expect([0, 1, 3]).toContain(code);
    if (code === 3) expect(out + err).toMatch(/law /);
    expect(err).not.toMatch(/crashed/);
  });
});
