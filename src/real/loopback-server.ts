import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (path: string, response: ServerResponse, request: IncomingMessage) => void | Promise<void>;

/**
 * An HTTP server for whoever sits at this machine: on loopback only, for reading only, without CORS, and deaf to pages of other hosts
 * whose names were made to lead here. `answer` gets the path without its query.
 */
export class LoopbackServer {
  readonly #server: Server;
  readonly #answer: Answer;

  private constructor(answer: Answer) {
    this.#answer = answer;
    this.#server = createServer((request, response) => {
      this.#guarded(request, response).catch((error: unknown) => {
        if (response.headersSent) response.destroy();
        else answerJson(response, 500, { error: error instanceof Error ? error.message : 'unknown' });
      });
    });
  }

  /** `port` 0 = any that is free. Rejects if it is taken. */
  static async open(port: number, answer: Answer): Promise<LoopbackServer> {
    const opened = new LoopbackServer(answer);
    await new Promise<void>((resolve, reject) => {
      opened.#server.once('error', reject);
      opened.#server.listen({ host: LOOPBACK, port }, resolve);
    });
    return opened;
  }

  get url(): string {
    return `http://${LOOPBACK}:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Ends what is under way, too. */
  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #guarded(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    // A page in a browser may make a name of its own resolve to loopback; it cannot change the name that it asks by.
    if (!/^(localhost|127\.0\.0\.1)(:\d+)?$/.test(request.headers.host ?? ''))
      return answerJson(response, 403, { error: 'ask by a loopback name' });
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      return answerJson(response, 405, { error: 'this is for reading only' });
    }
    await this.#answer((request.url ?? '').split('?', 1)[0] ?? '', response, request);
  }
}

export function answerJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
}

const LOOPBACK = '127.0.0.1';

/** Of every answer: nothing is kept, guessed at, framed or read by a page from elsewhere. */
const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
} as const;
