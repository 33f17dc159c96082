import type { Check } from '../experiment/checks.ts';
import type { VariantResult } from '../experiment/variant-result.ts';
import { brokenInText } from './report-subject.ts';

/** What is to be told of expectations that hold, one sentence each: those on waits that would perhaps not hold, had the run gone on. */
export function caveatSentences(result: VariantResult): readonly string[] {
  return result.verdict.checks.flatMap((check) => cutOffSentence(check, result));
}

/** Of expectations on measures that hold by the mean over the replications, and would not in each of them. */
export const meanSentences = ({ verdict }: VariantResult): readonly string[] =>
  verdict.checks.flatMap(({ name, held, good, observed }) => {
    // What is not good is told with all that was observed. A single run is its own mean.
    if (!held || !good || observed.kind !== 'measures' || observed.brokenIn === 0) return [];
    const { replications, brokenIn } = observed;
    return [`${name}: held by the mean of ${replications} replications; ${brokenInText(brokenIn, replications)}`];
  });

function cutOffSentence(
  { name, held, observed, subject }: Check,
  { runs, measures }: VariantResult,
): readonly string[] {
  if (!held || observed.kind !== 'measures' || subject.kind === 'law' || subject.expectation.form.kind !== 'metric')
    return [];
  const { conditions } = subject.expectation.form;
  const cutOff = Math.max(
    0,
    ...conditions.map(({ comparison }, index) =>
      // A lower bound above a limit is enough; below one it says nothing of what was still to come.
      comparison.op === '>' || comparison.op === '>=' ? 0 : (observed.values[index]?.cutOff ?? 0),
    ),
  );
  if (cutOff === 0) return [];
  const waits = cutOff === 1 ? '1 wait was cut off' : `${cutOff} waits were cut off`;
  const hasUnfinished = (measures.find((measure) => measure.name === 'tasks.unfinished')?.mean ?? 0) > 0;
  if (!hasUnfinished) return [`${name}: holds only as far as was seen: ${waits} by a cancellation`];
  const drain = runs.some(({ brief }) => brief.drainMs > 0) ? 'a longer drain' : 'a drain';
  return [
    `${name}: holds only as far as was seen: ${waits} by the end of the run or a cancellation; give it ${drain} (run.drain)`,
  ];
}
