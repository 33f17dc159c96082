import { LAWS, type LawName } from '../engine/laws/law-catalogue.ts';
import { judgeMetrics } from '../measure/expectations.ts';
import type { Expectation } from '../scenario/expectation.ts';
import { cutOffIn } from './cut-off.ts';
import { replicatedMeasure } from './replicated-measures.ts';
import type { FinishedRun } from './run-outcome.ts';

/** One expectation, or one law that the variant names in `breaks`, over all replications. */
export interface Check {
  readonly subject:
    | { readonly kind: 'expectation'; readonly expectation: Expectation }
    | { readonly kind: 'law'; readonly law: LawName };
  readonly name: string;
  readonly held: boolean;
  /** Named in `breaks`. */
  readonly mustFail: boolean;
  /** Held as it should, or failed as the variant says it must. */
  readonly good: boolean;
  readonly observed: Observed;
}

export type Observed =
  /** Ms since the run began, null where it has no moment; of the first replication that failed, else of the first. */
  | { readonly kind: 'moment'; readonly text: string; readonly at: number | null; readonly replication: number }
  /** Means over the replications. */
  | {
      readonly kind: 'measures';
      readonly values: readonly ObservedMeasure[];
      readonly replications: number;
      /** How many of them would not have held it alone. */
      readonly brokenIn: number;
    };

export interface ObservedMeasure {
  readonly name: string;
  readonly mean: number | null;
  /** Waits in it, over all replications, that are known only as at least so long: above 0 the mean is a lower bound. */
  readonly cutOff: number;
}

/**
 * The expectations in the file's order, then the laws named in `breaks`. Over several replications a measure is judged by its mean;
 * anything else must hold in each. Without a finished run there is nothing to check.
 */
export function checksOf(runs: readonly FinishedRun[], breaks: readonly string[]): readonly Check[] {
  if (runs.length === 0) return [];
  const expectations = runs[0]!.expectations.map((_, index) => expectationCheck(runs, index));
  const laws = (Object.keys(LAWS) as LawName[]).filter((law) => breaks.includes(law)).map((law) => lawCheck(runs, law));
  return [...expectations, ...laws].map((check) => {
    const mustFail = breaks.includes(check.name);
    return { ...check, mustFail, good: check.held !== mustFail };
  });
}

type Finding = Omit<Check, 'mustFail' | 'good'>;

function expectationCheck(runs: readonly FinishedRun[], index: number): Finding {
  const results = runs.map((run) => run.expectations[index]!);
  const { expectation } = results[0]!;
  const { name, form } = expectation;
  const subject = { kind: 'expectation', expectation } as const;
  if (form.kind === 'metric') {
    const { held } = judgeMetrics(form.conditions, (metric) => meanOf(runs, metric));
    const values = form.conditions.map(({ metric }) => ({
      name: metric,
      mean: meanOf(runs, metric),
      cutOff: cutOffIn(runs, metric),
    }));
    const brokenIn = results.filter((result) => !result.held).length;
    return { subject, name, held, observed: { kind: 'measures', values, replications: runs.length, brokenIn } };
  }
  const shown = Math.max(
    results.findIndex((result) => !result.held),
    0,
  );
  const { held, observed, observedAt } = results[shown]!;
  return {
    subject,
    name,
    held,
    observed: { kind: 'moment', text: observed, at: observedAt, replication: runs[shown]!.replication },
  };
}

function lawCheck(runs: readonly FinishedRun[], law: LawName): Finding {
  const subject = { kind: 'law', law } as const;
  for (const { end, replication } of runs) {
    const breach = end.breaches.find((each) => each.law === law);
    if (breach !== undefined) {
      return {
        subject,
        name: law,
        held: false,
        observed: { kind: 'moment', text: breach.text, at: breach.at, replication },
      };
    }
  }
  return { subject, name: law, held: true, observed: { kind: 'moment', text: 'no breach', at: null, replication: 0 } };
}

const meanOf = (runs: readonly FinishedRun[], name: string): number | null => replicatedMeasure(runs, name).mean;
