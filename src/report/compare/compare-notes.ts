import type { PolicyComparison, PolicyResult } from '../../experiment/compare/policy-comparison.ts';
import { formatInstant, formatRatio } from '../quantity.ts';
import { hasBound, isNotRun } from './compare-figures.ts';

/**
 * `interrupted after 25 of 340 runs: …`: ranks and front are of what was run until then, and which policies that leaves out. Null where all
 * of it was run.
 */
export function interruptedNote({ interrupted, policies }: PolicyComparison): string | null {
  if (interrupted === null) return null;
  const { runs, planned } = interrupted;
  const missing = policies.filter(isNotRun).map(({ label }) => label);
  const counts = policies.filter((policy) => !isNotRun(policy)).map(finishedOf);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  return [
    `interrupted after ${runs}${planned === null ? '' : ` of ${planned}`} runs: ranks and front are of these alone.`,
    ...(fewest === most ? [] : [`Policies have ${fewest} to ${most} runs and did not meet the same luck.`]),
    ...(missing.length === 0 ? [] : [`Not run (${missing.length} of ${policies.length}): ${missing.join(', ')}.`]),
  ].join(' ');
}

const finishedOf = ({ runs, crashed }: PolicyResult): number => runs + (crashed?.runs ?? 0);

/** How the comparison was made, in sentences. */
export function methodNotes(comparison: PolicyComparison): readonly string[] {
  const { replications, confidence, interval, baseline, wait, cost, seed } = comparison;
  const each = formatRatio(confidence);
  const made =
    replications === 0
      ? 'No replication was finished with every policy: ranks are of the luck of single runs.'
      : replications < 2
        ? 'One replication: no intervals, and ranks are of this luck alone.'
        : `${replications} replications with common random numbers, seed ${seed}; differences are to ${baseline}, ± half of their paired ${each} interval (${interval === 't' ? 'Student’s t' : 'bootstrap, BCa'}).`;
  return [
    made,
    ...(replications < 2
      ? []
      : [
          `* differs significantly after Holm’s correction for ${familyText(comparison)}, at ${formatRatio(1 - confidence)}; = shares its rank, because its paired interval to the best of the rank contains 0.`,
        ]),
    `Ranks are by ${wait}; ◆ is on the Pareto front of ${wait} and ${cost}.`,
    ...boundNotes(comparison),
    ...precisionNotes(comparison),
    ...censoredNotes(comparison),
  ];
}

/** What the column means, where there is one. */
export const boundNotes = (comparison: PolicyComparison): readonly string[] =>
  hasBound(comparison)
    ? [
        '÷ bound: pod-hours as a multiple of what no policy can do without that lets no task wait longer (docs/clairvoyant-bound.md).',
      ]
    : [];

/** What Holm's correction took together: more than a table on a terminal shows. */
export const familyText = ({ tests, measures }: Pick<PolicyComparison, 'tests' | 'measures'>): string =>
  `the ${tests} differences in ${measures.join(', ')}`;

function precisionNotes({ precision, replications }: PolicyComparison): readonly string[] {
  if (precision === null) return [];
  const { wanted, of, reached } = precision;
  const what = of === 'differences' ? 'every difference is known within' : 'every mean is known within';
  return [
    reached
      ? `After ${replications} replications ${what} ${formatRatio(wanted)}.`
      : `${replications} replications do not suffice: not ${what} ${formatRatio(wanted)}.`,
  ];
}

/** Of waits that are lower bounds. */
export function censoredNotes({ policies }: PolicyComparison): readonly string[] {
  const bound = policies.map(({ label, cutOff }) => ({ label, count: Math.max(0, ...Object.values(cutOff)) }));
  const counts = bound.filter(({ count }) => count > 0).map(({ label, count }) => `${label} ${count}`);
  if (counts.length === 0) return [];
  return [`≥: waits that were cut off count with what was seen of them (${counts.join(', ')}, over all runs).`];
}

/** What broke, one sentence for each law and policy. */
export function breachNotes({ label, breaches, runs, crashed }: PolicyResult): readonly string[] {
  return [
    ...(crashed === null ? [] : [`${label}: ${crashed.runs} runs could not go on: ${crashed.message}`]),
    ...breaches.map(
      ({ law, runs: broken, first }) =>
        `${label}: law ${law} broke in ${broken} of ${runs} runs, first in replication ${first.replication} at ${formatInstant(first.at)}: ${first.text}`,
    ),
  ];
}
