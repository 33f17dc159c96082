import type { AnyPolicy, ParameterDescription } from '../engine/policy.ts';
import { formatDuration } from './duration-text.ts';
import * as messages from './messages.ts';
import { type PolicyParameters, readParameter } from './policy-parameters.ts';
import type { Problem, Sentence } from './problem.ts';
import { argumentSource, type Position, problemAt, type Source } from './source.ts';
import { toPlain } from './tree.ts';
import { parseYaml } from './yaml-tree.ts';

export type ParameterValue = PolicyParameters[string];

/** Where a search may put a parameter. Durations are ms. */
export type ParameterRange =
  /** These alone. Of ordered ones two neighbours are alike; words have no neighbours. */
  | {
      readonly kind: 'listed';
      readonly parameter: ParameterDescription;
      readonly values: readonly ParameterValue[];
      readonly isOrdered: boolean;
    }
  /** Anything from `low` to `high`, both included; on a logarithmic scale equal ratios are equal distances. */
  | {
      readonly kind: 'interval';
      readonly parameter: ParameterDescription;
      readonly low: number;
      readonly high: number;
      readonly scale: 'linear' | 'log';
    };

/**
 * Reads `name=low..high`, `name=low..high:step`, `name=low..high:log` or `name=a|b|c`, values as a scenario writes them, within what the policy
 * describes. `option` is what it was given to, for messages: `--param`.
 */
export function parseParameterRange(
  written: string,
  option: string,
  policy: AnyPolicy,
): ParameterRange | { readonly problems: readonly Problem[] } {
  const text = new RangeText(`${option} ${written}`, option.length + 1);
  const equals = written.indexOf('=');
  const name = written.slice(0, Math.max(equals, 0)).trim();
  if (equals < 1 || name === '') return text.refused(0, messages.malformedRange(written));
  const parameter = policy.parameters.find((each) => each.name === name);
  if (parameter === undefined) {
    const known = policy.parameters.map((each) => each.name);
    return text.refused(0, messages.unknownParameter(name, policy.name, known));
  }
  const body = written.slice(equals + 1);
  const [, lowText, highText, , suffix] = /^([^|]+?)\.\.([^|:]+)(:(.*))?$/.exec(body) ?? [];
  if (lowText === undefined || highText === undefined) return listed(parameter, body, equals + 1, text);
  if (parameter.kind === 'choice' || parameter.kind === 'boolean')
    return text.refused(equals + 1, messages.rangeOfWords(name, parameter.choices ?? ['true', 'false']));
  const highAt = equals + 1 + lowText.length + 2;
  const low = text.value(parameter, lowText, equals + 1);
  const high = text.value(parameter, highText, highAt);
  if (typeof low !== 'number' || typeof high !== 'number') return { problems: text.problems };
  if (low >= high) return text.refused(equals + 1, messages.emptyRange(name, lowText.trim(), highText.trim()));
  const suffixAt = highAt + highText.length + 1;
  if (suffix?.trim() === 'log') {
    if (low <= 0) return text.refused(equals + 1, messages.logFromZero(name, lowText.trim()));
    return { kind: 'interval', parameter, low, high, scale: 'log' };
  }
  if (suffix !== undefined) {
    const step = text.value({ name, kind: parameter.kind, default: 0, summary: '' }, suffix, suffixAt);
    if (typeof step !== 'number') return { problems: text.problems };
    if (step <= 0) return text.refused(suffixAt, messages.stepNotAbove(name, suffix.trim()));
    if (step > high - low)
      return text.refused(suffixAt, messages.stepBeyondRange(name, suffix.trim(), lowText.trim(), highText.trim()));
    return stepped(parameter, { low, high, step }) ?? text.refused(suffixAt, tooFine(name, { low, high, step }));
  }
  const whole = parameter.kind === 'count' && high - low <= FEW ? stepped(parameter, { low, high, step: 1 }) : null;
  return whole ?? { kind: 'interval', parameter, low, high, scale: 'linear' };
}

/** As a scenario writes it. */
export const parameterValueText = (parameter: ParameterDescription, value: ParameterValue): string =>
  parameter.kind === 'duration' ? formatDuration(value as number) : String(value);

/** As the command line takes it, for reports. */
export function parameterRangeText(range: ParameterRange): string {
  const shown = (value: ParameterValue): string => parameterValueText(range.parameter, value);
  if (range.kind === 'listed') return range.values.map(shown).join('|');
  return `${shown(range.low)}..${shown(range.high)}${range.scale === 'log' ? ':log' : ''}`;
}

/** One `--param`, with the places of its pieces. */
class RangeText {
  readonly problems: Problem[] = [];
  readonly #source: Source;
  readonly #start: number;

  constructor(argument: string, start: number) {
    this.#source = argumentSource(argument);
    this.#start = start;
  }

  /** Null = it is not one, and the problem says so. */
  value(parameter: ParameterDescription, written: string, column: number): ParameterValue | null {
    const { root, problems } =
      written.trim() === ''
        ? { root: null, problems: [] }
        : parseYaml(written, this.#source, { columns: this.#start + column });
    this.problems.push(...problems);
    if (root === null) {
      if (problems.length === 0) this.#report(column, messages.malformedRange(`${parameter.name}=${written}`));
      return null;
    }
    const value = readParameter(parameter, toPlain(root), parameter.name);
    if (typeof value !== 'object') return value;
    this.#report(column, value);
    return null;
  }

  refused(column: number, sentence: Sentence): { readonly problems: readonly Problem[] } {
    this.#report(column, sentence);
    return { problems: this.problems };
  }

  #report(column: number, sentence: Sentence): void {
    const at: Position = { source: this.#source, line: 1, column: this.#start + column + 1 };
    this.problems.push(problemAt(at, sentence));
  }
}

function listed(
  parameter: ParameterDescription,
  body: string,
  column: number,
  text: RangeText,
): ParameterRange | { readonly problems: readonly Problem[] } {
  const values: ParameterValue[] = [];
  let at = column;
  for (const piece of body.split('|')) {
    const value = text.value(parameter, piece, at);
    if (value !== null && !values.includes(value)) values.push(value);
    at += piece.length + 1;
  }
  if (text.problems.length > 0) return { problems: text.problems };
  const isOrdered = values.every((value) => typeof value === 'number');
  if (isOrdered) values.sort((a, b) => (a as number) - (b as number));
  return { kind: 'listed', parameter, values, isOrdered };
}

interface Steps {
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

/** Null where there would be too many. */
function stepped(parameter: ParameterDescription, steps: Steps): ParameterRange | null {
  const count = countOf(steps);
  if (count > MOST) return null;
  const { low, step } = steps;
  // Sums of tenths are not tenths: 0.1 + 0.2.
  const values = Array.from({ length: count }, (_, index) => Number((low + index * step).toPrecision(12)));
  return { kind: 'listed', parameter, values, isOrdered: true };
}

const countOf = ({ low, high, step }: Steps): number => Math.floor((high - low) / step + 1e-9) + 1;
const tooFine = (name: string, steps: Steps): Sentence => messages.rangeTooFine(name, countOf(steps), MOST);

/** Whole numbers up to which each is tried, and the most that a step may make. */
const FEW = 50;
const MOST = 1000;
