/** What a peer of the control server may do, before it is cut. Times in wall ms. */
export interface ControlLimits {
  /** Connections that may prove themselves at a time. Others wait for their turn, unread. */
  readonly handshakesMax: number;
  /** While others wait, one that has not proven itself for so long is cut: an honest one takes milliseconds. */
  readonly handshakeGraceMs: number;
  /** Connections that wait. Beyond it the oldest one that has its turn is cut, whatever it does. */
  readonly handshakesWaitingMax: number;
  readonly handshakeWithinMs: number;
  readonly helloWithinMs: number;
  readonly messages: { readonly perSecond: number; readonly burst: number };
  /** Sent and not read by the peer. */
  readonly bufferedBytesMax: number;
  /** A peer that has not answered by the next ping is cut. */
  readonly pingEveryMs: number;
}

export const CONTROL_LIMITS: ControlLimits = {
  handshakesMax: 64,
  handshakeGraceMs: 250,
  handshakesWaitingMax: 1024,
  handshakeWithinMs: 5000,
  helloWithinMs: 5000,
  messages: { perSecond: 200, burst: 1000 },
  bufferedBytesMax: 1024 * 1024,
  pingEveryMs: 10_000,
};
