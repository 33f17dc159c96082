import { definePolicy } from './define-policy.ts';
import type { AnyPolicy } from './policy.ts';
import type { SignalList } from './signal-data.ts';

/** What becomes of a decision to which the program has no answer: the count is kept, goes to `min`, or the run ends. */
export const ON_ERROR = ['hold', 'min', 'stop'] as const;
export type OnError = (typeof ON_ERROR)[number];

/** A program of the user's that decides in place of a formula: the engine asks with `policy.ask`, the world answers with `policy.decided`. */
export interface PolicyProgram {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** Its working directory; the engine has no use for it, and a journal does not name it. */
  readonly folder: string;
  /** Simulation: from the question to its answer, in ms of the run. */
  readonly latencyMs: number;
  /** In ms of the wall clock, in every world. */
  readonly timeoutMs: number;
  readonly onError: OnError;
  /** After so many failures in a row it is asked no more. */
  readonly giveUpAfter: number;
  /** What it wants listed, beside the counts. */
  readonly lists: readonly SignalList[];
}

/**
 * Why there is no answer: it could not be started, ended without one, took too long, wrote something else, speaks another version, said
 * itself that it cannot tell, or failed so often that nobody asks any more.
 */
export type ProgramFailure =
  | 'not-started'
  | 'ended'
  | 'timed-out'
  | 'garbage'
  | 'wrong-version'
  | 'refused'
  | 'given-up';

/** What stands for it wherever a policy is named. */
export const programPolicy = (written: string): AnyPolicy =>
  definePolicy({
    name: written,
    summary: 'A program of your own, asked at every decision.',
    decide: () => {
      throw new Error(`${written} is asked, not called`);
    },
  });
