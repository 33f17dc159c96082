import type { LawName } from './law-catalogue.ts';

/** A law was broken. */
export interface LawBreach {
  readonly law: LawName;
  readonly at: number;
  /** Number of the event, from 1, in or after which it was seen. */
  readonly event: number;
  /** What was seen, in words, with names. */
  readonly text: string;
}

/** Thrown where a breach was not expected: the run stops. */
export class LawBroken extends Error {
  readonly breach: LawBreach;
  constructor(breach: LawBreach) {
    super(`law ${breach.law} broken at ${breach.at} ms (event ${breach.event}): ${breach.text}`);
    this.name = 'LawBroken';
    this.breach = breach;
  }
}
