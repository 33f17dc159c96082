import { EVERYTHING, type PlannedVariant, planSuite } from '../experiment/plan-suite.ts';
import { withPolicies } from '../experiment/user-policies.ts';
import { problemAnnotations } from '../report/problem-annotations.ts';
import { problemSarif } from '../report/problem-sarif.ts';
import { traceText } from '../report/trace-account.ts';
import { counted } from './counted.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { GivenArguments } from './given-arguments.ts';
import { printJson, type ValidateOutput } from './json-outputs.ts';
import { overridesOf } from './overrides.ts';
import { inRepository } from './repository-path.ts';
import { findScenarioFiles } from './scenario-files.ts';
import { tellProblems } from './tell-problems.ts';
import type { Terminal } from './terminal.ts';
import { validateFormatOf } from './validate-format.ts';
import { VERSION } from './version.ts';

/** Loads and compiles every variant of the files, and tells all that is wrong. */
export async function validateFiles(given: GivenArguments, terminal: Terminal): Promise<ExitCode> {
  const set = overridesOf(given.list('set'));
  const format = validateFormatOf(given);
  const files = findScenarioFiles(given.files);
  const { variants, problems } = await withPolicies(() => planSuite(files, { ...EVERYTHING, set }));
  if (format === 'json') {
    const names = files.map(({ file }) => file);
    printJson('validate', { files: names, variants: variants.length, traces: tracesOf(variants), problems }, terminal);
  } else if (format === 'sarif') {
    terminal.print(problemSarif(problems.map(inRepository), VERSION));
  } else if (problems.length > 0) {
    if (format === 'github') terminal.print(problemAnnotations(problems.map(inRepository)));
    else tellProblems(problems, terminal);
  } else if (!given.flag('quiet')) {
    // Variants that use the same rows tell the same.
    const traces = new Set(variants.flatMap((variant) => variant.traces.map((account) => traceText(account))));
    for (const account of traces) terminal.print(`${account}\n`);
    terminal.print(
      `${terminal.paint('green', 'ok')}  ${counted(files.length, 'file')}, ${counted(variants.length, 'variant')}\n`,
    );
  }
  return problems.length > 0 ? EXIT.badInput : EXIT.good;
}

const tracesOf = (variants: readonly PlannedVariant[]): ValidateOutput['traces'] =>
  variants.flatMap(({ file, variant, traces }) => traces.map((account) => ({ scenario: file, variant, ...account })));
