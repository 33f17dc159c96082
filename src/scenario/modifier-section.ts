import * as z from 'zod';
import type { Modifier, ModifierBinding } from '../engine/modifier.ts';
import { MODIFIERS } from '../engine/modifiers/registry.ts';
import { type ScheduleStep, schedule } from '../engine/modifiers/schedule.ts';
import type { ParameterDescription } from '../engine/policy.ts';
import type { Clock } from './clock.ts';
import { formatDuration } from './duration-text.ts';
import { byShape, keys, oneKeyOf, parsed, positiveCount } from './fields.ts';
import { type FreezeWindow, freezeIntervals, WEEKLY_WINDOW } from './freeze.ts';
import { parameterJson, readParameter } from './policy-parameters.ts';

/** One of `autoscaler.modifiers`: a map of one key, read by the modifier's own descriptions. */

/** Weekly windows, each with the fewest pods while it is open. */
const scheduleWindow = keys({
  ...WEEKLY_WINDOW,
  pods: positiveCount.max(100_000).describe('The fewest pods while the window is open.'),
}).meta({ definition: 'scheduleWindow' });

export const scheduleSchema = z.array(scheduleWindow).min(1).describe(schedule.summary);
type ScheduleWindow = FreezeWindow & { readonly pods: number };

const KIND_WORDS: Readonly<Record<ParameterDescription['kind'], string>> = {
  ratio: 'number from 0 to 1',
  count: 'whole number',
  duration: 'duration',
  boolean: 'true or false',
  choice: 'word',
  number: 'number',
};

function parameterSchema(parameter: ParameterDescription) {
  const { default: _default, description: _description, ...json } = parameterJson(parameter);
  const form = { expected: parameter.choices?.join(', ') ?? KIND_WORDS[parameter.kind] };
  return parsed(
    (value, path) => readParameter(parameter, value, path),
    parameter.kind === 'duration' ? { ...form, write: formatDuration } : form,
    json,
  );
}

type Parameters = Readonly<Record<string, unknown>>;

/** A map of parameters, or a bare value for the ones that the modifier says. */
function modifierSchema({ summary, parameters, shorthand }: Modifier<unknown, unknown>): z.ZodType<Parameters> {
  const map = keys(
    Object.fromEntries(
      parameters.map((parameter) => [
        parameter.name,
        parameterSchema(parameter).default(parameter.default).describe(parameter.summary),
      ]),
    ),
  );
  const main = parameters.find(({ name }) => name === shorthand[0]);
  if (main === undefined) return map.describe(summary);
  const defaults = Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.default]));
  const scalar = parameterSchema(main).transform((value) => ({
    ...defaults,
    ...Object.fromEntries(shorthand.map((name) => [name, value])),
  }));
  const expected = `${KIND_WORDS[main.kind]}, or a map of ${parameters.map(({ name }) => name).join(', ')}`;
  return byShape({ scalar, map }, expected).describe(summary);
}

export const modifier = oneKeyOf(
  Object.fromEntries(
    Object.values(MODIFIERS).map((each) => [
      each.name,
      each.name === schedule.name ? scheduleSchema : modifierSchema(each),
    ]),
  ),
  'modifier',
);

type WrittenModifier = z.output<typeof modifier>;

/** As the engine takes them; a schedule becomes steps up to `untilMs`. */
export function compileModifiers(
  written: readonly WrittenModifier[],
  clock: Clock | null,
  untilMs: number,
): readonly ModifierBinding[] {
  return written.map(({ kind, value }) => {
    const isSchedule = kind === schedule.name;
    const steps = isSchedule && clock !== null ? scheduleSteps(value as readonly ScheduleWindow[], clock, untilMs) : [];
    return { modifier: MODIFIERS[kind]!, parameters: isSchedule ? { steps } : (value as Parameters) };
  });
}

/** Where several windows are open, the largest number counts. */
function scheduleSteps(windows: readonly ScheduleWindow[], clock: Clock, untilMs: number): readonly ScheduleStep[] {
  const turns = windows.flatMap((window, index) =>
    freezeIntervals([window], clock, untilMs).flatMap(({ from, to }) => [
      { at: from, index, pods: window.pods },
      { at: to, index, pods: 0 },
    ]),
  );
  const open = windows.map(() => 0);
  const steps: ScheduleStep[] = [];
  for (const { at, index, pods } of turns.sort((a, b) => a.at - b.at)) {
    open[index] = pods;
    const step = { at, pods: Math.max(...open) };
    if (steps.at(-1)?.at === at) steps[steps.length - 1] = step;
    else steps.push(step);
  }
  return steps;
}
