import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { folderOf, poolproof, SCENARIO } from '../support/command-line.ts';

/** Twelve keys that do not exist, each a problem of its own, on the lines after the whole scenario. */
const TWELVE = `${SCENARIO}${Array.from({ length: 12 }, (_, index) => `unknown${index + 1}: 0\n`).join('')}`;
const LINES = SCENARIO.split('\n').length - 1;

const folder = folderOf({
  'good.yaml': SCENARIO,
  'abuot.yaml': SCENARIO.replace('about:', 'abuot:'),
  'a,b: 100%.yaml': SCENARIO.replace('about:', 'abuot:'),
  'command.yaml': SCENARIO.replace('about:', '"50%\\n::warning::mine":'),
  'eleven.yaml': TWELVE.replace('unknown12: 0\n', ''),
  'ten.yaml': TWELVE.replace('unknown11: 0\nunknown12: 0\n', ''),
  'twelve.yaml': TWELVE,
  'many.yaml': `${SCENARIO.replace('duration: 5m', 'duration: 5').replace('min: 0', 'min: 5')}${Array.from({ length: 300 }, (_, index) => `unknown${index}: 0\n`).join('')}`,
  'repository/.git/HEAD': 'ref: refs/heads/main\n',
  'repository/deep/er/a.yaml': SCENARIO.replace('about:', 'abuot:'),
});
afterAll(() => folder.remove());

const validate = (...line: string[]) => poolproof(folder.path, ['validate', ...line]);
const linesOf = (text: string): readonly string[] => text.split('\n').slice(0, -1);

describe('validate --format github', () => {
  it("marks a problem on its own line, with its remedy in the same annotation's text", async () => {
    const { code, out, err } = await validate('abuot.yaml', '--format', 'github');
    expect(linesOf(out)).toHaveLength(1);
    expect(out).toMatch(/^::error file=abuot\.yaml,line=2,col=1,title=poolproof::.*abuot.*%0A→ .*about/);
    expect(err).toBe('');
    expect(code).toBe(2);
  });

  it('escapes what would end a property', async () => {
    const { out } = await validate('a,b: 100%.yaml', '--format', 'github');
    expect(out).toContain('::error file=a%2Cb%3A 100%25.yaml,line=2,col=1,');
  });

  it('lets no scenario write a command of its own', async () => {
    const { out } = await validate('command.yaml', '--format', 'github');
    expect(out).toContain('50%25');
    expect(linesOf(out).filter((line) => !line.startsWith('::error file=command.yaml,line=2,'))).toEqual([]);
  });

  it('shows ten problems and nothing more when there are ten', async () => {
    const { out } = await validate('ten.yaml', '--format', 'github');
    expect(linesOf(out).map((line) => /^::error file=ten\.yaml,line=(\d+)/.exec(line)?.[1])).toEqual(
      Array.from({ length: 10 }, (_, index) => String(LINES + index + 1)),
    );
  });

  it.each([
    ['eleven.yaml', '1 more problem;'],
    ['twelve.yaml', '2 more problems;'],
  ])('of %s shows ten and counts the rest in one line', async (file, count) => {
    const { out } = await validate(file, '--format', 'github');
    const lines = linesOf(out);
    expect(lines.filter((line) => line.startsWith('::error '))).toHaveLength(10);
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toContain(`::notice title=poolproof::${count}`);
  });

  it('of hundreds shows ten and counts the rest', async () => {
    const lines = linesOf((await validate('many.yaml', '--format', 'github')).out);
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toContain('292 more problems');
  });

  it('names files from the root of the repository, wherever it is started', async () => {
    const within = await poolproof(join(folder.path, 'repository', 'deep'), [
      'validate',
      'er/a.yaml',
      '--format',
      'github',
    ]);
    expect(within.out).toContain('file=deep/er/a.yaml,');
    const sarif = await poolproof(join(folder.path, 'repository', 'deep', 'er'), [
      'validate',
      'a.yaml',
      '--format',
      'sarif',
    ]);
    expect(sarif.out).toContain('"uri": "deep/er/a.yaml"');
  });

  it('names the option, and no line, for a mistake on the command line', async () => {
    const { code, out } = await validate('good.yaml', '--set', 'pool.max=0', '--format', 'github');
    expect(out).toMatch(/^::error title=poolproof::--set pool\.max=0: /);
    expect(code).toBe(2);
  });

  it('marks nothing when all is well', async () => {
    const { code, out } = await validate('good.yaml', '--format', 'github');
    expect(out).toBe('ok  1 file, 2 variants\n');
    expect(code).toBe(0);
  });
});

