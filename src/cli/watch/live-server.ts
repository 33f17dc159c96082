import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LiveView } from '../../measure/live-view.ts';
import { answerJson, LoopbackServer } from '../../real/loopback-server.ts';
import { chartsOf, chartsOfRun } from '../../report/charts/charts.ts';
import { drawCharts } from '../../report/charts/draw.ts';
import { CHART_SCRIPT } from '../../report/html/chart-script.ts';
import { type LiveRun, livePage, liveParts } from '../../report/html/live-page.ts';
import { LIVE_SCRIPT } from '../../report/html/live-script.ts';
import { reportPage } from '../../report/html/report-page.ts';
import { type ReportSubject, titleOf } from '../../report/report-subject.ts';
import { pathSegment } from '../path-segment.ts';

/** How everything ended. */
export interface WatchEnd {
  readonly subjects: readonly ReportSubject[];
  /** Where reports were written; null = nowhere. */
  readonly folder: string | null;
  /** What was not run of all that was to be, in words; null = nothing. */
  readonly interrupted: string | null;
}

/**
 * The live page over HTTP, on loopback: every message holds all that the page shows, so a viewer who comes late, or again, needs
 * the newest only, and nothing is kept for anybody. Charts are drawn while somebody looks, one moment at a time; who cannot keep up
 * misses moments.
 */
export class LiveServer {
  #server!: LoopbackServer;
  readonly #viewers = new Set<ServerResponse>();
  #run: LiveRun | null = null;
  #view: LiveView | null = null;
  /** Of the moment to be shown. */
  #moment = 0;
  #drawn: { readonly moment: number; readonly message: string } | null = null;
  #isDrawing = false;
  #end: WatchEnd | null = null;
  #allGone: () => void = () => {};

  private constructor() {}

  /** Rejects if the port is taken. */
  static async open(port: number): Promise<LiveServer> {
    const live = new LiveServer();
    live.#server = await LoopbackServer.open(port, (path, response, request) => live.#answer(path, response, request));
    return live;
  }

  get url(): string {
    return this.#server.url;
  }

  get viewers(): number {
    return this.#viewers.size;
  }

  begin(run: LiveRun): void {
    this.#run = run;
  }

  /** Returns at once: it is drawn when there is time. */
  show(view: LiveView): void {
    this.#view = view;
    this.#moment++;
    if (this.#viewers.size > 0) this.#draw();
  }

  /** Sends the last message and closes when those who look have got their reports, or have had `graceMs` to get them. */
  async end(end: WatchEnd, graceMs = 10_000): Promise<void> {
    this.#end = end;
    for (const viewer of this.#viewers) viewer.write(this.#lastMessage(end));
    if (this.#viewers.size > 0) {
      let timer: NodeJS.Timeout | undefined;
      const tooLong = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, graceMs);
      });
      await Promise.race([new Promise<void>((resolve) => (this.#allGone = resolve)), tooLong]);
      clearTimeout(timer);
    }
    await this.#server.close();
  }

  async #answer(path: string, response: ServerResponse, request: IncomingMessage): Promise<void> {
    const [, number] = /^\/reports\/(\d+)$/.exec(path) ?? [];
    const subject = number === undefined ? undefined : this.#end?.subjects[Number(number)];
    if (subject !== undefined) {
      const html = reportPage(subject, await chartsOfRun(subject.result.runs[0]));
      return answerPage(response, html);
    }
    if (path === '/') return answerPage(response, livePage('/live.js'));
    if (path === '/live.js') {
      response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(LIVE_SCRIPT);
      return;
    }
    // Browsers ask for one by themselves, and complain.
    if (path === '/favicon.ico') {
      response.writeHead(204).end();
      return;
    }
    if (path !== '/events') return answerJson(response, 404, { error: 'nothing is here' });
    if (request.method === 'HEAD') response.writeHead(200, EVENTS).end();
    else this.#welcome(response, Number(request.headers['last-event-id'] ?? Number.NaN));
  }

  #welcome(response: ServerResponse, seen: number): void {
    if (this.#viewers.size >= VIEWERS_MAX) return answerJson(response, 503, { error: 'too many look on already' });
    response.writeHead(200, EVENTS).write(`retry: ${RETRY_MS}\n\n`);
    this.#viewers.add(response);
    response.on('close', () => {
      this.#viewers.delete(response);
      if (this.#viewers.size === 0) this.#allGone();
    });
    if (this.#drawn !== null && this.#drawn.moment !== seen) response.write(this.#drawn.message);
    if (this.#end !== null) response.write(this.#lastMessage(this.#end));
    else if (this.#drawn?.moment !== this.#moment) this.#draw();
  }

  /** The newest moment, and when that is done the one that is the newest then. */
  async #draw(): Promise<void> {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    try {
      while (this.#viewers.size > 0 && this.#drawn?.moment !== this.#moment) {
        const [run, view, moment] = [this.#run, this.#view, this.#moment];
        if (run === null || view === null) return;
        const charts = chartsOf(view.charts).filter(({ timeline }) => timeline !== null);
        const parts = liveParts(run, view, await drawCharts(charts));
        const message = `id: ${moment}\nevent: parts\ndata: ${JSON.stringify(parts)}\n\n`;
        this.#drawn = { moment, message };
        for (const viewer of this.#viewers) if (viewer.writableLength === 0) viewer.write(message);
      }
    } finally {
      this.#isDrawing = false;
    }
  }

  #lastMessage({ subjects, folder, interrupted }: WatchEnd): string {
    const reports = subjects.slice(0, REPORTS_MAX).map(({ result }, index) => ({
      title: titleOf(result),
      verdict: result.verdict.kind,
      href: `/reports/${index}`,
      file: `${pathSegment(result.planned.scenario)}-${pathSegment(result.planned.variant)}.html`,
    }));
    return `event: ended\ndata: ${JSON.stringify({ reports, folder, interrupted })}\n\n`;
  }
}

const answerPage = (response: ServerResponse, html: string): void => {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY }).end(html);
};

const sha256 = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Scripts are ours only: the page's own and, in reports that it opens from memory, that of the charts. */
const POLICY = [
  "default-src 'none'",
  `script-src 'self' ${sha256(CHART_SCRIPT.text)}`,
  "style-src 'unsafe-inline'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const EVENTS = { 'content-type': 'text/event-stream; charset=utf-8' } as const;

const VIEWERS_MAX = 20;
/** More would be fetched into a page that nobody reads; they are in the folder. */
const REPORTS_MAX = 20;
const RETRY_MS = 1000;
