import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from '../control-plane.ts';

/** The part of a kubelet's own server that the API server asks for `kubectl logs`: whole logs, or their last lines. */
export class LogServer {
  /** Changes what is told of a pod's log; null = nothing. */
  spoil: ((pod: string, log: string) => string) | null = null;
  readonly #server: Server;

  static async open(
    certificate: Certificate,
    logOf: (namespace: string, pod: string, container: string) => string,
  ): Promise<LogServer> {
    const server = new LogServer(certificate, logOf);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  private constructor(certificate: Certificate, logOf: (namespace: string, pod: string, container: string) => string) {
    this.#server = createServer({ ...certificate }, (asked, answer) => {
      const url = new URL(asked.url ?? '', 'https://kubelet');
      const [, what, namespace = '', pod = '', container = ''] = url.pathname.split('/');
      if (what !== 'containerLogs') return void answer.writeHead(404).end();
      const tail = Number(url.searchParams.get('tailLines') ?? Number.NaN);
      try {
        const whole = logOf(namespace, pod, container);
        const log = this.spoil?.(pod, whole) ?? whole;
        answer.end(Number.isNaN(tail) ? log : lastLines(log, tail));
      } catch (error) {
        answer.writeHead(500).end(String(error));
      }
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

const lastLines = (log: string, count: number): string =>
  log
    .trimEnd()
    .split('\n')
    .slice(-count)
    .map((line) => `${line}\n`)
    .join('');
