import type { Problem } from '../scenario/problem.ts';

const RULE = 'invalid-scenario';

/**
 * Problems as SARIF 2.1.0, the format that code scanners hand to editors and CI systems. There is one rule, since all problems
 * are of one weight: each keeps the scenario from running.
 *
 * Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
 */
export function problemSarif(problems: readonly Problem[], version: string): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'poolproof',
            version,
            rules: [
              {
                id: RULE,
                shortDescription: { text: 'A scenario file says something that poolproof cannot run.' },
                defaultConfiguration: { level: 'error' },
              },
            ],
          },
        },
        columnKind: 'utf16CodeUnits',
        results: problems.map(result),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function result({ file, line, column, message, remedy, sourceLine }: Problem): object {
  const shared = { ruleId: RULE, ruleIndex: 0, level: 'error' };
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
