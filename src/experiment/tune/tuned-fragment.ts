import { dirname } from 'node:path';
import type { AnyPolicy } from '../../engine/policy.ts';
import { parameterValueText } from '../../scenario/parameter-range.ts';
import type { PolicyParameters } from '../../scenario/policy-parameters.ts';
import { policyWord } from '../../scenario/policy-word.ts';
import { pathFrom, programWord } from './program-word.ts';

/** A policy with its parameters, as it is to be written into a scenario. */
export interface TunedPolicy {
  readonly policy: AnyPolicy;
  /** How the command line calls it. */
  readonly word: string;
  /** Of all pools alike, each described parameter. */
  readonly parameters: PolicyParameters;
  /** Of which it is written even where the value is the default. */
  readonly searched: readonly string[];
  readonly pools: readonly string[];
}

/** As a piece of a scenario, for `poolproof run --with` or to be pasted into the file. `about` stands above it as comments. */
export function tunedFragment(
  { policy, word, parameters, searched, pools }: TunedPolicy,
  scenario: { readonly file: string; readonly text: string },
  about: readonly string[],
): string {
  const written = policy.parameters.filter(
    ({ name, default: byDefault }) => searched.includes(name) || parameters[name] !== byDefault,
  );
  const autoscaler = [
    'autoscaler:',
    `  policy: ${scalar(fromScenario(word, scenario.file))}`,
    '  with:',
    ...written.map(
      (parameter) => `    ${parameter.name}: ${scalar(parameterValueText(parameter, parameters[parameter.name]!))}`,
    ),
  ];
  const isSinglePool = /^pool\s*:/m.test(scenario.text);
  const body = isSinglePool
    ? ['pool:', ...indented(autoscaler)]
    : ['pools:', ...pools.flatMap((pool) => indented([`${pool}:`, ...indented(autoscaler)]))];
  return `${[...about.map((line) => `# ${line}`), ...body].join('\n')}\n`;
}

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

/** Words that YAML might read as something else are quoted; figures, durations and the two truths are not. */
const scalar = (text: string): string =>
  /^(-?\d[\d.]*(e[+-]?\d+)?|(\d+(ms|s|m|h|d))+|true|false|[a-z]+(-[a-z]+)+)$/i.test(text) ? text : JSON.stringify(text);

/** The command line finds a module, or the files of a program, from the working directory, a scenario from its own folder. */
function fromScenario(written: string, file: string): string {
  const word = policyWord(written);
  if (word.kind === 'module') return pathFrom(dirname(file), word.path);
  return word.kind === 'name' || word.command === null ? written : programWord(word.command, '', dirname(file));
}
