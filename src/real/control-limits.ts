/** What a peer of the control server may do, before it is cut. Times in wall ms. */
export interface ControlLimits {
  /** Connections that have not proven themselves, at a time. Beyond it the oldest is cut: an honest one takes milliseconds. */
  readonly handshakesMax: number;
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
  handshakeWithinMs: 5000,
  helloWithinMs: 5000,
  messages: { perSecond: 200, burst: 1000 },
  bufferedBytesMax: 1024 * 1024,
  pingEveryMs: 10_000,
};
