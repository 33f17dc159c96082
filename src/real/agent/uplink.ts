import { readFileSync } from 'node:fs';
import { WebSocket } from 'ws';
import { BackOff } from '../back-off.ts';
import {
  type AgentMessage,
  type Hello,
  MESSAGE_BYTES_MAX,
  POD_NAME_HEADER,
  POD_UID_HEADER,
  type ServerMessage,
} from '../protocol.ts';
import { jitterOf } from './jitter.ts';
import { decodeServerMessage } from './server-message.ts';
import type { AgentSettings } from './settings.ts';

export interface UplinkOptions {
  readonly settings: AgentSettings;
  /** Asked at the moment in which the connection is open. */
  readonly hello: () => Hello;
  readonly heard: (message: ServerMessage) => void;
  readonly log: (line: string) => void;
}

/** The agent's one connection to the control server, made again whenever it is lost. */
export class Uplink {
  readonly #options: UplinkOptions;
  readonly #backOff: BackOff;
  #socket: WebSocket | null = null;
  /** The hello is on its way: what is said now comes after it. */
  #isGreeted = false;
  #retry: NodeJS.Timeout | undefined;
  #beats: NodeJS.Timeout | undefined;
  #silence: NodeJS.Timeout | undefined;
  /** What a fault ordered for the next pause; undefined = the usual back-off. */
  #orderedPauseMs: number | undefined;
  #isClosed = false;
  /** No beats while true. */
  isFrozen: boolean;

  constructor(options: UplinkOptions) {
    const { reconnectMs, podUid } = options.settings;
    this.#options = options;
    this.isFrozen = options.settings.frozen;
    this.#backOff = new BackOff({ firstMs: reconnectMs, maxMs: PAUSE_FACTOR_MAX * reconnectMs }, jitterOf(podUid));
  }

  /** Connects after the delay; `Infinity` = never. */
  start(delayMs: number): void {
    if (delayMs !== Number.POSITIVE_INFINITY) this.#retry = setTimeout(() => this.#connect(), delayMs);
  }

  /** Lost unless the present connection has had its hello. */
  say(message: AgentMessage): void {
    if (this.#isGreeted) this.#socket?.send(JSON.stringify(message));
  }

  pauseNext(afterMs: number | null): void {
    this.#orderedPauseMs = afterMs ?? Number.POSITIVE_INFINITY;
  }

  /** Ends the connection and makes no other; `then` is called when what was said is on its way, or a second later. */
  close(then: () => void): void {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    const socket = this.#socket;
    this.#drop();
    if (socket === null || socket.readyState !== WebSocket.OPEN) {
      socket?.terminate();
      return then();
    }
    const patience = setTimeout(() => socket.terminate(), 1000);
    socket.once('close', () => {
      clearTimeout(patience);
      then();
    });
    socket.close(1000);
  }

  #connect(): void {
    const { url, tokenFile, podName, podUid } = this.#options.settings;
    let token: string;
    try {
      token = readFileSync(tokenFile, 'utf8').trim();
    } catch (error) {
      this.#options.log(`the token cannot be read: ${(error as Error).message}`);
      return this.#connectLater();
    }
    const socket = new WebSocket(url, {
      headers: { authorization: `Bearer ${token}`, [POD_NAME_HEADER]: podName, [POD_UID_HEADER]: podUid },
      handshakeTimeout: HANDSHAKE_MS_MAX,
      maxPayload: MESSAGE_BYTES_MAX,
      perMessageDeflate: false,
    });
    this.#socket = socket;
    let why = 'closed';
    socket.on('error', (error) => {
      why = error.message;
    });
    socket.on('open', () => {
      if (this.#socket !== socket) return socket.terminate();
      this.#isGreeted = true;
      this.say(this.#options.hello());
      this.#allowSilence(socket, HANDSHAKE_MS_MAX);
    });
    socket.on('ping', () => {
      if (this.#socket === socket) this.#silence?.refresh();
    });
    socket.on('message', (data, isBinary) => {
      if (this.#socket !== socket) return;
      this.#silence?.refresh();
      const message = isBinary ? null : decodeServerMessage(String(data));
      if (message === null) return this.#options.log('the server said something that this program does not know');
      if (message.type === 'welcome') this.#welcome(socket, message.pingEveryMs);
      this.#options.heard(message);
    });
    socket.on('close', (code) => {
      if (this.#socket !== socket) return;
      this.#options.log(`connection lost (${code}): ${why}`);
      this.#drop();
      if (!this.#isClosed) this.#connectLater();
    });
  }

  #welcome(socket: WebSocket, pingEveryMs: number): void {
    this.#backOff.succeeded();
    this.#allowSilence(socket, 3 * pingEveryMs);
    clearInterval(this.#beats);
    this.#beats = setInterval(() => {
      if (!this.isFrozen) this.say({ type: 'beat' });
    }, this.#options.settings.beatMs);
  }

  /** A connection on which nothing comes for so long is dead, even if nobody closed it. */
  #allowSilence(socket: WebSocket, ms: number): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => socket.terminate(), ms);
  }

  #drop(): void {
    this.#socket = null;
    this.#isGreeted = false;
    clearInterval(this.#beats);
    clearTimeout(this.#silence);
    this.#silence = undefined;
  }

  #connectLater(): void {
    const pauseMs = this.#orderedPauseMs ?? this.#backOff.next();
    this.#orderedPauseMs = undefined;
    this.start(pauseMs);
  }
}

const HANDSHAKE_MS_MAX = 5000;
/** The longest pause, in first ones. */
const PAUSE_FACTOR_MAX = 25;
