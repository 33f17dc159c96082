import type { TaskExplanation, TaskPhase, TaskWait, WaitSpan } from '../../measure/explain/task-explanation.ts';
import { WAIT_CAUSES } from '../../measure/wait-cause.ts';
import { formatDuration, formatInstant } from '../quantity.ts';
import { WAIT_CAUSE_WORDS } from '../wait-cause-words.ts';
import { detailText } from './wait-text.ts';

/** Why a task waited, span by span, and what ran when, as lines of text. */
export function taskLines(explanation: TaskExplanation): readonly string[] {
  const { task, pool, workspace, type, submittedAt, waits, phases, confirmation, state, end } = explanation;
  const blocks = [
    ...(confirmation === null ? [] : [{ at: confirmation.from, lines: [confirmationText(confirmation)] }]),
    ...waits.filter(({ from, to }) => to > from).map((wait) => ({ at: wait.from, lines: waitLines(wait) })),
    ...phases.map((phase) => ({ at: phase.beganAt, lines: [phaseText(phase)] })),
  ].sort((a, b) => a.at - b.at);
  const ending =
    end === null
      ? `not ended; its state is ${state ?? 'unknown to the server'}`
      : `${formatInstant(end.at)}  ${end.state}${end.cause === null ? '' : ` (${end.cause})`}`;
  return [
    `${task}: ${type} of ${workspace} in ${pool}, submitted at ${formatInstant(submittedAt)}`,
    ...blocks.flatMap(({ lines }) => lines.map((line) => `  ${line}`)),
    `  ${ending}`,
  ];
}

function waitLines({ phase, isAgain, from, to, isCensored, poolMs, spans }: TaskWait): readonly string[] {
  const whole = formatDuration(to - from);
  const own = to - from - poolMs;
  const share = own > 0 ? `, ${formatDuration(poolMs)} of it for the pool` : '';
  const never = isCensored ? ' (it never began)' : '';
  const sums = WAIT_CAUSES.flatMap((cause) => {
    const ms = spans.reduce((sum, span) => sum + (span.cause === cause ? span.to - span.from : 0), 0);
    return ms > 0 ? [`${WAIT_CAUSE_WORDS[cause]} ${formatDuration(ms)}`] : [];
  });
  return [
    `${formatInstant(from)}  waited ${whole} for its ${phase}${isAgain ? ' again' : ''}${share}${never}`,
    ...spans.slice(0, SPANS_SHOWN).map((span) => `  ${spanText(span)}`),
    ...(spans.length > SPANS_SHOWN ? [`  and ${spans.length - SPANS_SHOWN} spans more (all of them with --json)`] : []),
    ...(spans.length > 1 ? [`  in all: ${sums.join(', ')}`] : []),
  ];
}

function spanText({ from, to, cause, detail }: WaitSpan): string {
  const more = detailText(detail);
  const why = more === '' ? WAIT_CAUSE_WORDS[cause] : `${WAIT_CAUSE_WORDS[cause]}: ${more}`;
  return `${formatInstant(from)} – ${formatInstant(to)}  ${formatDuration(to - from)}  ${why}`;
}

function phaseText({ phase, pod, slot, beganAt, endedAt, outcome }: TaskPhase): string {
  const end = endedAt === null ? 'not seen to end' : `${outcome} at ${formatInstant(endedAt)}`;
  return `${formatInstant(beganAt)}  ${phase} on ${pod}, slot ${slot}: ${end}`;
}

function confirmationText({ from, to }: { readonly from: number; readonly to: number | null }): string {
  return `${formatInstant(from)}  waited for a person's word${to === null ? ', to the end' : `: ${formatDuration(to - from)}`}`;
}

const SPANS_SHOWN = 40;
