import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { POD_NAME_HEADER, POD_UID_HEADER } from '../../../src/real/protocol.ts';
import { type ControlBench, nameOf, uidOf } from './control-bench.ts';

export interface Credentials {
  readonly authorization?: string;
  readonly name?: string;
  readonly uid?: string;
  readonly path?: string;
  readonly autoPong?: boolean;
}

/** What became of an upgrade, or of a connection. */
export type Ending = { readonly status: number } | { readonly closed: number };

/** A WebSocket client that is no agent: it says what the test wants and keeps what it hears. */
export class Peer {
  readonly socket: WebSocket;
  readonly heard: unknown[] = [];
  readonly opened: Promise<void>;
  readonly ending: Promise<Ending>;

  /** With the right credentials of the pod, unless changed. */
  constructor(bench: ControlBench, pod: number, changes: Credentials = {}) {
    const {
      authorization = `Bearer ${bench.tokens[pod % 2]}`,
      name = nameOf(pod),
      uid = uidOf(pod),
      path = '',
      autoPong = true,
    } = changes;
    const headers = { authorization, [POD_NAME_HEADER]: name, [POD_UID_HEADER]: uid };
    this.socket = new WebSocket(bench.server.url + path, {
      headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== '')),
      perMessageDeflate: false,
      autoPong,
    });
    onTestFinished(() => this.socket.terminate());
    this.socket.on('error', () => {});
    this.socket.on('message', (data) => this.heard.push(JSON.parse(String(data))));
    this.opened = new Promise((resolve) => this.socket.once('open', () => resolve()));
    this.ending = new Promise((resolve) => {
      this.socket.once('unexpected-response', (_request, response) => {
        response.resume();
        resolve({ status: response.statusCode ?? 0 });
      });
      this.socket.once('close', (closed) => resolve({ closed }));
    });
  }

  /** Connected and greeted as an agent of the pod. */
  static async greeted(
    bench: ControlBench,
    pod: number,
    changes: Credentials & { hello?: object } = {},
  ): Promise<Peer> {
    const peer = new Peer(bench, pod, changes);
    await peer.opened;
    peer.say(hello(pod, changes.hello));
    await bench.until(() => peer.heard.length > 0);
    return peer;
  }

  say(message: unknown): void {
    this.socket.send(JSON.stringify(message));
  }
}

export const hello = (pod: number, changes: object = {}): object => ({
  type: 'hello',
  agent: 'peer',
  pod: nameOf(pod),
  uid: uidOf(pod),
  slots: 4,
  running: [],
  finished: [],
  ...changes,
});

/** A bare TCP connection to the server, with what it was answered so far. */
export function bareSocket(
  port: number,
  host = '127.0.0.1',
): { socket: Socket; answer: () => string; closed: Promise<void> } {
  let answer = '';
  const socket = connect({ port, host });
  onTestFinished(() => {
    socket.destroy();
  });
  socket.on('error', () => {});
  socket.setEncoding('latin1').on('data', (text: string) => {
    answer += text;
  });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return { socket, answer: () => answer, closed };
}
