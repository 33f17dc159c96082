import { POLICIES } from '../engine/policies/registry.ts';
import type { AnyPolicy, ParameterDescription } from '../engine/policy.ts';
import { parseDuration } from './duration.ts';
import { formatDuration } from './duration-text.ts';
import { duration } from './fields.ts';
import * as messages from './messages.ts';
import type { Sentence } from './problem.ts';
import type { Review } from './review.ts';
import { pathText, type TreePath } from './tree.ts';
import { has, type JsonSchema, when, writtenAs } from './written.ts';

export type PolicyParameters = Readonly<Record<string, number | boolean | string>>;

/** `autoscaler.with` read by the policy's own descriptions: every described parameter gets a value. */
export function decodeParameters(
  policy: AnyPolicy,
  written: Readonly<Record<string, unknown>>,
  path: TreePath,
  review: Review,
): PolicyParameters {
  const known = policy.parameters.map((parameter) => parameter.name);
  for (const key of Object.keys(written)) {
    if (known.includes(key)) continue;
    review.reportKey([...path, key], messages.unknownParameter(key, policy.name, known));
  }
  const values: Record<string, number | boolean | string> = {};
  for (const parameter of policy.parameters) {
    values[parameter.name] = parameter.default;
    if (!Object.hasOwn(written, parameter.name)) continue;
    const where = [...path, parameter.name];
    const value = readParameter(parameter, written[parameter.name], pathText(where));
    if (typeof value === 'object') review.report(where, value);
    else values[parameter.name] = value;
  }
  return values;
}

/** Those of a program, which poolproof does not know: it is told them as they are written. */
export function anyParameters(
  written: Readonly<Record<string, unknown>>,
  path: TreePath,
  review: Review,
): PolicyParameters {
  const values: Record<string, number | boolean | string> = {};
  for (const [name, value] of Object.entries(written)) {
    if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') values[name] = value;
    else review.report([...path, name], messages.notScalarParameter(pathText([...path, name]), value));
  }
  return values;
}

/** The parameters of a policy that the author said nothing of. */
export const defaultParameters = (policy: AnyPolicy): PolicyParameters =>
  Object.fromEntries(policy.parameters.map((parameter) => [parameter.name, parameter.default]));

/** One value as a scenario writes it; else what is wrong with it. `path` is for the sentence. */
export function readParameter(
  parameter: ParameterDescription,
  value: unknown,
  path: string,
): number | boolean | string | Sentence {
  switch (parameter.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? value : messages.wrongType(path, 'boolean', value);
    case 'choice': {
      const choices = parameter.choices ?? [];
      return choices.includes(value as string) ? (value as string) : messages.unknownChoice(path, value, choices);
    }
    case 'duration': {
      const ms = parseDuration(value, path);
      return typeof ms === 'number' ? withinRange(parameter, ms, value, path) : ms;
    }
    case 'count':
      if (!Number.isSafeInteger(value)) return messages.wrongType(path, 'int', value);
      return withinRange(rangeOf(parameter), value as number, value, path);
    case 'ratio':
      if (typeof value === 'string' && /%\s*$/.test(value)) return messages.percent(path, value);
      if (typeof value !== 'number') return messages.wrongType(path, 'number', value);
      return withinRange(rangeOf(parameter), value, value, path);
    case 'number':
      if (!Number.isFinite(value)) return messages.wrongType(path, 'number', value);
      return withinRange(parameter, value as number, value, path);
  }
}

export type ParameterBounds = Pick<ParameterDescription, 'min' | 'max'>;

/** What every parameter of a kind may be, where its description does not say otherwise. */
export const BOUNDS_OF_KIND: Readonly<Record<ParameterDescription['kind'], ParameterBounds>> = {
  ratio: { min: 0, max: 1 },
  count: { min: 0 },
  duration: { min: 0 },
  number: {},
  boolean: {},
  choice: {},
};

/** Least and most, both included: its own, else its kind's. */
export const rangeOf = ({ kind, min, max }: ParameterBounds & Pick<ParameterDescription, 'kind'>): ParameterBounds => ({
  ...BOUNDS_OF_KIND[kind],
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
});

function withinRange(range: ParameterBounds, value: number, written: unknown, path: string): number | Sentence {
  const isDuration = typeof written === 'string';
  if (range.min !== undefined && value < range.min)
    return messages.tooSmall(path, written, range.min, true, isDuration);
  if (range.max !== undefined && value > range.max) return messages.tooBig(path, written, range.max, isDuration);
  return value;
}

/** For editors: what `with` may hold under each policy. */
export const policyRules = (defaultPolicy: string): readonly JsonSchema[] =>
  Object.values(POLICIES).map((policy) => {
    const parameters = Object.fromEntries(
      policy.parameters.map((parameter) => [parameter.name, parameterJson(parameter)]),
    );
    const written = { type: 'object', properties: parameters, additionalProperties: false };
    const isNamed = has('policy', policy.name);
    // Without `required`, the rule of the default also holds where no policy is named.
    const condition = policy.name === defaultPolicy ? { properties: isNamed.properties } : isNamed;
    return when(condition, { properties: { with: written } });
  });

export function parameterJson(parameter: ParameterDescription): JsonSchema {
  const { kind, summary: description, default: value, choices } = parameter;
  const { min, max } = rangeOf(parameter);
  const range = { ...(min === undefined ? {} : { minimum: min }), ...(max === undefined ? {} : { maximum: max }) };
  switch (kind) {
    case 'boolean':
      return { type: 'boolean', default: value, description };
    case 'choice':
      return { type: 'string', enum: choices, default: value, description };
    case 'duration':
      return { ...durationJson(), default: formatDuration(value as number), description };
    case 'count':
      return { type: 'integer', ...range, default: value, description };
    case 'ratio':
      return { type: 'number', ...range, default: value, description };
    case 'number':
      return { type: 'number', ...range, default: value, description };
  }
}

export function durationJson(): JsonSchema {
  const written = writtenAs(duration);
  return written?.kind === 'scalar' ? written.json : {};
}
