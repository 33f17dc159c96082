import type { PoolBrief, ScenarioBrief } from '../../experiment/brief.ts';
import type { VariantResult } from '../../experiment/variant-result.ts';
import type { SeriesName } from '../../scenario/expectation.ts';
import { changeWords, commandLine, fileWord } from '../command-words.ts';
import { formatDuration, formatRatio } from '../quantity.ts';
import { measuredMean } from '../report-subject.ts';
import type { LongWaitsAccount, PoolLimit } from './long-waits.ts';

/** What the figures speak for; each sentence names a setting of the scenario, or a command. Empty where nothing stands out. */
export function adviceOf(
  result: VariantResult,
  { pools }: ScenarioBrief,
  account: LongWaitsAccount | null,
): readonly string[] {
  const [pool, ...others] = pools;
  if (pool === undefined) return [];
  const wait = measuredMean(result, 'wait.p95') ?? 0;
  const used = measuredMean(result, 'utilization.mean');
  const isTooLong = wait >= SHORT_MS || failsByWaits(result);
  const isIdle = used !== null && used < IDLE && !isTooLong && (measuredMean(result, 'tasks.submitted') ?? 0) >= FEW;
  return [
    ...(account === null || !isTooLong
      ? []
      : others.length > 0
        ? poolAdvice(result, pools)
        : waitAdvice(pool, account, result)),
    ...(isTooLong && (measuredMean(result, 'pods.unschedulableHours') ?? 0) > 0
      ? ['Pods waited for a node with room: more or larger nodes (`cluster.nodes`), or smaller pods.']
      : []),
    ...(isIdle
      ? [
          `Hardly anybody waited while ${formatRatio(1 - used)} of the slots’ time went by without work: a lower \`min\`, fewer slots for each pod or a quicker scale-down would cost less.`,
        ]
      : []),
    ...((measuredMean(result, 'tasks.killed') ?? 0) > 0 && pools.some(({ victims }) => victims !== 'idle-only')
      ? ['`victims: idle-only` deletes no pod that has work.']
      : []),
  ];
}

/** Whether the scenario itself says that tasks wait too long, or too many of them: then the pool is no larger than it need be. */
const failsByWaits = ({ verdict }: VariantResult): boolean =>
  verdict.checks.some(({ held, subject }) => {
    if (held || subject.kind === 'law') return false;
    const { form } = subject.expectation;
    // One that wants long waits fails where they are short.
    if (form.kind === 'metric')
      return form.conditions.some(({ metric, comparison: { op } }) => isOfWaits(metric) && op !== '>' && op !== '>=');
    return form.conditions.some(({ series }) => 'name' in series && QUEUE_SERIES.has(series.name));
  });

const isOfWaits = (metric: string): boolean =>
  /^(?:wait|applyWait|turnaround)\./.test(metric.slice(metric.lastIndexOf('/') + 1));

const QUEUE_SERIES: ReadonlySet<string> = new Set<SeriesName>(['queue.oldest', 'tasks.pending', 'tasks.unblocked']);

/** A wait does not tell its pool: their figures do. */
function poolAdvice(result: VariantResult, pools: readonly PoolBrief[]): readonly string[] {
  const figure = (pool: PoolBrief, name: string): number =>
    result.measures.find((measure) => measure.name === `${pool.name}/${name}`)?.mean ?? 0;
  const slowest = [...pools].sort((a, b) => figure(b, 'wait.p95') - figure(a, 'wait.p95'))[0]!;
  const atMax = figure(slowest, 'scale.atMax');
  return [
    `Longest it was in the pool ${slowest.name} (p95 ${formatDuration(figure(slowest, 'wait.p95'))}), whose autoscaler wanted all of its ${slowest.max} pods for ${formatRatio(atMax)} of the time: ${
      atMax >= AT_MAX ? 'raise its `max`, or give its agents more slots' : 'its policy could ask for more, or sooner'
    }.`,
  ];
}

function waitAdvice(
  pool: PoolBrief,
  { causes, limits, missing, faults }: LongWaitsAccount,
  result: VariantResult,
): readonly string[] {
  const { cause = 'dispatch' } = causes[0] ?? {};
  const share = (limit: PoolLimit): number => limits?.find((each) => each.limit === limit)?.share ?? 0;
  switch (cause) {
    case 'server-down':
      return ['Most of it is time in which the server was down: no setting of the pool shortens that.'];
    case 'agent-not-connected':
      return [
        pool.readiness === 'connected'
          ? 'Slots were there, but their agents were away: see what took the connections, and how soon agents come back.'
          : '`dispatch: { readiness: connected }` passes slots over whose agent is not connected.',
      ];
    case 'retry-delay':
      return [
        pool.dispatch === 'event-driven'
          ? 'Tasks waited to be tried again after a failed attempt: see the faults, and `dispatch` for its delays.'
          : '`dispatch: { mode: event-driven }` tries tasks as soon as a slot is free, not when their timer is due.',
      ];
    default:
  }
  if (share('freeze') >= MOST)
    return ['Most of it is a freeze window: nothing runs in it by intention; a shorter window is the only remedy.'];
  if (faults.length > 0)
    return [
      'Take the faults out in a variant of its own: what is left of the waits is the part of the pool and its policy.',
      ...compared(result),
    ];
  if (missing >= MOST)
    return [
      'Pods that were wanted were not there: see below how they ended; with `autoscaler.reaper` and `autoscaler.unhealthyRestart` dead pods make room for new ones.',
    ];
  if (share('max') >= MOST)
    return [
      cause === 'pod-starting'
        ? `All pods were wanted, and were not ready yet: make them start sooner, keep some ready with a higher \`min\`, or raise \`max\` (it is ${pool.max}).`
        : `Raise \`max\` (it is ${pool.max}), or give each agent more than ${slotsText(pool)}.`,
      ...compared(result),
    ];
  return [
    cause === 'pod-starting'
      ? 'Pods came too late rather than too few: keep some ready with a higher `min` or the modifier `headroom`, or make them start sooner.'
      : `The policy \`${pool.policy}\` asked for fewer pods than \`max\` (${pool.max}) while tasks found no slot: the log below says why it wanted no more.`,
    ...compared(result),
  ];
}

const slotsText = ({ slots }: PoolBrief): string => (slots === 1 ? 'one slot' : `${slots} slots`);

/** The luck and the pool are the run's: what was changed for it on the command line is part of both. */
const compared = ({ planned: { file, variant, seed, choice } }: VariantResult): readonly string[] => [
  `\`${commandLine([
    ...['poolproof', 'compare', fileWord(file), '--variant', variant, '--seed', seed],
    ...changeWords(choice),
    ...['--policies', 'all'],
  ])}\` shows which policies wait less on the same luck, and what they cost.`,
];

/** Shorter waits need no remedy, unless the scenario says so. */
const SHORT_MS = 5000;
const IDLE = 0.5;
/** Of fewer tasks a utilization says nothing. */
const FEW = 10;
const MOST = 0.5;
const AT_MAX = 0.05;
