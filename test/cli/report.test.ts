import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveFolder } from '../../src/cli/report/serve-folder.ts';
import { folderOf, inProcess, poolproof, SCENARIO } from '../support/command-line.ts';

/** With a drain that the work outlasts, a fault, chance, and a policy of the user's. */
const BUSY = `scenario: busy
about: More work than the pool can do.
seed: 7
run: { duration: 20m, drain: { timeout: 5m } }
pool: { min: 0, max: 1, agent: { slots: 1 }, autoscaler: { policy: ./mine.js, every: 20s } }
workspaces: { count: 9 }
profiles: { job: { type: plan_and_apply, plan: { exponential: { mean: 90s } }, confirm: 10s, apply: 20s } }
workload: [{ arrivals: { poisson: 60/h }, profile: job }]
faults: [{ name: refused, kind: api-error, at: 2m, for: 5m, on: { verb: create, resource: pods }, status: 503 }]
expect:
  - { name: nobody waits, metric: { wait.max: "< 1s" } }
variants: { broke: { breaks: [nobody waits] } }
`;
const MINE = `export default {
  name: 'mine', summary: 'One pod.', nativePeriodMs: 10000, parameters: [],
  promises: () => ({ economy: false, responsive: false }), initialMemory: () => null,
  decide(signals, memory) {
    const reason = { rule: 'one', text: 'one pod', figures: {}, limitedBy: null };
    return { decision: { kind: 'scale-to', pods: 1, reason }, memory };
  },
};
`;

const folder = folderOf({ 'pair.yaml': SCENARIO, 'busy.yaml': BUSY, 'mine.js': MINE, 'notes.txt': 'no journal\n' });
afterAll(() => folder.remove());

const at = (...path: string[]) => join(folder.path, ...path);
const filesOf = (...path: string[]) =>
  Object.fromEntries(readdirSync(at(...path)).map((name) => [name, readFileSync(at(...path, name), 'utf8')]));

