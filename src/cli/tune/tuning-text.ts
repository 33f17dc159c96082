import type { PolicyResult } from '../../experiment/compare/policy-comparison.ts';
import type { SettingPick } from '../../experiment/tune/pick.ts';
import type { SettingFate, TuningResult } from '../../experiment/tune/tuning-result.ts';
import { BOUND_COLUMN, hasBound } from '../../report/compare/compare-figures.ts';
import { boundNotes, breachNotes, censoredNotes, familyText } from '../../report/compare/compare-notes.ts';
import { formatRatio } from '../../report/quantity.ts';
import { figureTable, waitAndCost, waitAndCostHeadings } from '../compare/comparison-text.ts';
import { counted } from '../counted.ts';
import type { Terminal } from '../terminal.ts';
import { wrapWords } from '../text-table.ts';

/** The front with its differences to the scenario's own setting, what was picked of it, and how it was found. */
export function tuningText(
  result: TuningResult,
  { pick, picked }: { readonly pick: SettingPick; readonly picked: PolicyResult | null },
  terminal: Terminal,
): string {
  const { comparison } = result;
  const rows = rowsOf(result);
  const isBounded = hasBound(comparison);
  const headings = [...waitAndCostHeadings(comparison), ...(isBounded ? [BOUND_COLUMN.heading] : []), ''];
  const table = figureTable(headings, rows, terminal.width, (policy) => [
    ...waitAndCost(comparison, policy),
    ...(isBounded ? [BOUND_COLUMN.text(policy)] : []),
    policy === picked ? '◆' : '',
  ]);
  const notes = [...methodNotes(result), ...censoredNotes(comparison), ...rows.flatMap(breachNotes)];
  return [
    terminal.paint('bold', `${result.scenario} > ${result.variant}: ${result.policy}`),
    '',
    ...table,
    '',
    ...wrapWords(pickText(result, pick, picked), terminal.width),
    '',
    ...notes.flatMap((note) => wrapWords(note, terminal.width)).map((line) => terminal.paint('dim', line)),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** The front, least wait first; the scenario's own last where it is not on it. */
function rowsOf({ front, comparison }: TuningResult): readonly PolicyResult[] {
  const onFront = front.map((label) => comparison.policies.find((policy) => policy.label === label)!);
  return [...onFront, ...comparison.policies.filter((policy) => policy.isBaseline && !onFront.includes(policy))];
}

function pickText(result: TuningResult, pick: SettingPick, picked: PolicyResult | null): string {
  if (result.front.length === 0) return 'No setting has a value of both measures.';
  if (picked === null) {
    const condition = pick.kind === 'condition' ? pick.text : '';
    return `No setting of the front meets ${condition}.`;
  }
  if (pick.kind === 'knee') return `◆ the knee of the front: ${picked.label}`;
  const aim = pick.measure === result.cost ? `least ${result.wait}` : `cheapest`;
  return `◆ the ${aim} with ${pick.text}: ${picked.label}`;
}

function methodNotes(result: TuningResult): readonly string[] {
  const { comparison, wait, cost, replications, confidence, seed } = result;
  const searched = result.parameters.map(({ name, range }) => `${name}=${range}`).join(', ');
  const beaten = comparison.policies.filter(({ label, isOnFront }) => result.front.includes(label) && !isOnFront);
  return [
    `The Pareto front of ${wait} and ${cost} over ${searched}; rows are means of ${counted(replications, 'replication')} with common random numbers, seed ${seed}.`,
    ...(replications > 1
      ? [
          `Differences are to the scenario’s own setting, ± half of their paired ${formatRatio(confidence)} interval; * is significant after Holm’s correction for ${familyText(comparison)}.`,
        ]
      : []),
    effortText(result),
    ...(beaten.length === 0
      ? []
      : [`The scenario’s own policy, which is another, beats ${beaten.map(({ label }) => label).join(', ')} in both.`]),
    ...boundNotes(comparison),
  ];
}

function effortText({ method, runs, settings, ended, confidence }: TuningResult): string {
  const tried = settings.filter(({ fate, runs: made }) => fate !== 'reference' && made > 0);
  const parts = FATES.flatMap(([fate, text]) => {
    const count = tried.filter((setting) => setting.fate === fate).length;
    return count === 0 ? [] : [`${count} ${text(formatRatio(confidence))}`];
  });
  const end = ended === 'time' ? ' The time was up before the search was.' : '';
  return `${counted(tried.length, 'setting')} tried in ${counted(runs, 'run')} (${method}): ${parts.join(', ')}.${end}`;
}

const FATES: readonly (readonly [SettingFate, (confidence: string) => string])[] = [
  ['front', () => 'on the front'],
  ['beaten', () => 'beaten on average'],
  ['stopped', (confidence) => `stopped early because another has less of both, ${confidence} sure`],
  ['same', () => 'the same in every measure as another'],
  ['cut', () => 'cut because the budget did not pay for them'],
  ['broken', () => 'broken off because a run could not go on'],
  ['unfinished', () => 'unfinished'],
];
