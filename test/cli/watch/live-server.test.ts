import { request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LiveServer } from '../../../src/cli/watch/live-server.ts';
import { briefOf } from '../../../src/experiment/brief.ts';
import { NOTHING_MORE, type Watch } from '../../../src/experiment/measured-run.ts';
import { runOne } from '../../../src/experiment/run-one.ts';
import { LiveRecorder } from '../../../src/measure/live-recorder.ts';
import type { LiveView } from '../../../src/measure/live-view.ts';
import { compileScenario } from '../../../src/scenario/compile.ts';
import type { CompiledScenario } from '../../../src/scenario/compiled.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { SCENARIO } from '../../support/command-line.ts';
import { eventsOf, type StreamedEvent } from '../../support/event-stream.ts';
import { finishedRun, resultOf } from '../../support/made-results.ts';

const EVIL = '<img src=x onerror=alert(1)>';

function compiled(): CompiledScenario {
  const text = SCENARIO.replace('Two plans at once.', EVIL);
  const { document } = loadScenario(text, 'pair.yaml', { set: [] });
  if (document === null) throw new Error('the scenario does not load');
  const made = compileScenario(document, { variant: 'plain', replication: 0 });
  if ('problems' in made) throw new Error('the scenario does not compile');
  return made.scenario;
}

/** All moments of a run, as a watcher who is always curious sees them. */
function momentsOf(): { readonly views: readonly LiveView[]; readonly brief: ReturnType<typeof briefOf> } {
  const scenario = compiled();
  const views: LiveView[] = [];
  const watch: Watch = (series) =>
    new LiveRecorder(scenario, series, { isWanted: () => true, show: (view) => views.push(structuredClone(view)) });
  runOne(scenario, NOTHING_MORE, null, { watches: [watch] });
  return { views, brief: briefOf(scenario) };
}

const { views, brief } = momentsOf();
const at = (index: number): LiveView => views.at(index) as LiveView;
const begun = { scenario: 'pair', variant: 'plain', about: EVIL, replication: 0, brief };

const NOTHING = { subjects: [], folder: null, interrupted: null };

async function opened(): Promise<LiveServer> {
  const live = await LiveServer.open(0);
  onTestFinished(() => live.end(NOTHING, 0).catch(() => {}));
  live.begin(begun);
  return live;
}

const next = async (events: AsyncGenerator<StreamedEvent>): Promise<StreamedEvent> => {
  const { value, done } = await events.next();
  if (done) throw new Error('the events are over');
  return value;
};
const partsOf = (event: StreamedEvent) => {
  expect(event.name).toBe('parts');
  return JSON.parse(event.data);
};

describe('the moments of a run', () => {
  it('come to what the run came to', () => {
    expect(at(-1)).toMatchObject({
      at: 300_000,
      endAt: 300_000,
      queue: { tasks: 0, oldestMs: 0 },
      tasks: { submitted: 2, finished: 2 },
    });
    const waiting = views.find(({ queue }) => queue.tasks === 2);
    expect(waiting).toMatchObject({ at: 5000, waits: null, tasks: { submitted: 2, finished: 0 } });
    expect(at(-1).waits?.meanMs).toBeGreaterThan(0);
    expect(at(-1).changes).toBeGreaterThan(0);
    expect(at(-1).charts.pods.rows.length).toBeGreaterThan(3);
  });
});

