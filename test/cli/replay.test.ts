import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderOf, poolproof, SCENARIO } from '../support/command-line.ts';

const folder = folderOf({ 'pair.yaml': SCENARIO, 'notes.txt': 'no journal\n' });
afterAll(() => folder.remove());

beforeAll(async () => {
  const run = ['run', 'pair.yaml', '--variant', 'plain', '--journal'];
  await poolproof(folder.path, [...run, 'pair.jsonl']);
  await poolproof(folder.path, [...run, 'pair.jsonl.gz']);
  const text = readFileSync(join(folder.path, 'pair.jsonl'), 'utf8');
  writeFileSync(
    join(folder.path, 'other.jsonl'),
    text.replace('"c":"pod.create","pool":"pool","pod":"pod-000000"', '"c":"pods.list","pool":"pool"'),
  );
  writeFileSync(join(folder.path, 'cut.jsonl'), text.slice(0, -40));
  writeFileSync(join(folder.path, 'windows.jsonl'), text.replaceAll('\n', '\r\n'));
  const [header = ''] = text.split('\n');
  writeFileSync(join(folder.path, 'header.jsonl'), `${header}\n`);
});

const replay = (...line: string[]) => poolproof(folder.path, ['replay', ...line]);

describe('poolproof replay', () => {
  it('finds a recorded run again, plain and compressed', async () => {
    const { code, out } = await replay('pair.jsonl', 'pair.jsonl.gz');
    expect(out.match(/^same {2}pair\.jsonl/gm)).toHaveLength(2);
    expect(code).toBe(0);
  });

  it('finds it again where the line ends became those of Windows', async () => {
    const { code, out } = await replay('windows.jsonl');
    expect(out).toMatch(/^same {2}windows\.jsonl/);
    expect(code).toBe(0);
  });

  it('ends with 3 on a run that decided otherwise, and shows both sides', async () => {
    const { code, out } = await replay('other.jsonl');
    expect(out).toMatch(/recorded\n.*pods\.list.*\n {2}replayed\n.*pod\.create.*pod-000000/);
    expect(code).toBe(3);
  });

  it('says it all as JSON', async () => {
    const { out } = await replay('pair.jsonl', '--json');
    expect(JSON.parse(out)).toMatchObject({
      replays: [{ file: 'pair.jsonl', scenario: 'pair > plain', found: { kind: 'same' } }],
    });
  });

  it.each([
    ['a file that is no journal', ['notes.txt'], /notes\.txt:1: .*not JSON/],
    ['a journal that was cut off', ['cut.jsonl'], /cut\.jsonl:\d+: .*cut off/],
    ['a journal of a header only', ['header.jsonl'], /header\.jsonl:2: .*no events/],
    ['a file that is not there', ['nowhere.jsonl'], /cannot read nowhere\.jsonl/],
    ['no file at all', [], /no journal is named/],
  ])('refuses %s with a remedy', async (_, line, message) => {
    const { code, err } = await replay(...line);
    expect(err).toMatch(message);
    expect(err).toContain('→');
    expect(code).toBe(2);
  });
});
