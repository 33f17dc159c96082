import { namedPolicies, parseHeader } from '../measure/journal-header.ts';
import type { Problem } from '../scenario/problem.ts';
import { EVERYTHING, type PlannedVariant, planSuite } from './plan-suite.ts';
import { measureRecorded } from './recorded-run.ts';
import { fixedReplications } from './replication-plan.ts';
import { compileJob } from './run-job.ts';
import { type VariantResult, variantResult } from './variant-result.ts';

/** What a journal alone tells of its run. */
export type JournalReport =
  | { readonly kind: 'measured'; readonly result: VariantResult }
  /** It cannot be read, or is of another run than it says; in words. */
  | { readonly kind: 'unusable'; readonly why: string }
  /** The scenario it was made from is not understood here any more. */
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

/**
 * Judges and measures a recorded run as if it had just ended, with the scenario that its header holds. `lines` gives the journal from its
 * beginning at each call. Inside `withPolicies` the scenario may name policies of the user's.
 */
export function reportJournal(lines: () => Iterator<string>): JournalReport {
  const opened = lines();
  const first = opened.next();
  opened.return?.();
  const header = parseHeader(first.done === true ? '' : first.value, namedPolicies);
  if (typeof header === 'string') return { kind: 'unusable', why: header };
  const { source, variant, seed, replication } = header;
  if (source === null)
    return { kind: 'unusable', why: 'it does not hold its scenario, as journals of older versions do not' };
  const { file, text, ...chosen } = source;
  const plan = planSuite([{ file, text }], { ...EVERYTHING, ...chosen, seed, variant });
  if (plan.problems.length > 0) return { kind: 'problems', problems: plan.problems };
  const planned = plan.variants.find((each) => each.variant === variant);
  if (planned === undefined) return { kind: 'unusable', why: `its scenario has no variant ${JSON.stringify(variant)}` };
  return measured(planned, replication, lines);
}

function measured(planned: PlannedVariant, replication: number, lines: () => Iterator<string>): JournalReport {
  const run = measureRecorded(compileJob({ planned, replication }), lines(), {
    collect: { fingerprint: true, charts: true, tasks: true },
    policies: namedPolicies,
  });
  if (typeof run === 'string') return { kind: 'unusable', why: run };
  // Of one run, whatever the scenario asks for.
  return { kind: 'measured', result: variantResult({ ...planned, replications: fixedReplications(1) }, [run]) };
}
