import type { AnyPolicy, ParameterDescription } from '../engine/policy.ts';
import { parseDuration } from './duration.ts';
import type { Findings } from './findings.ts';
import * as messages from './messages.ts';
import type { Sentence } from './problem.ts';
import { pathText, type TreePath } from './tree.ts';

export type PolicyParameters = Readonly<Record<string, number | boolean | string>>;

/** `autoscaler.with` read by the policy's own descriptions: every described parameter gets a value. */
export function decodeParameters(
  policy: AnyPolicy,
  written: Readonly<Record<string, unknown>>,
  path: TreePath,
  findings: Findings,
): PolicyParameters {
  const known = policy.parameters.map((parameter) => parameter.name);
  for (const key of Object.keys(written)) {
    if (known.includes(key)) continue;
    findings.reportKey([...path, key], messages.unknownParameter(key, policy.name, known));
  }
  const values: Record<string, number | boolean | string> = {};
  for (const parameter of policy.parameters) {
    values[parameter.name] = parameter.default;
    if (!Object.hasOwn(written, parameter.name)) continue;
    const where = [...path, parameter.name];
    const value = readParameter(parameter, written[parameter.name], pathText(where));
    if (typeof value === 'object') findings.report(where, value);
    else values[parameter.name] = value;
  }
  return values;
}

/** The parameters of a policy that the author said nothing of. */
export const defaultParameters = (policy: AnyPolicy): PolicyParameters =>
  Object.fromEntries(policy.parameters.map((parameter) => [parameter.name, parameter.default]));

function readParameter(
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
      return withinRange({ min: 0, ...parameter }, value as number, value, path);
    case 'ratio':
      if (typeof value === 'string' && /%\s*$/.test(value)) return messages.percent(path, value);
      if (typeof value !== 'number') return messages.wrongType(path, 'number', value);
      return withinRange({ min: 0, max: 1, ...parameter }, value, value, path);
    case 'number':
      if (!Number.isFinite(value)) return messages.wrongType(path, 'number', value);
      return withinRange(parameter, value as number, value, path);
  }
}

function withinRange(
  range: Pick<ParameterDescription, 'min' | 'max'>,
  value: number,
  written: unknown,
  path: string,
): number | Sentence {
  const isDuration = typeof written === 'string';
  if (range.min !== undefined && value < range.min)
    return messages.tooSmall(path, written, range.min, true, isDuration);
  if (range.max !== undefined && value > range.max) return messages.tooBig(path, written, range.max, isDuration);
  return value;
}
