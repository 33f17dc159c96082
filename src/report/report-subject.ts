import { LAWS } from '../engine/laws/law-catalogue.ts';
import type { Check, Observed, ObservedMeasure } from '../experiment/checks.ts';
import type { VariantResult } from '../experiment/variant-result.ts';
import type { MetricName } from '../scenario/metric-catalogue.ts';
import { expectationText } from './expectation-text.ts';
import { descriptionOf } from './measure-description.ts';
import { formatInstant, formatMeasure } from './quantity.ts';

/** What every kind of report is made from. */
export interface ReportSubject {
  readonly result: VariantResult;
  /** The command line that repeats it. */
  readonly command: string;
  /** Of poolproof. */
  readonly version: string;
  /** Only where the run was compared with a golden file. */
  readonly golden?: GoldenComparison;
}

/** The fingerprint that a golden file has for a variant, and that of its run. */
export interface GoldenComparison {
  readonly file: string;
  /** Null = not in the golden file yet. */
  readonly expected: string | null;
  /** Null = the run did not finish. */
  readonly observed: string | null;
}

export const titleOf = ({ planned }: VariantResult): string => `${planned.scenario} > ${planned.variant}`;

/** A measure of the whole run; null when it has no value. */
export const measuredMean = ({ measures }: VariantResult, name: MetricName): number | null =>
  measures.find((measure) => measure.name === name)?.mean ?? null;

/** What a check asked for. */
export const expectedText = (check: Check): string =>
  (check.mustFail ? 'must fail: ' : '') +
  (check.subject.kind === 'law' ? LAWS[check.subject.law].sentence : expectationText(check.subject.expectation.form));

/** As reporters tell a check: what was asked for, what was seen, and what to do about it. */
export function goldenCheck({ file, expected, observed }: GoldenComparison): {
  readonly name: string;
  readonly isGood: boolean;
  readonly expected: string;
  readonly observed: string;
  readonly remedy: string;
} {
  return {
    name: 'has its golden fingerprint',
    isGood: expected === observed,
    expected: expected ?? `none recorded in ${file}`,
    observed: observed ?? 'did not finish',
    remedy: `if the change is meant, rewrite it with --golden ${file} --update`,
  };
}

/** Nothing about it is other than it should be. */
export const isSound = ({ result, golden }: ReportSubject): boolean =>
  result.verdict.kind === 'passed' && (golden === undefined || goldenCheck(golden).isGood);

type ObservedMeasures = Extract<Observed, { kind: 'measures' }>;

/** What was seen, and when: `pods = 3 at 0:01:30`. */
export function observedText({ observed, mustFail, held }: Check): string {
  const surprise = mustFail && held ? 'was expected to break, but held: ' : '';
  if (observed.kind === 'measures') return surprise + observed.values.map(measureText).join(', ') + meanText(observed);
  const when = observed.at === null ? '' : ` at ${formatInstant(observed.at)}`;
  const where = observed.replication === 0 ? '' : ` (replication ${observed.replication})`;
  return `${surprise}${observed.text}${when}${where}`;
}

/** That it is a mean which decides, and whether single replications say otherwise; nothing of one run. */
function meanText({ values, replications, brokenIn }: ObservedMeasures): string {
  if (replications < 2) return '';
  const broken = brokenIn === 0 ? '' : `; ${brokenInText(brokenIn, replications)}`;
  return `, ${values.length === 1 ? 'mean' : 'means'} of ${replications} replications${broken}`;
}

/** `4 of 6 replications did not hold it`. */
export const brokenInText = (brokenIn: number, replications: number): string =>
  `${brokenIn} of ${replications} replications did not hold it`;

/** `≥`: it may have been longer. */
const measureText = ({ name, mean, cutOff }: ObservedMeasure): string =>
  `${name} ${cutOff > 0 && mean !== null ? '≥' : '='} ${exactMeasure(name, mean)}`;

/** A reader must see which side of the bound the value is on, so rounded times show their milliseconds, too. */
function exactMeasure(name: string, mean: number | null): string {
  const { unit } = descriptionOf(name);
  const text = formatMeasure(mean, unit);
  if (mean === null) return text;
  if (unit === 'ms') return mean >= 1000 ? `${text} (${Number(mean.toFixed(3))} ms)` : text;
  return unit === 'ratio' ? String(Number(mean.toPrecision(6))) : text;
}

/** `scenarios/monday.yaml:31`; of a law, the file. */
export const checkPlace = (check: Check, file: string): string =>
  check.subject.kind === 'law'
    ? file
    : `${check.subject.expectation.place.file}:${check.subject.expectation.place.line}`;

/** Why no figure of a broken run can be trusted, in one or more lines; null for a run that was not broken. */
export function brokenText({ verdict }: VariantResult): string | null {
  if (verdict.kind !== 'broken') return null;
  const { cause } = verdict;
  switch (cause.kind) {
    case 'law-broken':
      return `law ${cause.breach.law} broken at ${formatInstant(cause.breach.at)} (event ${cause.breach.event}, seed ${cause.seed}, replication ${cause.replication}): ${cause.breach.text}`;
    case 'policy-failed':
      return `the policy ${cause.policy} failed at ${formatInstant(cause.at)} (seed ${cause.seed}, replication ${cause.replication}): ${cause.message}`;
    case 'crashed':
      return `poolproof itself failed (seed ${cause.seed}, replication ${cause.replication}): ${cause.message}`;
    case 'not-deterministic': {
      const { determinism } = cause.run;
      if (determinism?.kind !== 'differs') return 'two runs differ';
      if (determinism.first === determinism.second)
        return 'two runs differ, but did not when they were done again to find the first record that does';
      return [
        `two runs differ from record ${determinism.record} on:`,
        ...determinism.before.map((record) => `  both    ${record}`),
        `  first   ${determinism.first ?? '(ended)'}`,
        `  second  ${determinism.second ?? '(ended)'}`,
      ].join('\n');
    }
    default:
      return cause satisfies never;
  }
}
