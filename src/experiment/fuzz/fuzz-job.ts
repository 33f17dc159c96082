import { strayFailure } from '../own-process.ts';
import { withPolicies } from '../user-policies.ts';
import type { FuzzChoice } from './fuzz-choice.ts';
import type { FuzzDocument } from './fuzz-document.ts';
import { randomScenario } from './random-scenario.ts';
import { type Shrunk, shrink } from './shrink.ts';
import { type Failure, type Trial, tryDocument } from './trial.ts';

/** What a worker thread does. Plain data. */
export type FuzzJob =
  | {
      readonly kind: 'try';
      readonly choice: FuzzChoice;
      /** Their numbers, and what each is made from. */
      readonly documents: readonly { readonly number: number; readonly parent: FuzzDocument | null }[];
    }
  | {
      readonly kind: 'shrink';
      readonly choice: FuzzChoice;
      readonly document: FuzzDocument;
      readonly failure: Failure;
    };

export type FuzzAnswer =
  | { readonly kind: 'tried'; readonly trials: readonly Trial[] }
  | { readonly kind: 'shrunk'; readonly shrunk: Shrunk };

/** In any thread: modules of the user's are loaded when they are met first. */
export async function fuzzJob(job: FuzzJob): Promise<FuzzAnswer> {
  const answer = await withPolicies(() => answerTo(job));
  const stray = await strayFailure();
  if (stray === null || answer.kind === 'shrunk') return answer;
  // In which of them it began is not known.
  const failed: Trial = { kind: 'failed', failure: { law: null, at: null, text: `${stray.module}: ${stray.text}` } };
  return { kind: 'tried', trials: [...answer.trials.slice(0, -1), failed] };
}

function answerTo(job: FuzzJob): FuzzAnswer {
  const { choice } = job;
  if (job.kind === 'shrink') return { kind: 'shrunk', shrunk: shrink(job.document, job.failure, choice) };
  const trials = job.documents.map(({ number, parent }) =>
    tryDocument(randomScenario(choice, number, parent), choice.laws),
  );
  return { kind: 'tried', trials };
}