describe('poolproof report', () => {
  it.each([
    ['pair', 'plain', ['--set', 'pool.max=3', '--seed', '5', '--policy', 'pending-only'], 'run.jsonl'],
    ['busy', 'broke', [], 'run.jsonl.gz'],
  ])(
    'makes of the journal of %s the very files that the run itself wrote',
    async (scenario, variant, changes, journal) => {
      const line = [
        'run',
        `${scenario}.yaml`,
        '--variant',
        variant,
        ...changes,
        '--report',
        'own',
        '--journal',
        journal,
      ];
      const run = await poolproof(folder.path, line);
      const again = await poolproof(folder.path, ['report', journal]);
      expect([run.code, again.code, again.err]).toEqual([0, 0, '']);
      expect(again.out).toContain('report: run.report/index.html');
      expect(Object.keys(filesOf('own', scenario, variant)).length).toBeGreaterThan(8);
      expect(filesOf('run.report', scenario, variant)).toEqual(filesOf('own', scenario, variant));
    },
  );

  it('of a run that does not pass gives the verdict, and is no failure itself', async () => {
    await poolproof(folder.path, [
      'run',
      'pair.yaml',
      '--set',
      'expect.1.at=6s',
      '--variant',
      'plain',
      '--journal',
      'bad.jsonl',
    ]);
    const { code, out } = await poolproof(folder.path, ['report', 'bad.jsonl', '--json', '--report', 'again']);
    expect(JSON.parse(out)).toMatchObject({
      journal: 'bad.jsonl',
      report: 'again/index.html',
      runs: [{ verdict: 'failed' }],
    });
    expect(code).toBe(0);
  });

  it('shows it on loopback until it is told to end', async () => {
    await poolproof(folder.path, ['run', 'pair.yaml', '--variant', 'plain', '--journal', 'shown.jsonl']);
    let page: Promise<string> | null = null;
    const ended = await poolproof(folder.path, ['report', 'shown.jsonl', '--serve'], (kill, err) => {
      err.on('data', (text: string) => {
        const url = /http:\S+/.exec(text)?.[0];
        if (url === undefined) return;
        page = fetch(`${url}pair/plain/report.html`)
          .then((response) => response.text())
          .finally(() => kill('SIGINT'));
      });
    });
    expect(await page).toBe(readFileSync(at('shown.report', 'pair', 'plain', 'report.html'), 'utf8'));
    expect(ended.code).toBe(0);
  });

  describe('refuses with a remedy', () => {
    beforeAll(async () => {
      await poolproof(folder.path, ['run', 'pair.yaml', '--variant', 'plain', '--journal', 'pair.jsonl']);
      const [header = '', ...rest] = readFileSync(at('pair.jsonl'), 'utf8').split('\n');
      const { source, ...older } = JSON.parse(header);
      expect(source.text).toBe(SCENARIO);
      writeFileSync(at('older.jsonl'), [JSON.stringify(older), ...rest].join('\n'));
      const odd = { ...older, source: { ...source, text: SCENARIO.replace('max: 4', 'max: -4') } };
      writeFileSync(at('odd.jsonl'), [JSON.stringify(odd), ...rest].join('\n'));
      writeFileSync(at('cut.jsonl'), [header, ...rest].join('\n').slice(0, -20));
    });

    it.each([
      ['a file that is no journal', ['notes.txt'], /notes\.txt cannot be reported: .*not JSON/],
      ['a file that is not there', ['nowhere.jsonl'], /cannot read .*nowhere\.jsonl/],
      ['a journal without its scenario', ['older.jsonl'], /does not hold its scenario/],
      [
        'a scenario that is no longer understood',
        ['odd.jsonl'],
        /pair\.yaml:[\s\S]*in the scenario that .*odd\.jsonl was recorded with/,
      ],
      ['a journal that was cut', ['cut.jsonl'], /cut\.jsonl cannot be reported: line \d+/],
      ['two journals', ['pair.jsonl', 'pair.jsonl'], /report one at a time/],
      ['no journal', [], /no journal is named/],
      ['a port without --serve', ['pair.jsonl', '--port', '0'], /add --serve/],
      ['what is no port', ['pair.jsonl', '--serve', '--port', '70000'], /--port 70000 is no port/],
    ])('%s', async (_, line, message) => {
      const { code, out, err } = await inProcess([
        'report',
        ...line.map((word) => (word.includes('.') ? at(word) : word)),
      ]);
      expect(err).toMatch(message);
      expect(err).toContain('→');
      expect({ code, out }).toEqual({ code: 2, out: '' });
    });
  });
});

describe('a served folder', () => {
  const served = folderOf({ 'in/index.html': '<p>here</p>', 'in/a b.csv': 'x\n', 'secret.txt': 'no' });
  afterAll(() => served.remove());

  it('shows its own files and nothing outside it', async () => {
    symlinkSync(join(served.path, 'secret.txt'), join(served.path, 'in', 'link.txt'));
    const server = await serveFolder(join(served.path, 'in'), 0);
    const port = Number(new URL(server.url).port);
    const ask = (path: string, method = 'GET', host = `127.0.0.1:${port}`) =>
      new Promise<{ status: number | undefined; type: string | undefined; text: string }>((resolve, reject) => {
        // Not fetch, which tidies paths up and does not let anybody choose a host.
        const sent = request({ port, path, method, headers: { host } }, (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (piece) => (text += piece));
          response.on('end', () =>
            resolve({ status: response.statusCode, type: response.headers['content-type'], text }),
          );
        });
        sent.on('error', reject).end();
      });
    try {
      expect(await ask('/')).toMatchObject({ status: 200, type: 'text/html; charset=utf-8', text: '<p>here</p>' });
      expect(await ask('/a%20b.csv?x=1')).toMatchObject({ status: 200, text: 'x\n' });
      expect(await ask('/', 'HEAD')).toMatchObject({ status: 200, text: '' });
      for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/link.txt', '/none', '/%', '/%00'])
        expect([path, (await ask(path)).status]).toEqual([path, 404]);
      expect((await ask('/', 'POST')).status).toBe(405);
      expect((await ask('/', 'GET', 'evil.example')).status).toBe(403);
    } finally {
      await server.close();
    }
  });
});