describe('the live page', () => {
  it('shows two viewers the same moments, each with all that there is to see', async () => {
    const live = await opened();
    live.show(at(3));
    const [one, other] = [eventsOf(`${live.url}/events`), eventsOf(`${live.url}/events`)];
    const first = await Promise.all([next(one), next(other)]);
    expect(first[0]).toEqual(first[1]);
    live.show(at(-1));
    const [late, same] = await Promise.all([next(one), next(other)]);
    expect(late).toEqual(same);
    const parts = partsOf(late as StreamedEvent);
    expect(parts).toMatchObject({ title: 'pair › plain', at: 300_000, endAt: 300_000 });
    expect(parts.charts.map(({ name }: { name: string }) => name)).toEqual(['pods', 'slots', 'queue']);
    expect(parts.charts[0].svg).toMatch(/^<svg [\s\S]*<\/svg>$/);
    expect(parts.tables).toMatch(/0:01:30.*1 → 0[\s\S]*0:00:05.*0 → 1/);
    await Promise.all([one.return(null), other.return(null)]);
  });

  it('gives who comes late the newest moment at once, and who comes again nothing that they have seen', async () => {
    const live = await opened();
    for (const view of views) live.show(view);
    const late = eventsOf(`${live.url}/events`);
    const seen = await next(late);
    expect(partsOf(seen).at).toBe(300_000);
    await late.return(null);
    const again = eventsOf(`${live.url}/events`, seen.id ?? '');
    const pending = next(again);
    live.show({ ...at(-1), at: 301_000 });
    expect(partsOf(await pending).at).toBe(301_000);
    const lost = eventsOf(`${live.url}/events`, '1');
    expect(partsOf(await next(lost)).at).toBe(301_000);
    await Promise.all([again.return(null), lost.return(null)]);
  });

  it('draws nothing while nobody looks, and ends at once then', async () => {
    const live = await opened();
    for (const view of views) live.show(view);
    const { url } = live;
    await live.end(NOTHING);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('tells of the end, hands out the reports and goes when all have left', async () => {
    const live = await opened();
    const { url } = live;
    live.show(at(-1));
    const events = eventsOf(`${url}/events`);
    await next(events);
    const result = resultOf([finishedRun()], { scenario: EVIL, about: EVIL });
    const subjects = [{ result, command: 'poolproof run', version: '0.1.0' }];
    const ending = live.end({ subjects, folder: 'out', interrupted: null });
    const last = await next(events);
    expect(last.name).toBe('ended');
    expect(JSON.parse(last.data)).toEqual({
      reports: [
        {
          title: `${EVIL} > after`,
          verdict: 'passed',
          href: '/reports/0',
          file: expect.stringMatching(/^[^/<>]+\.html$/),
        },
      ],
      folder: 'out',
      interrupted: null,
    });
    const page = await fetch(`${live.url}/reports/0`);
    expect(await page.text()).toContain('class="verdict passed"');
    expect((await fetch(`${live.url}/reports/1`)).status).toBe(404);
    await events.return(null);
    await ending;
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('keeps hostile names as text', async () => {
    const live = await opened();
    live.show(at(-1));
    const events = eventsOf(`${live.url}/events`);
    const { figures, tables, charts } = partsOf(await next(events));
    expect([figures, tables, ...charts.map(({ svg }: { svg: string }) => svg)].join('')).not.toMatch(/<img/);
    await events.return(null);
  });

  it('answers on loopback names, reads only, and lets no page of another host in', async () => {
    const live = await opened();
    const port = Number(new URL(live.url).port);
    const status = (path: string, method: string, host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        request({ port, path, method, headers: { host } }, (response) => {
          response.destroy();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end();
      });
    expect(await status('/', 'GET', `localhost:${port}`)).toBe(200);
    expect(await status('/events', 'GET', 'evil.example')).toBe(403);
    expect(await status('/', 'POST', `localhost:${port}`)).toBe(405);
    const page = await fetch(live.url);
    const headers = Object.fromEntries(page.headers);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': expect.stringMatching(/default-src 'none'; script-src 'self' 'sha256-[^']+';/),
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect((await fetch(`${live.url}/other`)).status).toBe(404);
    expect((await fetch(`${live.url}/live.js`)).headers.get('content-type')).toMatch(/^text\/javascript/);
  });

  it('turns away more viewers than it can serve', async () => {
    const live = await opened();
    live.show(at(-1));
    const many = Array.from({ length: 20 }, () => eventsOf(`${live.url}/events`));
    await Promise.all(many.map(next));
    expect((await fetch(`${live.url}/events`)).status).toBe(503);
    await Promise.all(many.map((events) => events.return(null)));
  });
});
