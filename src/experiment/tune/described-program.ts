import type { AnyPolicy, ParameterDescription } from '../../engine/policy.ts';
import type { PolicyParameters } from '../../scenario/policy-parameters.ts';

/**
 * A program of the user's does not tell its parameters. Those that are searched are taken for what their ranges look like (`--param` texts),
 * those that it is told for what they are, so that a search can treat it as a policy that describes them. None has a default: what
 * nobody gives the program is not told.
 */
export function describedProgram(
  program: AnyPolicy,
  ranges: readonly string[],
  told: PolicyParameters | null,
): AnyPolicy {
  const searched = ranges.map(parameterOf).filter((parameter) => parameter !== null);
  const names = searched.map(({ name }) => name);
  const given = Object.entries(told ?? {}).filter(([name]) => !names.includes(name));
  return { ...program, parameters: [...searched, ...given.map(([name, value]) => ofValue(name, value))] };
}

/** Null where the text names nothing; whoever reads the range says so. */
function parameterOf(range: string): ParameterDescription | null {
  const [, name, body] = /^\s*([A-Za-z]\w*)\s*=(.*)$/s.exec(range) ?? [];
  if (name === undefined || body === undefined) return null;
  // Whether whole ends mean whole numbers nobody can tell: a step of 1 says so.
  if (body.includes('..')) return described(name, 'number');
  const values = body.split('|').map((value) => value.trim());
  if (values.every((value) => value !== '' && Number.isFinite(Number(value)))) return described(name, 'number');
  if (values.every((value) => value === 'true' || value === 'false')) return described(name, 'boolean');
  return { ...described(name, 'choice'), choices: values };
}

function ofValue(name: string, value: number | boolean | string): ParameterDescription {
  if (typeof value === 'string') return { ...described(name, 'choice'), choices: [value] };
  return described(name, typeof value === 'number' ? 'number' : 'boolean');
}

const described = (name: string, kind: ParameterDescription['kind']): ParameterDescription => ({
  name,
  kind,
  default: NONE,
  summary: 'Of a program of your own.',
});

/** No value of any of them. */
const NONE = '';
