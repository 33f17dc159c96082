import type { FinishedRun } from '../experiment/run-outcome.ts';
import type { VariantResult } from '../experiment/variant-result.ts';
import { interruptedText } from './interrupted-text.ts';
import { descriptionOf } from './measure-description.ts';
import { brokenText, checkPlace, expectedText, observedText, type ReportSubject } from './report-subject.ts';

/** Number of the summary's shape; goes up when a reader of the old one would misread the new one. */
export const SUMMARY_VERSION = 1;

/** Everything a program may want to know of a variant's result, as plain data: `summary.json` and `run --json`. */
export function summaryOf({ result, command, version }: ReportSubject) {
  const { planned, verdict, runs, outcomes } = result;
  const first = runs[0];
  return {
    summaryVersion: SUMMARY_VERSION,
    poolproof: version,
    scenario: planned.scenario,
    variant: planned.variant,
    about: planned.about,
    labels: planned.labels,
    file: planned.file,
    seed: planned.seed,
    replications: {
      planned: planned.replications.goal === null ? planned.replications.max : null,
      finished: outcomes.length,
      precision: precisionSummary(result),
    },
    interrupted: interruptedText(result),
    command,
    fingerprint: first?.fingerprint ?? null,
    verdict: verdict.kind,
    broken: brokenText(result),
    traces: planned.traces,
    expectations: verdict.checks.map((check) => ({
      name: check.name,
      kind: check.subject.kind,
      place: checkPlace(check, planned.file),
      good: check.good,
      held: check.held,
      mustFail: check.mustFail,
      expected: expectedText(check),
      observed: observedText(check),
      observedAtMs: check.observed.kind === 'moment' ? check.observed.at : null,
    })),
    breaches: first?.end.breaches ?? [],
    run:
      first === undefined
        ? null
        : { ...first.brief, endedAtMs: first.end.endedAt, cause: first.end.cause, events: first.end.events },
    programs: first?.programs ?? silentPrograms(result),
    cluster: first?.cluster ?? null,
    measures: Object.fromEntries(
      result.measures.map(({ name, mean, halfWidth, values }) => {
        const { unit, definition, better } = descriptionOf(name);
        return [name, { value: mean, unit, halfWidth95: halfWidth, replications: values, better, definition }];
      }),
    ),
  };
}

/** Those that nothing came of have broken the run. */
function silentPrograms({ verdict }: VariantResult): FinishedRun['programs'] {
  return verdict.kind === 'broken' && verdict.cause.kind === 'policy-failed' ? verdict.cause.programs : [];
}

function precisionSummary({ precision, planned }: VariantResult) {
  if (precision === null) return null;
  const { goal, reached, measures } = precision;
  const { min, max } = planned.replications;
  return {
    wanted: goal.precision,
    confidence: goal.confidence,
    min,
    max,
    reached,
    measures: Object.fromEntries(measures.map(({ name, ...known }) => [name, known])),
  };
}

export const summaryJson = (subject: ReportSubject): string => `${JSON.stringify(summaryOf(subject), null, 2)}\n`;
