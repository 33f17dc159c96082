import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { folderOf, poolproof } from '../../support/command-line.ts';

const LOG = `2026/03/04 05:06:08 [TaskQueue] No free slot available for task 93: no free slot available in pool pool-k3v9
GET /api/v1/tasks 200
2026/03/04 05:06:11 [K8sPodService] Pool pool-k3v9 status: pods=1,
  slots(total=3, used=1, reserved=0, idle=2)
2026/03/04 05:06:11 [K8sPodService] Pool other status: pods=1, slots(total=4, used=0, reserved=0, idle=4)
`;

const folders: { remove(): void }[] = [];
const folderWith = (files: Readonly<Record<string, string>>): string => {
  const folder = folderOf(files);
  folders.push(folder);
  return folder.path;
};
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

describe('poolproof import of a platform log', () => {
  it('writes a scenario that validates and passes as it stands', async () => {
    const folder = folderWith({ 'incident.log': LOG });
    const imported = await poolproof(folder, ['import', 'incident.log']);
    expect(imported).toMatchObject({ code: 0, err: '' });
    expect(imported.out).toContain('wrote scenarios/incident.yaml');
    expect(await poolproof(folder, ['validate'])).toMatchObject({ code: 0, out: 'ok  1 file, 1 variant\n' });
    const { code, out } = await poolproof(folder, ['run']);
    expect(out).toContain('1 passed of 1 variant');
    expect(code).toBe(0);
  });

  it('counts every line: understood by kind, continued, not understood with the first of them', async () => {
    const { out } = await poolproof(folderWith({ 'incident.log': LOG }), ['import', 'incident.log']);
    expect(out).toMatch(/incident\.log: 5 lines/);
    expect(out).toMatch(/no free slot +1\n/);
    expect(out).toMatch(/pool status +2\n/);
    expect(out).toMatch(/continued from the line before +1\n/);
    expect(out).toMatch(/not understood +1\n +line 2: GET \/api\/v1\/tasks 200\n/);
    expect(out).toContain('Left out, for other pools (import them with --pool): other 1.');
  });

  it('takes the pool that is asked for', async () => {
    const folder = folderWith({ 'incident.log': LOG });
    await poolproof(folder, ['import', 'incident.log', '--pool', 'other', '--out', 'mine.yaml']);
    expect(readFileSync(join(folder, 'mine.yaml'), 'utf8')).toMatch(/^scenario: mine$[\s\S]*^ {2}name: other$/m);
  });

  it('prints everything it found as JSON', async () => {
    const { out, code } = await poolproof(folderWith({ 'incident.log': LOG }), ['import', 'incident.log', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      format: 'platform-log',
      lines: { read: 5, understood: { 'no free slot': 1, 'pool status': 2 }, continued: 1, notUnderstood: 1 },
      pool: { name: 'pool-k3v9', slots: { value: 3, isProven: true } },
      tasks: [{ id: 't93', at: { value: 0 } }],
      wrote: 'scenarios/incident.yaml',
    });
  });

  it('writes the scenario alone to standard output when asked, so that it can be piped', async () => {
    const folder = folderWith({ 'incident.log': LOG });
    const { out, err } = await poolproof(folder, ['import', 'incident.log', '--out', '-']);
    expect(out).toMatch(/^# An incident/);
    expect(err).toContain('not understood');
    expect(existsSync(join(folder, 'scenarios'))).toBe(false);
  });

  it('overwrites a file only with --force', async () => {
    const folder = folderWith({ 'incident.log': LOG, 'scenarios/incident.yaml': 'mine' });
    const refused = await poolproof(folder, ['import', 'incident.log']);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('scenarios/incident.yaml is there already');
    expect(readFileSync(join(folder, 'scenarios/incident.yaml'), 'utf8')).toBe('mine');
    expect((await poolproof(folder, ['import', 'incident.log', '--force'])).code).toBe(0);
    expect(readFileSync(join(folder, 'scenarios/incident.yaml'), 'utf8')).toContain('scenario: incident');
  });

  it.each([
    [['import'], 'import needs a log'],
    [['import', 'missing.log'], 'no such file: missing.log'],
    [['import', 'a.log', 'b.log'], 'import takes one log, not 2'],
    [['import', 'noise.log'], 'nothing understood in noise.log: 1 line read; line 1 is "all is well"'],
    [['import', 'empty.log'], 'empty.log is empty'],
    [['import', 'binary.log'], 'binary.log is not text'],
    [['import', 'incident.log', '--format', 'platfrom-log'], 'did you mean platform-log?'],
    [['import', 'incident.log', '--pool', 'pool-k3v8'], 'did you mean pool-k3v9?'],
    [['import', 'incident.log', '--out', 'incident.txt'], 'name a file that ends in .yaml'],
  ])('refuses %j with exit code 2, a remedy, and nothing written', async (line, sentence) => {
    const folder = folderWith({ 'incident.log': LOG, 'noise.log': 'all is well\n', 'empty.log': ' \n' });
    writeFileSync(join(folder, 'binary.log'), 'a\0b');
    const { code, err, out } = await poolproof(folder, line);
    expect(err).toContain(sentence);
    expect(err).toMatch(/^error: .*\n {2}→ .*\n$/);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(existsSync(join(folder, 'scenarios'))).toBe(false);
  });
});
