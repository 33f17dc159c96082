import type { Moment } from '../../measure/explain/journal-guide.ts';
import type { PodGroup, PoolMoment, QueueGroup } from '../../measure/explain/pool-moment.ts';
import { formatInstant } from '../quantity.ts';
import { WAIT_CAUSE_WORDS } from '../wait-cause-words.ts';
import { decisionLines } from './decision-text.ts';
import { detailText, POD_STATE_WORDS } from './wait-text.ts';

/** Why each pool had its size at a time, as lines of text. */
export const momentLines = ({ at, serverDownSince, faults, pools }: Moment): readonly string[] => [
  ...pools.flatMap((pool) => poolLines(pool, at)),
  ...(serverDownSince === null ? [] : [`the server is down since ${formatInstant(serverDownSince)}`]),
  ...faults.map(({ name, since }) => `fault ${name} is on since ${formatInstant(since)}`),
];

function poolLines(moment: PoolMoment, at: number): readonly string[] {
  const { pool, policy, min, max, pods, desired, decision, lastChange, podStates, slots, queue } = moment;
  const isHold = decision !== null && decision.from === decision.to;
  return [
    `${pool} at ${formatInstant(at)}: ${pods} pods, ${desired} desired (${policy}, min ${min}, max ${max})`,
    '  last decision',
    ...(decision === null ? ['    none yet'] : indented(decisionLines(decision))),
    ...(isHold && lastChange !== null ? ['  last change', ...indented(decisionLines(lastChange))] : []),
    '  pods',
    ...(podStates.length === 0 ? ['    none'] : podStates.map((group) => `    ${podsText(group)}`)),
    `  slots: ${slots.running} running, ${slots.reserved} reserved, ${slots.claimed} claimed, ${slots.idle} idle, ${slots.offline} offline, ${slots.starting} starting`,
    '  queue',
    ...(queue.length === 0 ? ['    empty'] : queue.map((group) => `    ${queueText(group)}`)),
    ...(moment.unconfirmed === 0 ? [] : [`    ${moment.unconfirmed} wait for a person's word on their apply`]),
  ];
}

function podsText({ state, pods }: PodGroup): string {
  const shown = pods.slice(0, PODS_SHOWN).map(({ pod, since, reason, cordoned, tasks }) => {
    const more = [
      `since ${formatInstant(since)}`,
      ...(cordoned ? ['cordoned'] : []),
      ...(reason === null ? [] : [reason]),
      ...(tasks.length === 0 ? [] : [`has ${tasks.join(', ')}`]),
    ];
    return `${pod} (${more.join('; ')})`;
  });
  const rest = pods.length > PODS_SHOWN ? [`and ${pods.length - PODS_SHOWN} more`] : [];
  return `${pods.length} ${POD_STATE_WORDS[state]}: ${[...shown, ...rest].join(', ')}`;
}

function queueText({ type, cause, tasks, oldest, since, detail }: QueueGroup): string {
  const more = detailText(detail);
  const why = more === '' ? WAIT_CAUSE_WORDS[cause] : `${WAIT_CAUSE_WORDS[cause]} (${more})`;
  return `${tasks} ${type}: ${why}; the oldest is ${oldest}, since ${formatInstant(since)}`;
}

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `    ${line}`);

const PODS_SHOWN = 8;
