import { POLICIES } from '../engine/policies/registry.ts';
import type { AnyPolicy, ParameterDescription } from '../engine/policy.ts';
import * as messages from './messages.ts';
import { BOUNDS_OF_KIND, rangeOf } from './policy-parameters.ts';
import type { Sentence } from './problem.ts';

/** What is wrong with the default export of a user's module, all of it; empty = it is a policy. `path` is for the sentences. */
export function policyMistakes(path: string, exported: unknown): readonly Sentence[] {
  if (exported === undefined) return [messages.policyNotExported(path)];
  if (!isObject(exported)) return [messages.policyNotObject(path, exported)];
  const say = (field: string, wanted: string) => messages.policyFieldWrong(path, field, wanted, exported[field]);
  const { name, summary, nativePeriodMs, reactsWithinMs, parameters } = exported;
  return [
    ...(typeof name === 'string' && NAME.test(name) ? nameTaken(path, name) : [say('name', 'a word like my-policy')]),
    ...(typeof summary === 'string' && summary !== '' ? [] : [say('summary', 'one sentence')]),
    ...(isTime(nativePeriodMs, 1) ? [] : [say('nativePeriodMs', 'a whole number of ms above 0')]),
    ...(reactsWithinMs === undefined || isTime(reactsWithinMs, 0)
      ? []
      : [say('reactsWithinMs', 'a whole number of ms, or absent')]),
    ...['decide', 'initialMemory', 'promises']
      .filter((field) => typeof exported[field] !== 'function')
      .map((field) => say(field, 'a function')),
    ...(Array.isArray(parameters)
      ? parameters.flatMap((each, index) => parameterMistakes(path, index, each, parameters))
      : [say('parameters', 'a list of descriptions')]),
  ];
}

/** After `policyMistakes` found none. */
export const asPolicy = (exported: unknown): AnyPolicy => exported as AnyPolicy;

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const PARAMETER_NAME = /^[A-Za-z][A-Za-z0-9]*$/;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTime = (value: unknown, least: number): boolean => Number.isSafeInteger(value) && (value as number) >= least;

const nameTaken = (path: string, name: string): readonly Sentence[] =>
  Object.hasOwn(POLICIES, name) ? [messages.policyNameTaken(path, name)] : [];

function parameterMistakes(
  path: string,
  index: number,
  parameter: unknown,
  all: readonly unknown[],
): readonly Sentence[] {
  const place = `parameters[${index}]`;
  if (!isObject(parameter))
    return [messages.policyFieldWrong(path, place, 'a description: { name, kind, … }', parameter)];
  const say = (field: string, wanted: string) =>
    messages.policyFieldWrong(path, `${place}.${field}`, wanted, parameter[field]);
  const { name, kind, summary, min, max, choices } = parameter;
  const found: Sentence[] = [];
  if (typeof name !== 'string' || !PARAMETER_NAME.test(name)) found.push(say('name', 'a word like targetShare'));
  else if (all.findIndex((each) => isObject(each) && each.name === name) !== index)
    found.push(say('name', 'a name that no other parameter has'));
  if (typeof summary !== 'string' || summary === '') found.push(say('summary', 'one sentence'));
  for (const [field, bound] of [
    ['min', min],
    ['max', max],
  ] as const)
    if (bound !== undefined && !Number.isFinite(bound)) found.push(say(field, 'a number, or absent'));
  if (!KINDS.includes(kind as ParameterDescription['kind'])) {
    found.push(say('kind', `one of ${KINDS.join(', ')}`));
    return found;
  }
  const hasChoices = Array.isArray(choices) && choices.length > 0 && choices.every((each) => typeof each === 'string');
  if (kind === 'choice' && !hasChoices) found.push(say('choices', 'a list of words'));
  const wanted = defaultWanted(parameter as unknown as ParameterDescription);
  if (wanted !== null) found.push(say('default', wanted));
  return found;
}

const KINDS = Object.keys(BOUNDS_OF_KIND) as readonly ParameterDescription['kind'][];

/** What the default should be; null = it is. */
function defaultWanted(parameter: ParameterDescription): string | null {
  const { kind, default: value, choices } = parameter;
  switch (kind) {
    case 'boolean':
      return typeof value === 'boolean' ? null : 'true or false';
    case 'choice':
      return choices?.includes(value as string) === true ? null : 'one of its choices';
    default: {
      const isWhole = kind === 'count' || kind === 'duration';
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = rangeOf(parameter);
      const isGood =
        (isWhole ? Number.isSafeInteger(value) : Number.isFinite(value)) &&
        (value as number) >= min &&
        (value as number) <= max;
      const unit = kind === 'duration' ? ' of ms' : '';
      return isGood ? null : `a ${isWhole ? 'whole ' : ''}number${unit} within its range`;
    }
  }
}
