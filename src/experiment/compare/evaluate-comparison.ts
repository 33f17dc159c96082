import { LAW_NAMES } from '../../engine/laws/law-catalogue.ts';
import { holmAdjusted } from '../../measure/holm.ts';
import { type PairedDifference, pairedBootstrap, pairedDifference } from '../../measure/paired-difference.ts';
import { mean, meanInterval } from '../../measure/statistics.ts';
import type { MetricName } from '../../scenario/metric-catalogue.ts';
import { Streams } from '../../scenario/stream.ts';
import { cutOffIn } from '../cut-off.ts';
import { replicatedMeasure } from '../replicated-measures.ts';
import type { FinishedRun, RunOutcome } from '../run-outcome.ts';
import { costMeasure } from './cost-measure.ts';
import { isPreciseEnough } from './difference-precision.ts';
import { pairsOf } from './pairs.ts';
import { paretoFront } from './pareto-front.ts';
import type { ComparisonChoice, Contender, PlannedComparison } from './plan-comparison.ts';
import {
  type BrokenLaw,
  DECISION_MEASURES,
  type DecisionMeasure,
  type Interrupted,
  type MeasuredDifference,
  type PolicyBound,
  type PolicyComparison,
  type PolicyResult,
} from './policy-comparison.ts';
import { ranksWithTies } from './ranking.ts';

/** What came of a comparison. `outcomes` by contender, in order of replication. */
export function evaluateComparison(
  planned: PlannedComparison,
  outcomes: readonly (readonly RunOutcome[])[],
  choice: ComparisonChoice,
  interrupted: Interrupted | null = null,
): PolicyComparison {
  const runs = outcomes.map((each) => each.filter((outcome) => outcome.kind === 'finished'));
  const cost = choice.cost ?? costMeasure(runs);
  const measures = [...new Set([choice.wait, cost, ...choice.measures])];
  const { base, contenders, baseline } = planned;
  const table = judged(measures, runs, { baseline, choice, seed: base.seed, contenders });
  const ranks = ranksWithTies(runs, choice.wait, choice.confidence);
  const meansOf = (name: MetricName) => runs.map((own) => replicatedMeasure(own, name).mean);
  const front = paretoFront(meansOf(choice.wait), meansOf(cost));
  return {
    file: base.file,
    scenario: base.scenario,
    about: base.about,
    variant: base.variant,
    seed: base.seed,
    replications: Math.min(...outcomes.map((each) => each.length)),
    interrupted,
    precision:
      choice.goal === null
        ? null
        : {
            wanted: choice.goal.precision,
            of: choice.goal.of,
            reached: isPreciseEnough(runs, baseline, choice),
          },
    confidence: choice.confidence,
    interval: choice.interval,
    baseline: contenders[baseline]!.label,
    wait: choice.wait,
    cost,
    measures,
    tests: table.tests,
    policies: contenders.map(
      ({ label, isOwn }, index): PolicyResult => ({
        label,
        isBaseline: index === baseline,
        isOwn,
        brief: runs[index]![0]?.brief ?? null,
        runs: runs[index]!.length,
        crashed: crashesOf(outcomes[index]!),
        measures: table.rows[index]!,
        rank: ranks[index] ?? null,
        isOnFront: front[index] === true,
        decisions: decisionsOf(runs[index]!),
        censored: cutOffIn(runs[index]!, 'wait.mean'),
        cutOff: cutOffOf(runs[index]!, measures),
        breaches: breachesOf(runs[index]!),
        bound: boundOf(runs[index]!, cost, choice.confidence),
        charts: runs[index]!.find(({ replication }) => replication === 0)?.charts ?? null,
      }),
    ),
  };
}

type MeasureRow = Readonly<Partial<Record<MetricName, MeasuredDifference>>>;

