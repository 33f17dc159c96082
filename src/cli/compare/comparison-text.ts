import type { PolicyComparison, PolicyResult } from '../../experiment/compare/policy-comparison.ts';
import {
  BOUND_COLUMN,
  DECISION_COLUMNS,
  differenceText,
  hasBound,
  headingOf,
  meanText,
  ranked,
  rankText,
  unitOf,
} from '../../report/compare/compare-figures.ts';
import { breachNotes, interruptedNote, methodNotes } from '../../report/compare/compare-notes.ts';
import type { Terminal } from '../terminal.ts';
import { wrapWords } from '../text-table.ts';

/** Wait and cost with their differences, what the policies decided, and how to read it. Every line fits the terminal. */
export function comparisonText(comparison: PolicyComparison, terminal: Terminal): string {
  const policies = ranked(comparison);
  const notes = [...methodNotes(comparison), ...policies.flatMap(breachNotes)];
  const interrupted = interruptedNote(comparison);
  const title = `${comparison.scenario} > ${comparison.variant}`;
  return [
    terminal.paint('bold', title),
    ...(interrupted === null ? [] : wrapWords(interrupted, terminal.width)),
    '',
    ...figureTable(['rank', ...waitAndCostHeadings(comparison), ''], policies, terminal.width, (policy) => [
      rankText(comparison, policy),
      ...waitAndCost(comparison, policy),
      policy.isOnFront ? '◆' : '',
    ]),
    '',
    ...decisionTable(comparison, policies, terminal.width),
    '',
    ...notes.flatMap((note) => wrapWords(note, terminal.width)).map((line) => terminal.paint('dim', line)),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

export function waitAndCostHeadings(comparison: PolicyComparison): readonly string[] {
  const { wait, cost, replications } = comparison;
  return [wait, cost].flatMap((name) => [
    headingOf(name, unitOf(comparison, name)),
    ...(replications > 1 ? ['to baseline'] : []),
  ]);
}

export function waitAndCost(comparison: PolicyComparison, policy: PolicyResult): readonly string[] {
  const { wait, cost, replications } = comparison;
  return [wait, cost].flatMap((name) => {
    const unit = unitOf(comparison, name);
    const difference = policy.measures[name]?.difference ?? null;
    const shown = policy.isBaseline ? 'baseline ' : differenceText(difference, unit);
    return [meanText(policy, name, unit), ...(replications > 1 ? [shown] : [])];
  });
}

function decisionTable(
  comparison: PolicyComparison,
  policies: readonly PolicyResult[],
  width: number,
): readonly string[] {
  const columns = hasBound(comparison) ? [...DECISION_COLUMNS, BOUND_COLUMN] : DECISION_COLUMNS;
  return figureTable(
    columns.map(({ heading }) => heading),
    policies,
    width,
    (policy) => columns.map(({ text }) => text(policy)),
  );
}

/** Figures right-aligned after the policy's name; a name that leaves them no room stands on a line of its own. */
export function figureTable(
  headings: readonly string[],
  policies: readonly PolicyResult[],
  width: number,
  cellsOf: (policy: PolicyResult) => readonly string[],
): readonly string[] {
  const rows = policies.map(cellsOf);
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const figures = (cells: readonly string[]): string =>
    cells.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ');
  const room = width - 2 - widths.reduce((sum, each) => sum + each + 2, -2);
  const longest = Math.max('policy'.length, ...policies.map((policy) => policy.label.length));
  const names = Math.max(0, Math.min(longest, room));
  const line = (label: string, cells: readonly string[]): readonly string[] => {
    const rest = `${' '.repeat(names)}  ${figures(cells)}`.trimEnd();
    return label.length > names ? [label, rest] : [`${label.padEnd(names)}  ${figures(cells)}`.trimEnd()];
  };
  return [
    ...line(names >= 6 ? 'policy' : '', headings),
    ...policies.flatMap((policy, row) => line(policy.label, rows[row]!)),
  ];
}