describe('validate --format sarif', () => {
  it('gives each problem its rule, its level and its place', async () => {
    const { code, out } = await validate('abuot.yaml', '--format', 'sarif');
    const log = JSON.parse(out);
    expect(log).toMatchObject({
      $schema: expect.stringContaining('sarif-2.1.0'),
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'poolproof', rules: [{ id: 'unknown-key' }] } },
          results: [
            {
              ruleId: 'unknown-key',
              ruleIndex: 0,
              level: 'error',
              message: { text: expect.stringMatching(/abuot[\s\S]*→ /) },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'abuot.yaml' },
                    region: { startLine: 2, startColumn: 1, snippet: { text: 'abuot: Two plans at once.' } },
                  },
                },
              ],
            },
          ],
        },
      ],
    });
    expect(code).toBe(2);
  });

  it('numbers each kind of mistake once, and every result names its rule', async () => {
    const { out } = await validate('many.yaml', '--format', 'sarif');
    const [{ tool, results }] = JSON.parse(out).runs;
    const ids = tool.driver.rules.map(({ id }: { readonly id: string }) => id);
    expect(ids).toEqual(['duration-without-unit', 'min-above-max', 'unknown-key']);
    expect(results).toHaveLength(302);
    for (const { ruleId, ruleIndex, locations } of results) {
      expect(ids[ruleIndex]).toBe(ruleId);
      const [{ physicalLocation }] = locations;
      expect(physicalLocation.region.startLine).toBeGreaterThanOrEqual(1);
      expect(physicalLocation.region.startColumn).toBeGreaterThanOrEqual(1);
      expect(physicalLocation.artifactLocation.uri).toBe('many.yaml');
    }
  });

  it('leaves no problem out', async () => {
    const { out } = await validate('twelve.yaml', '--format', 'sarif');
    expect(JSON.parse(out).runs[0].results).toHaveLength(12);
  });

  it('writes a file name as a URI', async () => {
    const { out } = await validate('a,b: 100%.yaml', '--format', 'sarif');
    const [{ locations }] = JSON.parse(out).runs[0].results;
    expect(locations[0].physicalLocation.artifactLocation.uri).toBe('a%2Cb%3A%20100%25.yaml');
  });

  it('has no location for a mistake on the command line', async () => {
    const { out } = await validate('good.yaml', '--set', 'pool.max=0', '--format', 'sarif');
    const [result] = JSON.parse(out).runs[0].results;
    expect(result.message.text).toMatch(/^--set pool\.max=0: /);
    expect(result).not.toHaveProperty('locations');
  });

  it('is a log without results when all is well', async () => {
    const { code, out } = await validate('good.yaml', '--format', 'sarif');
    expect(JSON.parse(out).runs[0].results).toEqual([]);
    expect(code).toBe(0);
  });
});

describe('validate --format', () => {
  it('text is what validate says without it', async () => {
    const plain = await validate('abuot.yaml');
    expect(plain.err).toMatch(/^abuot\.yaml:2:1: /);
    expect(await validate('abuot.yaml', '--format', 'text')).toEqual(plain);
  });

  it.each<[what: string, line: string[], words: RegExp]>([
    ['an unknown format', ['--format', 'sariff'], /no such format: sariff[\s\S]*did you mean sarif\?/],
    ['two formats', ['--format', 'github', '--json'], /--json and --format github[\s\S]*→ give one of them/],
  ])('refuses %s', async (_what, line, words) => {
    const { code, out, err } = await validate('good.yaml', ...line);
    expect(err).toMatch(words);
    if (line.includes('--json')) expect(JSON.parse(out).exitCode).toBe(2);
    else expect(out).toBe('');
    expect(code).toBe(2);
  });
});
