import type { Problem } from '../scenario/problem.ts';

/**
 * Problems as SARIF 2.1.0, the format that code scanners hand to editors and CI systems. Each kind of mistake is a rule, known by its
 * `id`; all are errors, since each keeps the scenario from running. A log names the rules that it uses.
 *
 * Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
 */
export function problemSarif(problems: readonly Problem[], version: string): string {
  const rules = [...new Set(problems.map(({ id }) => id))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'poolproof', version, rules: rules.map((id) => rule(id, problems)) } },
        columnKind: 'utf16CodeUnits',
        results: problems.map((problem) => result(problem, rules.indexOf(problem.id))),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** Described by what is told of its first problem: the remedy of one kind of mistake is nearly always the same. */
function rule(id: string, problems: readonly Problem[]): object {
  const remedy = problems.find((problem) => problem.id === id)?.remedy ?? '';
  return {
    id,
    shortDescription: { text: `A scenario that poolproof cannot run: ${id.replaceAll('-', ' ')}.` },
    help: { text: remedy },
    defaultConfiguration: { level: 'error' },
  };
}

function result({ id, file, line, column, message, remedy, sourceLine }: Problem, ruleIndex: number): object {
  const shared = { ruleId: id, ruleIndex, level: 'error' };
  // A mistake on the command line lies in no artifact.
  if (line === 0) return { ...shared, message: { text: `${file}: ${message}\n→ ${remedy}` } };
  const region = { startLine: line, startColumn: column, snippet: { text: sourceLine } };
  return {
    ...shared,
    message: { text: `${message}\n→ ${remedy}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) }, region } }],
  };
}

/** A relative path is a relative URI; an absolute one (`/a/b`, `C:/a/b`) becomes a file URI. */
function uriOf(file: string): string {
  const encoded = file.split('/').map(encodeURIComponent).join('/');
  if (file.startsWith('/')) return `file://${encoded}`;
  return /^[A-Za-z]:\//.test(file) ? `file:///${encoded.replace('%3A', ':')}` : encoded;
}