/** All measures of all policies; the differences of the whole table are one family for Holm's adjustment. */
function judged(
  measures: readonly MetricName[],
  runs: readonly (readonly FinishedRun[])[],
  context: {
    readonly baseline: number;
    readonly choice: ComparisonChoice;
    readonly seed: string;
    readonly contenders: readonly Contender[];
  },
): { readonly rows: readonly MeasureRow[]; readonly tests: number } {
  const { baseline, choice, seed, contenders } = context;
  const cells = runs.flatMap((own, index) =>
    measures.map((name) => {
      const pairs = index === baseline ? [] : pairsOf(own, runs[baseline] ?? [], name);
      const stream = () => new Streams(seed, 0).open(`compare/${contenders[index]!.label}/${name}`);
      return { index, name, difference: differenceOf(pairs, choice, stream) };
    }),
  );
  const tested = cells.filter(({ difference }) => difference !== null);
  const adjusted = holmAdjusted(tested.map(({ difference }) => difference!.p));
  const rows = runs.map((own, index) =>
    Object.fromEntries(
      cells
        .filter((cell) => cell.index === index)
        .map((cell): [MetricName, MeasuredDifference] => {
          const { mean: middle, halfWidth, values } = replicatedMeasure(own, cell.name, choice.confidence);
          const pAdjusted = adjusted[tested.indexOf(cell)] ?? 1;
          const isSignificant = pAdjusted <= 1 - choice.confidence;
          const difference = cell.difference === null ? null : { ...cell.difference, pAdjusted, isSignificant };
          return [cell.name, { mean: middle, halfWidth, values, difference }];
        }),
    ),
  );
  return { rows, tests: tested.length };
}

function differenceOf(
  pairs: Parameters<typeof pairedDifference>[0],
  { interval, confidence }: ComparisonChoice,
  stream: () => () => number,
): PairedDifference | null {
  if (interval === 't') return pairedDifference(pairs, confidence);
  return pairedBootstrap(pairs, confidence, { uniform: stream(), resamples: RESAMPLES });
}

const cutOffOf = (runs: readonly FinishedRun[], measures: readonly MetricName[]): PolicyResult['cutOff'] =>
  Object.fromEntries(measures.map((name) => [name, cutOffIn(runs, name)] as const).filter(([, count]) => count > 0));

const RESAMPLES = 9999;

const decisionsOf = (runs: readonly FinishedRun[]): Readonly<Record<DecisionMeasure, number | null>> =>
  Object.fromEntries(DECISION_MEASURES.map((name) => [name, replicatedMeasure(runs, name).mean])) as Record<
    DecisionMeasure,
    number | null
  >;

function crashesOf(outcomes: readonly RunOutcome[]): PolicyResult['crashed'] {
  const crashes = outcomes.filter((outcome) => outcome.kind !== 'finished');
  const [first] = crashes;
  if (first === undefined) return null;
  return { runs: crashes.length, message: first.kind === 'law-broken' ? first.breach.text : first.message };
}

/** In the catalogue's order. */
function breachesOf(runs: readonly FinishedRun[]): readonly BrokenLaw[] {
  return LAW_NAMES.flatMap((law): readonly BrokenLaw[] => {
    const broken = runs.flatMap(({ end, replication }) =>
      end.breaches.filter((breach) => breach.law === law).map(({ at, text }) => ({ replication, at, text })),
    );
    return broken[0] === undefined ? [] : [{ law, runs: broken.length, first: broken[0] }];
  });
}

/**
 * The bound knows each run's own waits. Money is bounded where one price makes all of it: a single pool and no nodes.
 */
function boundOf(runs: readonly FinishedRun[], cost: MetricName, confidence: number): PolicyBound | null {
  const bounded = runs.flatMap(({ bound, brief, metrics: { overall } }) => {
    const hours = overall['pods.hours'];
    if (bound === null || bound.podHours === 0 || hours === null || hours === 0) return [];
    const isPriced = brief.pools.length === 1 && overall['nodes.cost'] === null;
    const price = cost === 'pods.hours' ? 1 : isPriced && cost === 'cost' ? (overall.cost ?? 0) / hours : null;
    return [
      { podHours: bound.podHours, ratio: hours / bound.podHours, cost: price === null ? null : bound.podHours * price },
    ];
  });
  if (bounded.length === 0) return null;
  const costs = bounded.flatMap((each) => (each.cost === null ? [] : [each.cost]));
  const ratios = bounded.map(({ ratio }) => ratio);
  const halfWidth = ratios.length < 2 ? null : meanInterval(ratios, confidence).halfWidth;
  return {
    podHours: mean(bounded.map(({ podHours }) => podHours)) as number,
    ratio: mean(ratios) as number,
    ratioHalfWidth: halfWidth,
    ratios,
    cost: mean(costs),
  };
}
