import type { ExitCode } from './exit-code.ts';
import type { GivenArguments } from './given-arguments.ts';
import type { Terminal } from './terminal.ts';

/** One command of the program, described so that parsing, the help and the suggestions for slips all read the same. */
export interface Command {
  readonly name: string;
  /** One sentence for the list of commands. */
  readonly summary: string;
  /** What the names on its line mean: any number of files, or one folder; null = it takes none. */
  readonly files: string | { readonly folder: string } | null;
  readonly options: Readonly<Record<string, OptionDescription>>;
  /** Command line after `poolproof `, and what it does. */
  readonly examples: readonly (readonly [line: string, effect: string])[];
  execute(given: GivenArguments, terminal: Terminal): ExitCode | Promise<ExitCode>;
}

export interface OptionDescription {
  /** `list` may be given several times. */
  readonly kind: 'flag' | 'text' | 'list';
  readonly summary: string;
  readonly short?: string;
  /** All that its value may be, where that is a list; a shell completes them. */
  readonly values?: () => Promise<readonly string[]>;
}
