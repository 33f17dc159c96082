import type { PolicyComparison } from '../../experiment/compare/policy-comparison.ts';
import { escapeMarkdown, markdownRow } from '../markdown-text.ts';
import {
  BOUND_COLUMN,
  DECISION_COLUMNS,
  differenceText,
  hasBound,
  headingOf,
  labelOf,
  meanText,
  ranked,
  rankText,
  unitOf,
} from './compare-figures.ts';
import { breachNotes, interruptedNote, methodNotes } from './compare-notes.ts';

/** A comparison in Markdown, for pull requests and CI summaries. */
export function comparisonMarkdown(comparison: PolicyComparison, version: string): string {
  const { scenario, variant, about, measures, replications } = comparison;
  const units = measures.map((name) => unitOf(comparison, name));
  const policies = ranked(comparison);
  const isReplicated = replications > 1;
  const figures = measures.flatMap((name, index) => [
    headingOf(name, units[index]!),
    ...(isReplicated ? ['to baseline'] : []),
  ]);
  const extra = hasBound(comparison) ? [...DECISION_COLUMNS, BOUND_COLUMN] : DECISION_COLUMNS;
  const interrupted = interruptedNote(comparison);
  const lines = [
    `# ${escapeMarkdown(scenario)} › ${escapeMarkdown(variant)}: policies compared`,
    '',
    ...(interrupted === null ? [] : [`**${escapeMarkdown(interrupted)}**`, '']),
    ...(about === '' ? [] : [escapeMarkdown(about), '']),
    markdownRow(['rank', 'policy', ...figures, 'front']),
    `|---|---|${figures.map(() => '---:|').join('')}---|`,
    ...policies.map((policy) =>
      markdownRow([
        rankText(comparison, policy),
        labelOf(policy),
        ...measures.flatMap((name, index) => [
          meanText(policy, name, units[index]!),
          ...(isReplicated ? [differenceText(policy.measures[name]?.difference ?? null, units[index]!).trim()] : []),
        ]),
        policy.isOnFront ? '◆' : '',
      ]),
    ),
    '',
    markdownRow(['policy', ...extra.map(({ heading }) => heading)]),
    `|---|${extra.map(() => '---:|').join('')}`,
    ...policies.map((policy) => markdownRow([labelOf(policy), ...extra.map(({ text }) => text(policy))])),
    '',
    ...methodNotes(comparison).map((note) => `- ${escapeMarkdown(note)}`),
    ...policies.flatMap(breachNotes).map((note) => `- ${escapeMarkdown(note)}`),
    '',
    `poolproof ${version}.`,
  ];
  return `${lines.join('\n')}\n`;
}
