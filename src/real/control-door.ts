import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import { type AddressInfo, createServer as createGate, type Server as Gate, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ControlLimits } from './control-limits.ts';
import type { Handshake, Peer } from './handshake.ts';
import { CONTROL_PATH, MESSAGE_BYTES_MAX } from './protocol.ts';
import type { Refusal, Refusals } from './refusals.ts';

export interface DoorOptions {
  /** One address of this machine: the door opens on no other. */
  readonly host: string;
  /** 0 = any that is free. */
  readonly port: number;
  readonly handshake: Handshake;
  readonly limits: ControlLimits;
  readonly refusals: Refusals;
  readonly entered: (socket: WebSocket, peer: Peer) => void;
}

/**
 * Where agents come in. Whoever has no right to is turned away with as little work as possible: no WebSocket is made, no body is read,
 * and the socket is gone when the answer has left. Sockets that have not proven themselves are few, whatever comes: a crowd of honest ones
 * waits for its turn, unread, and those that sit on theirs lose it.
 */
export class ControlDoor {
  readonly #options: DoorOptions;
  /** Takes connections in; those that have their turn are handed to the server, which never listens. */
  readonly #gate: Gate;
  readonly #server: Server;
  readonly #webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MESSAGE_BYTES_MAX,
  });
  /** Those that wait for their turn, oldest first. */
  readonly #waiting = new Set<Socket>();
  /** Those that have it, oldest first. */
  readonly #strangers = new Map<Socket, Turn>();
  #nextLook: NodeJS.Timeout | undefined;
  #isShut = false;

  private constructor(options: DoorOptions) {
    this.#options = options;
    this.#gate = createGate({ pauseOnConnect: true, noDelay: true }, (socket) => this.#meet(socket));
    this.#server = createServer({ maxHeaderSize: 8 * 1024 });
    this.#server.on('upgrade', (request, socket, head) => this.#judge(request, socket, head));
    this.#server.on('request', (request, response) => {
      this.#refuse('not-an-upgrade', request.socket);
      response.writeHead(426, { connection: 'close', upgrade: 'websocket' }).end();
    });
    this.#server.on('clientError', (_error, socket) => {
      this.#refuse('bad-request', socket);
      socket.destroy();
    });
    // The library found the upgrade itself malformed: no key, another version.
    this.#webSockets.on('wsClientError', (_error, socket) => this.#turnAway(socket, 'not-an-upgrade', 400));
  }

  static async open(options: DoorOptions): Promise<ControlDoor> {
    const door = new ControlDoor(options);
    const { host, port } = options;
    await new Promise<void>((resolve, reject) => {
      door.#gate.once('error', reject);
      door.#gate.listen({ host, port, backlog: 1024 }, resolve);
    });
    door.#gate.on('error', () => {});
    return door;
  }

  get port(): number {
    return (this.#gate.address() as AddressInfo).port;
  }

  /** As if nobody listened: the port stays ours, but whoever connects is cut without a word. */
  shut(): void {
    this.#isShut = true;
    for (const socket of [...this.#waiting, ...this.#strangers.keys()]) socket.destroy();
  }

  unshut(): void {
    this.#isShut = false;
  }

  close(): Promise<void> {
    this.shut();
    this.#webSockets.close();
    return new Promise((resolve) => this.#gate.close(() => resolve()));
  }

  #meet(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    if (this.#isShut) {
      this.#refuse('server-down', socket);
      socket.destroy();
      return;
    }
    this.#waiting.add(socket);
    socket.once('close', () => {
      this.#waiting.delete(socket);
      this.#leave(socket);
    });
    this.#callUp();
  }

  /** Those that wait have their turn, as far as there is room; whoever has sat on it for too long makes some. */
  #callUp(): void {
    const { handshakesMax, handshakeGraceMs, handshakesWaitingMax } = this.#options.limits;
    for (const socket of this.#waiting) {
      if (this.#strangers.size >= handshakesMax) {
        const [[oldest, { since }] = NOBODY] = this.#strangers;
        const leftMs = since + handshakeGraceMs - performance.now();
        if (leftMs > 0 && this.#waiting.size <= handshakesWaitingMax) {
          this.#nextLook ??= setTimeout(() => {
            this.#nextLook = undefined;
            this.#callUp();
          }, leftMs);
          return;
        }
        if (oldest !== null) this.#cut(oldest, 'too-many-handshakes');
      }
      this.#waiting.delete(socket);
      const late = setTimeout(() => this.#cut(socket, 'bad-request'), this.#options.limits.handshakeWithinMs);
      this.#strangers.set(socket, { since: performance.now(), late });
      this.#server.emit('connection', socket);
      socket.resume();
    }
  }

  /** It is no stranger any more: somebody else may come. */
  #leave(socket: Socket): void {
    clearTimeout(this.#strangers.get(socket)?.late);
    if (this.#strangers.delete(socket)) this.#callUp();
  }

  #cut(socket: Socket, reason: Refusal): void {
    clearTimeout(this.#strangers.get(socket)?.late);
    this.#strangers.delete(socket);
    this.#refuse(reason, socket);
    socket.destroy();
  }

  #judge(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#isShut) return this.#turnAway(socket, 'server-down', 503);
    if (request.url !== CONTROL_PATH || request.method !== 'GET') return this.#turnAway(socket, 'not-an-upgrade', 404);
    const peer = this.#options.handshake.judge(request.headers);
    if ('refusal' in peer) return this.#turnAway(socket, peer.refusal, STATUS_OF[peer.refusal] ?? 403);
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      this.#leave(request.socket);
      this.#options.entered(webSocket, peer);
    });
  }

  #turnAway(socket: Duplex, reason: Refusal, status: number): void {
    this.#refuse(reason, socket);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () =>
      socket.destroy(),
    );
  }

  #refuse(reason: Refusal, socket: Duplex): void {
    const { remoteAddress = 'somebody', remotePort = 0 } = socket as Socket;
    this.#options.refusals.add(reason, `${remoteAddress}:${remotePort}`);
  }
}

/** Somebody who may prove themselves. */
interface Turn {
  /** Wall ms. */
  readonly since: number;
  readonly late: NodeJS.Timeout;
}

const NOBODY = [null, { since: 0 }] as const;

/** No reason is given to whoever has no right to know it: the log has it. */
const STATUS_OF: Partial<Record<Refusal, number>> = { 'no-token': 401, 'wrong-token': 401 };
