/** What the thread that unpacks a file shares with its reader. Memory, no messages: the reader stands still until a piece is there. */
export interface UnzipJob {
  readonly path: string;
  /** At `STATE` one of the states below, at `LENGTH` how many bytes of `piece` count. */
  readonly slot: Int32Array;
  /** A part of the unpacked file; where it failed, an `UnzipFailure` as JSON. */
  readonly piece: Uint8Array;
}

export interface UnzipFailure {
  readonly message: string;
  readonly code: string;
}

export const STATE = 0;
export const LENGTH = 1;

/** The thread's turn. */
export const WANTED = 0;
/** The reader's turn: a piece is there. */
export const FILLED = 1;
export const ENDED = 2;
export const FAILED = 3;

export const UNZIPPED_BYTES = 1 << 20;
