import { setImmediate } from 'node:timers/promises';
import type { Shard } from '../shard.ts';
import { startWorkers } from '../workers.ts';
import type { FuzzChoice } from './fuzz-choice.ts';
import type { FuzzDocument } from './fuzz-document.ts';
import { type FuzzAnswer, type FuzzJob, fuzzJob } from './fuzz-job.ts';
import { parentOf, randomScenario } from './random-scenario.ts';
import type { Shrunk } from './shrink.ts';
import { type Failure, kindOf, type Trial } from './trial.ts';

export interface CampaignOptions {
  /** How many documents are tried at most, by all shards. */
  readonly runs: number;
  /** Unless it is given, the only one: it tries every `count`-th document, the `index`-th first. */
  readonly shard?: Shard;
  /** Different kinds of failures after which it ends. */
  readonly findsMax: number;
  /** Worker threads; 1 = all in this thread. Changes nothing but the time it takes. */
  readonly jobs: number;
  /** Documents to go on from. */
  readonly corpus: readonly FuzzDocument[];
  /** Asked between rounds. */
  isTimeUp(): boolean;
  readonly signal: AbortSignal;
  onProgress(tried: number, finds: number): void;
}

/** The first document that failed in its way, and the smallest that was made of it. */
export interface Find {
  readonly index: number;
  readonly document: FuzzDocument;
  readonly failure: Failure;
  /** Documents that failed so. */
  times: number;
  /** As it was found, when it was not shrunk: the campaign was interrupted. */
  shrunk: Shrunk;
}

export interface CampaignEnd {
  readonly tried: number;
  readonly finds: readonly Find[];
  /** Documents that were no scenarios; their first problem. */
  readonly refused: { readonly count: number; readonly first: string | null };
  readonly features: ReadonlySet<string>;
  /** Documents that reached something new, without those that were given. */
  readonly corpus: readonly FuzzDocument[];
}

/**
 * Tries documents round by round. What a round may go on from is what the rounds before it left, so that the finds depend on the
 * choice, the number of documents and of shards, and not on which thread was quick. Shards know nothing of each other: each goes on from its own.
 */
export async function runCampaign(choice: FuzzChoice, options: CampaignOptions): Promise<CampaignEnd> {
  const { findsMax, signal, corpus: given, shard = ONLY } = options;
  const runs = ownRuns(options.runs, shard);
  const numberOf = (ordinal: number): number => shard.index - 1 + ordinal * shard.count;
  const bench = benchOf(options);
  const corpus = [...given];
  const features = new Set<string>();
  const finds = new Map<string, Find>();
  const refused = { count: 0, first: null as string | null };
  let tried = 0;
  const put = (index: number, parent: FuzzDocument | null, trial: Trial): void => {
    tried += 1;
    if (trial.kind === 'refused') {
      refused.count += 1;
      refused.first ??= trial.problem;
    } else if (trial.kind === 'held') {
      const before = features.size;
      for (const feature of trial.features) features.add(feature);
      if (features.size > before) corpus.push(randomScenario(choice, index, parent));
    } else {
      const { failure } = trial;
      const known = finds.get(kindOf(failure));
      if (known !== undefined) known.times += 1;
      else {
        const document = randomScenario(choice, index, parent);
        const shrunk = { document, failure, trials: 0 };
        finds.set(kindOf(failure), { index, document, failure, times: 1, shrunk });
      }
    }
  };
  try {
    while (tried < runs && finds.size < findsMax && !signal.aborted && !(tried > 0 && options.isTimeUp())) {
      const parents = Array.from({ length: Math.min(ROUND, runs - tried) }, (_, offset) => {
        const parent = parentOf(choice, numberOf(tried + offset), corpus.length);
        return parent === null ? null : (corpus[parent] as FuzzDocument);
      });
      const answers = await bench.all(batchesOf(choice, tried, parents, numberOf), () =>
        options.onProgress(tried, finds.size),
      );
      if (answers === null) break;
      const first = tried;
      const trials = answers.flatMap((answer) => (answer.kind === 'tried' ? answer.trials : []));
      for (const [offset, trial] of trials.entries()) put(numberOf(first + offset), parents[offset] ?? null, trial);
      options.onProgress(tried, finds.size);
    }
    const shrinks = [...finds.values()].slice(0, findsMax);
    const jobs = shrinks.map(({ document, failure }): FuzzJob => ({ kind: 'shrink', choice, document, failure }));
    const answers = await bench.all(jobs, () => {});
    for (const [place, answer] of (answers ?? []).entries())
      if (answer.kind === 'shrunk') (shrinks[place] as Find).shrunk = answer.shrunk;
    return {
      tried,
      finds: shrinks,
      refused,
      features,
      corpus: corpus.slice(given.length),
    };
  } finally {
    await bench.close();
  }
}

const ONLY: Shard = { index: 1, count: 1 };

/** Documents that a shard tries. */
export const ownRuns = (runs: number, { index, count }: Shard): number =>
  Math.max(0, Math.ceil((runs - index + 1) / count));

/** Part of every result: another number makes another corpus. */
const ROUND = 240;
const BATCH = 20;

function batchesOf(
  choice: FuzzChoice,
  from: number,
  parents: readonly (FuzzDocument | null)[],
  numberOf: (ordinal: number) => number,
): readonly FuzzJob[] {
  const batches: FuzzJob[] = [];
  for (let at = 0; at < parents.length; at += BATCH) {
    const documents = parents
      .slice(at, at + BATCH)
      .map((parent, offset) => ({ number: numberOf(from + at + offset), parent }));
    batches.push({ kind: 'try', choice, documents });
  }
  return batches;
}

interface Bench {
  /** Answers in order of the jobs; null = stopped by the signal. */
  all(jobs: readonly FuzzJob[], onAnswer: () => void): Promise<readonly FuzzAnswer[] | null>;
  close(): Promise<void>;
}

function benchOf({ jobs: threads, signal }: CampaignOptions): Bench {
  if (threads === 1) {
    return {
      all: async (jobs, onAnswer) => {
        const answers: FuzzAnswer[] = [];
        for (const job of jobs) {
          if (signal.aborted) return null;
          answers.push(await fuzzJob(job));
          onAnswer();
          // Signals and the progress bar get through.
          await setImmediate();
        }
        return answers;
      },
      close: async () => {},
    };
  }
  const workers = startWorkers<FuzzJob, FuzzAnswer>(new URL('./fuzz-worker.js', import.meta.url), threads);
  return {
    // No race with one promise of the whole campaign: it would keep the answers of every round to the end.
    all: (jobs, onAnswer) =>
      new Promise((resolve, reject) => {
        const stop = (): void => resolve(null);
        if (signal.aborted) stop();
        signal.addEventListener('abort', stop);
        const answers = jobs.map(async (job) => {
          const answer = await workers.run(job);
          onAnswer();
          return answer;
        });
        Promise.all(answers)
          .finally(() => signal.removeEventListener('abort', stop))
          .then(resolve, reject);
      }),
    close: () => workers.close(),
  };
}
