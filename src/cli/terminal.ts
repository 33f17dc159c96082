import { fstatSync } from 'node:fs';
import { isatty, type WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import { writeAll } from '../experiment/atomic-file.ts';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Where a command writes. Results go to `print`, everything else to `warn`, so that piped results stay clean. */
export interface Terminal {
  print(text: string): void;
  warn(text: string): void;
  /** Styles text for `print`; leaves it alone where colours are not wanted (`NO_COLOR`, pipes). */
  paint(style: Style, text: string): string;
  /** The same for `warn`. */
  paintWarning(style: Style, text: string): string;
  /** A person watches: a progress bar makes sense. */
  readonly isWatched: boolean;
  /** Columns to wrap text at. */
  readonly width: number;
  /** Columns that a chart may take: 60 to 200, 100 where there is no terminal. */
  readonly columns: number;
  /** Columns that results are shown in, 60 to 200; null where they go into a file or a pipe, whose lines are never broken. */
  readonly shownWidth: number | null;
}

export function processTerminal(): Terminal {
  return {
    print: printer(),
    warn: (text) => process.stderr.write(text),
    paint: painter(process.stdout),
    paintWarning: painter(process.stderr),
    isWatched: process.stderr.isTTY === true,
    width: Math.min(process.stdout.columns || 100, 120),
    columns: columnsOf(process.stdout),
    shownWidth: process.stdout.isTTY === true ? columnsOf(process.stdout) : null,
  };
}

/** Node writes a file once and does not look how much of the text it took: the end of a result would be missing, and nobody told. */
function printer(): Terminal['print'] {
  const { stdout } = process;
  if (!isFile(stdout.fd)) return (text) => void stdout.write(text);
  return (text) => {
    try {
      writeAll(stdout.fd, text);
    } catch (error) {
      // To whoever hears of pipes that fail.
      stdout.emit('error', error);
    }
  };
}

/** Or a device that is no terminal. */
function isFile(descriptor: number): boolean {
  try {
    const found = fstatSync(descriptor);
    return found.isFile() || (found.isCharacterDevice() && !isatty(descriptor));
  } catch {
    return false;
  }
}

const columnsOf = ({ columns }: WriteStream): number => Math.max(60, Math.min(200, columns || 100));

/** `hasColors` knows NO_COLOR, FORCE_COLOR and the terminal; it is missing on streams that are no terminal. */
function painter(stream: WriteStream & { fd: number }): Terminal['paint'] {
  const colored = process.env.NO_COLOR
    ? false
    : stream.isTTY === true
      ? stream.hasColors()
      : FORCED.has(process.env.FORCE_COLOR ?? '');
  return (style, text) => (colored ? styleText(style, text, { validateStream: false }) : text);
}

const FORCED: ReadonlySet<string> = new Set(['1', '2', '3', 'true']);
