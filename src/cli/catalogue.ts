import { EXIT, type ExitCode } from './exit-code.ts';
import type { GivenArguments } from './given-arguments.ts';
import { type JsonOutputs, jsonText } from './json-outputs.ts';
import type { Terminal } from './terminal.ts';
import { textTable } from './text-table.ts';

/** A reference table made from the code's own descriptions. */
export interface Catalogue {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What `--json` prints. */
  readonly data: JsonOutputs['policies' | 'metrics' | 'faults' | 'distributions' | 'arrivals'];
}

export function tellCatalogue(
  { headings, rows, data }: Catalogue,
  given: GivenArguments,
  terminal: Terminal,
): ExitCode {
  terminal.print(given.flag('json') ? jsonText(data) : textTable(headings, rows, terminal.width));
  return EXIT.good;
}

export const JSON_OPTION = { json: { kind: 'flag', summary: 'Print it as JSON' } } as const;
