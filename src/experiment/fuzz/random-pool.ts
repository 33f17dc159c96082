import { MODIFIERS } from '../../engine/modifiers/registry.ts';
import { POLICIES } from '../../engine/policies/registry.ts';
import type { ParameterDescription } from '../../engine/policy.ts';
import { PLACEMENTS, READINESS_RULES, SLOT_RULES, VICTIM_RULES } from '../../engine/pool-config.ts';
import { rangeOf } from '../../scenario/policy-parameters.ts';
import type { Draw } from './draw.ts';
import type { FuzzChoice } from './fuzz-choice.ts';

/** A small pool: what is cheap to run and quick to read, with deadlines that fit into its quarter of an hour. */
export function randomPool(draw: Draw, choice: FuzzChoice): Record<string, unknown> {
  const min = draw.pick([0, 0, 0, 1, 1, 2]);
  const isFree = choice.choices === 'any';
  const policy = draw.pick(choice.policies);
  const parameters = POLICIES[policy]?.parameters ?? [];
  return {
    min,
    max: Math.max(min, draw.int(1, 4)),
    agent: randomAgent(draw, isFree),
    pods: draw.some(0.6, {
      start: () => draw.seconds(0, 60),
      connect: () => draw.seconds(0, 30),
      terminate: () => draw.seconds(0, 30),
      init: () => draw.seconds(0, 30),
      register: () => draw.seconds(0, 60),
    }),
    ...draw.some(0.1, { latency: () => ({ accept: draw.seconds(0, 2), report: draw.seconds(0, 2) }) }),
    autoscaler: {
      policy,
      ...(draw.chance(0.3) ? { with: randomParameters(draw, parameters) } : {}),
      ...draw.some(0.15, { every: () => draw.seconds(5, 30) }),
      ...draw.some(0.1, { modifiers: () => draw.list(draw.int(1, 2), () => randomModifier(draw)) }),
      ...(isFree
        ? draw.some(0.3, {
            victims: () => draw.pick(VICTIM_RULES),
            reaper: () => draw.chance(0.5),
            protectRunning: () => draw.chance(0.5),
            waitForConnecting: () => draw.chance(0.5),
            ensureMin: () => draw.chance(0.5),
            unhealthyRestart: () => draw.chance(0.5),
          })
        : {}),
    },
    dispatch: {
      ...draw.some(0.2, {
        reservationExpiry: () => draw.seconds(30, 300),
        lostAfter: () => draw.seconds(30, 300),
        taskTimeout: () => draw.seconds(60, 600),
        claimDeadline: () => draw.seconds(30, 300),
        placement: () => draw.pick(PLACEMENTS),
        onAgentLost: () => draw.pick(['fail', 'retry-plan']),
      }),
      ...(isFree
        ? draw.some(0.3, {
            mode: () => draw.pick(['event-driven', 'retry-timer']),
            readiness: () => draw.pick(READINESS_RULES),
            assignment: () => draw.pick(['immediate', 'when-connected']),
            heartbeats: () => draw.pick(['durable', 'forgotten']),
            orphans: () => draw.pick(['keep', 'fail']),
            scaleUpOnNoAgent: () => draw.chance(0.5),
          })
        : {}),
    },
    ...(draw.chance(0.12) ? { freeze: [randomFreeze(draw)] } : {}),
  };
}

function randomAgent(draw: Draw, isFree: boolean): Record<string, unknown> {
  const limit = draw.chance(0.2) ? { maxTasks: draw.pick([1, 2, 5]) } : {};
  if (!isFree) return { ...draw.some(0.4, { slots: () => draw.int(1, 4) }), ...limit };
  const rule = draw.pick(SLOT_RULES);
  if (rule === 'single') return { rule, ...limit };
  return { rule, ...(rule === 'weighted' ? { slots: draw.int(3, 6) } : {}), ...limit };
}

/** The clock starts at eight. */
function randomFreeze(draw: Draw): Record<string, string> {
  const from = draw.int(0, 8);
  const minute = (value: number): string => `08:${String(value).padStart(2, '0')}`;
  return { from: minute(from), to: minute(from + draw.int(0, 5)) };
}

/** A schedule is of windows, all others are of parameters like a policy's. */
function randomModifier(draw: Draw): Record<string, unknown> {
  const name = draw.pick(Object.keys(MODIFIERS));
  if (name === 'schedule') return { schedule: [{ ...randomFreeze(draw), pods: draw.int(1, 3) }] };
  return { [name]: randomParameters(draw, MODIFIERS[name]?.parameters ?? []) };
}

function randomParameters(draw: Draw, parameters: readonly ParameterDescription[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const parameter of parameters) if (draw.chance(0.4)) values[parameter.name] = randomParameter(draw, parameter);
  return values;
}

/** Near the default, where its author would look for a better one; the ends of its range are tried, too. */
function randomParameter(draw: Draw, parameter: ParameterDescription): unknown {
  const { kind, default: usual, choices } = parameter;
  const within = (value: number): number => {
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = rangeOf(parameter);
    return Math.min(Math.max(value, min), max);
  };
  switch (kind) {
    case 'boolean':
      return draw.chance(0.5);
    case 'choice':
      return draw.pick(choices ?? [usual]);
    case 'ratio':
      return within(draw.int(0, 20) / 20);
    case 'count':
      return within(draw.int(0, 2 * (usual as number) + 2));
    case 'duration':
      return `${within(draw.int(0, 2 * Math.ceil((usual as number) / 1000) + 60) * 1000)}ms`;
    case 'number':
      return within((usual as number) * draw.pick([0.5, 1, 2]));
  }
}
