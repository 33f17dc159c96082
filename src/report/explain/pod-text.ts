import type { DeleteCause } from '../../engine/command.ts';
import type { PodExplanation } from '../../measure/explain/pod-explanation.ts';
import { formatInstant } from '../quantity.ts';
import { decisionLines } from './decision-text.ts';
import { POD_STATE_WORDS } from './wait-text.ts';

/** What became of a pod and what ran on it, as lines of text. */
export function podLines({ pod, pool, askedBy, steps, work, deletion }: PodExplanation): readonly string[] {
  return [
    `${pod} of ${pool}`,
    ...(askedBy === null ? [] : ['  asked for by', ...decisionLines(askedBy).map((line) => `    ${line}`)]),
    ...steps.map(
      ({ at, state, reason }) =>
        `  ${formatInstant(at)}  ${POD_STATE_WORDS[state]}${reason === null ? '' : `: ${reason}`}`,
    ),
    ...(deletion === null
      ? []
      : [
          `  deleted at ${formatInstant(deletion.at)}: ${DELETE_WORDS[deletion.cause]}`,
          ...(deletion.decision === null ? [] : decisionLines(deletion.decision).map((line) => `    ${line}`)),
        ]),
    ...(work.length === 0 ? ['  nothing ran on it'] : ['  work']),
    ...work.map(({ task, phase, slot, beganAt, endedAt, outcome }) => {
      const end = endedAt === null ? 'not seen to end' : `${outcome} at ${formatInstant(endedAt)}`;
      return `    ${formatInstant(beganAt)}  ${phase} of ${task}, slot ${slot}: ${end}`;
    }),
  ];
}

const DELETE_WORDS: Readonly<Record<DeleteCause, string>> = {
  'scale-down': 'the pool was made smaller',
  freeze: 'a freeze window is on',
  reaper: 'it was dead',
  unhealthy: 'it ran without an agent for too long',
};
