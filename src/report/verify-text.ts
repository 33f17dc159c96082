import type { MeasureAgreement } from '../experiment/verify.ts';
import type { DecisionAgreement } from '../measure/decision-agreement.ts';
import type { LoggedDecision } from '../measure/decision-log.ts';
import { formatInstant, formatMeasure, formatNumber, formatRatio } from './quantity.ts';

/** With its sign: `+4.2s`. */
export function differenceText({ difference, unit }: Pick<MeasureAgreement, 'difference' | 'unit'>): string {
  if (difference === null) return 'none';
  return `${difference > 0 ? '+' : ''}${formatMeasure(difference, unit)}`;
}

/** With its sign: `-3.1 %`; `none` of a real value of 0. */
export function relativeText({ relative }: Pick<MeasureAgreement, 'relative'>): string {
  if (relative === null) return 'none';
  return `${relative > 0 ? '+' : ''}${formatRatio(relative)}`;
}

/** How far the scaling decisions agree, in sentences. */
export function decisionLines({
  counts: [simulated, real],
  ratio,
  firstDifference,
}: DecisionAgreement): readonly string[] {
  const lines = [
    `scaling decisions: ${simulated} simulated, ${real} real; in common, in order: ${formatNumber(ratio * 100)} %`,
  ];
  if (firstDifference === null) return lines;
  const { number, first, second } = firstDifference;
  return [
    ...lines,
    `the first that differs is number ${number}:`,
    `  simulated ${said(first)}`,
    `  real      ${said(second)}`,
  ];
}

const said = ({ at, pool, from, to, rule, text }: LoggedDecision): string =>
  `${formatInstant(at)} ${pool} ${from} → ${to}, ${rule}: ${text}`;
