import type { Limit } from '../../engine/note.ts';
import type { LoggedDecision } from '../../measure/decision-log.ts';
import { formatFigure, formatInstant } from '../quantity.ts';

/** A decision in words: when, from how many to how many, why, by what figures, and what changed the policy's wish. */
export function decisionLines(decision: LoggedDecision): readonly string[] {
  const { at, until, count, from, to, trigger, rule, text, figures, limitedBy } = decision;
  const size = from === to ? `keeps ${to}` : `${from} → ${to}`;
  const times = count > 1 ? `${formatInstant(at)} – ${formatInstant(until)}, ${count} times` : formatInstant(at);
  const numbers = Object.entries(figures).map(
    ([name, value]) => `${name} ${typeof value === 'number' ? formatFigure(value) : (value ?? 'unknown')}`,
  );
  return [
    `${times} (${trigger}): ${size}: ${text}`,
    `  ${[rule, ...numbers].join(' · ')}`,
    ...(limitedBy === null ? [] : [`  limited by ${limitedBy}: ${LIMIT_WORDS[limitedBy]}`]),
  ];
}

const LIMIT_WORDS: Readonly<Record<Limit, string>> = {
  min: "the policy wanted fewer pods than the pool's minimum",
  max: "the policy wanted more pods than the pool's maximum",
  freeze: 'a freeze window is on',
  'apply-pending': 'no pod goes while an apply waits for its confirmation',
  'protect-running': 'no pod goes while a task runs',
  'wait-for-connecting': 'pods whose agents have not connected yet are waited for',
  cooldown: 'too soon after the last change',
  stabilization: 'an earlier wish within the window was for another size',
  'rate-limit': 'no more may come or go within the period',
  tolerance: 'the difference is too small to act on',
  headroom: 'spare pods are kept',
  floor: 'a floor is set for this time',
  'no-victim': 'no pod that may go was found',
};
