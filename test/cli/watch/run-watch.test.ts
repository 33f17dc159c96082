import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { folderOf, inProcess, poolproof } from '../../support/command-line.ts';
import { eventsOf } from '../../support/event-stream.ts';
import { HELD, HELD_POLICY } from '../../support/held-run.ts';

const folder = folderOf({ 'held.yaml': HELD, 'held.mjs': HELD_POLICY });
afterAll(() => folder.remove());

const at = (name: string) => join(folder.path, name);

it('run --watch shows a run to whoever looks while it goes on, and gives the same result as without', async () => {
  const plainly = ['run', 'held.yaml', '--json', '--fingerprint'];
  let looked: Promise<unknown> | null = null;
  const ended = await poolproof(folder.path, [...plainly, '--watch', '--report', 'out'], (_, err) => {
    err.on('data', (text: string) => {
      const url = /http:\S+/.exec(text)?.[0];
      if (url !== undefined) looked ??= lookOn(url);
    });
  });
  expect(await looked).toEqual({
    names: ['parts', 'ended'],
    isMoving: true,
    report: readFileSync(at('out/held/default/report.html'), 'utf8'),
  });
  expect(ended.err).toMatch(/0:\d\d:\d\d(\.\d+)? of 0:10:00 · pods \d.* · queue \d.* · utilization/);
  const alone = await poolproof(folder.path, plainly);
  const withoutPlaces = ({ runs }: { runs: readonly { fingerprint: string; measures: object }[] }) =>
    runs.map(({ fingerprint, measures }) => ({ fingerprint, measures }));
  expect(withoutPlaces(JSON.parse(ended.out))).toEqual(withoutPlaces(JSON.parse(alone.out)));
});

it('says on the page that the run was interrupted', async () => {
  rmSync(at('go'), { force: true });
  let looked: Promise<string> | null = null;
  const ended = await poolproof(folder.path, ['run', 'held.yaml', '--watch'], (kill, err) => {
    err.on('data', (text: string) => {
      const url = /http:\S+/.exec(text)?.[0];
      if (url !== undefined) looked ??= lastWords(url, () => kill('SIGINT'));
    });
  });
  expect(await looked).toMatch(/^interrupted: /);
  expect(ended.code).toBe(130);
});

/** What the page says of an interruption; `interrupt` is called once the run is seen to move. */
async function lastWords(url: string, interrupt: () => void): Promise<string> {
  for await (const { name, data } of eventsOf(`${url}events`)) {
    if (name === 'parts') interrupt();
    else return JSON.parse(data).interrupted;
  }
  return 'nothing was said';
}

/** Lets the run go on once it has been seen to move. */
async function lookOn(url: string): Promise<object> {
  const names = new Set<string>();
  const moments = new Set<number>();
  let report = '';
  for await (const { name, data } of eventsOf(`${url}events`)) {
    names.add(name);
    const told = JSON.parse(data);
    if (name === 'parts') moments.add(told.at);
    if (moments.size > 1 && !existsSync(at('go'))) writeFileSync(at('go'), '');
    if (name === 'ended') {
      report = await (await fetch(new URL(told.reports[0].href, url))).text();
      break;
    }
  }
  return { names: [...names], isMoving: moments.size > 1, report };
}

it.each([
  ['--watch with a second run that nobody sees', ['--watch', '--check-determinism'], /leave out one of them/],
  ['--watch-port without --watch', ['--watch-port', '0'], /add --watch/],
  ['a port that is none', ['--watch', '--watch-port', 'x'], /--watch-port x is no port/],
])('refuses %s', async (_, line, message) => {
  const { code, err } = await inProcess(['run', at('held.yaml'), ...line]);
  expect(err).toMatch(message);
  expect(code).toBe(2);
});
