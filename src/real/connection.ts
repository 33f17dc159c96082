import type { RawData, WebSocket } from 'ws';
import type { AttemptId } from '../engine/ids.ts';
import { decodeAgentMessage } from './agent-message.ts';
import type { ControlLimits } from './control-limits.ts';
import type { Peer } from './handshake.ts';
import { MessageBudget } from './message-budget.ts';
import type { AgentMessage, Hello, ServerMessage } from './protocol.ts';
import type { Refusal } from './refusals.ts';

export interface ConnectionOptions {
  readonly socket: WebSocket;
  readonly peer: Peer;
  readonly limits: ControlLimits;
  readonly greeted: (connection: Connection, hello: Hello) => void;
  readonly heard: (connection: Connection, message: Exclude<AgentMessage, Hello>) => void;
  /** Once. `refusal` is null if the peer or the network ended it. */
  readonly gone: (connection: Connection, refusal: Refusal | null) => void;
}

/**
 * One agent's socket, from its upgrade to its end. Whatever the peer sends is either a message of the protocol, handed on, or the end
 * of the connection: nothing is thrown. After the end nothing is handed on, though the socket may still have some of it.
 */
export class Connection {
  readonly peer: Peer;
  /** Sent on this connection, and neither accepted nor refused so far: their fate is unknown if it ends. */
  readonly unanswered = new Map<AttemptId, () => void>();
  /** The engine has been handed this connection's hello. What is sent before could be taken for lost. */
  isKnown = false;
  readonly #options: ConnectionOptions;
  readonly #socket: WebSocket;
  readonly #budget: MessageBudget;
  readonly #helloTimer: NodeJS.Timeout;
  #state: 'greeting' | 'open' | 'gone' = 'greeting';
  #isAlive = true;

  constructor(options: ConnectionOptions) {
    const { socket, limits } = options;
    this.peer = options.peer;
    this.#options = options;
    this.#socket = socket;
    this.#budget = new MessageBudget(limits.messages, performance.now());
    this.#helloTimer = setTimeout(() => this.cut('hello-late'), limits.helloWithinMs);
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    // The library answers pings by itself; they count as messages, so that nobody has us answer them all day.
    socket.on('ping', () => this.#isWithinBudget());
    socket.on('pong', () => {
      this.#isAlive = true;
      this.#isWithinBudget();
    });
    socket.on('error', (error) => this.cut(refusalOf(error)));
    socket.on('close', () => this.#end(null));
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  send(message: ServerMessage): void {
    if (this.#state !== 'open') return;
    this.#socket.send(JSON.stringify(message));
    if (this.#socket.bufferedAmount > this.#options.limits.bufferedBytesMax) this.cut('too-slow');
  }

  /** Called at every interval of pings: one that has not answered the last is cut. */
  ping(): void {
    if (this.#state !== 'open') return;
    if (!this.#isAlive) return this.cut('silent');
    this.#isAlive = false;
    this.#socket.ping();
  }

  /** Ends at once, without a goodbye: a peer that is refused, or the fault of a cut cable. */
  cut(refusal: Refusal | null): void {
    if (this.#state === 'gone') return;
    this.#end(refusal);
    this.#socket.terminate();
  }

  /** Counts as ended at once, but what was sent still leaves; the socket is given a second for that. */
  close(): void {
    if (this.#state === 'gone') return;
    this.#end(null);
    this.#socket.close(1012);
    setTimeout(() => this.#socket.terminate(), 1000).unref();
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (!this.#isWithinBudget()) return;
    const message = isBinary ? null : decodeAgentMessage(String(data));
    if (message === null) return this.cut('malformed');
    if (message.type !== 'hello') {
      if (this.#state === 'open') this.#options.heard(this, message);
      else this.cut('malformed');
      return;
    }
    if (this.#state === 'open') return this.cut('malformed');
    const { podName, podUid } = this.peer;
    if (message.pod !== podName || message.uid !== podUid) return this.cut('hello-mismatch');
    clearTimeout(this.#helloTimer);
    this.#state = 'open';
    this.#options.greeted(this, message);
  }

  /** False if it is gone, or goes for this. */
  #isWithinBudget(): boolean {
    if (this.#state === 'gone') return false;
    if (this.#budget.take(performance.now())) return true;
    this.cut('too-fast');
    return false;
  }

  #end(refusal: Refusal | null): void {
    if (this.#state === 'gone') return;
    this.#state = 'gone';
    clearTimeout(this.#helloTimer);
    this.#options.gone(this, refusal);
  }
}

/** What the WebSocket library found wrong with a frame; null for an error of the network. */
function refusalOf(error: Error & { code?: string }): Refusal | null {
  if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return 'too-large';
  return error.code?.startsWith('WS_ERR_') ? 'malformed' : null;
}
