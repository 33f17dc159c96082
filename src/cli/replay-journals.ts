import { journalLines } from '../experiment/read-journal-file.ts';
import { type Replay, replay } from '../experiment/replay.ts';
import { parseHeader } from '../measure/journal-header.ts';
import { policyNamed } from '../scenario/pool-check.ts';
import { counted } from './counted.ts';
import { EXIT, type ExitCode, gravest } from './exit-code.ts';
import type { GivenArguments } from './given-arguments.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** Replays each journal; a difference is a broken promise of determinism (exit code 3). */
export function replayJournals(given: GivenArguments, terminal: Terminal): ExitCode {
  if (given.files.length === 0)
    throw new UsageError('no journal is named', 'record one with `poolproof run FILE --journal run.jsonl`');
  const replays = given.files.map((file) => ({ file, ...replayFile(file) }));
  if (given.flag('json')) terminal.print(`${JSON.stringify({ replays }, null, 2)}\n`);
  else for (const { file, found } of replays) tellReplay(file, found, terminal);
  return gravest(
    replays.map(({ found }) => ({ same: EXIT.good, differs: EXIT.broken, unreadable: EXIT.badInput })[found.kind]),
  );
}

function replayFile(file: string): { readonly scenario: string | null; readonly found: Replay } {
  try {
    const lines = journalLines(file);
    const first = lines.next();
    const text = first.done === true ? '' : first.value;
    const header = parseHeader(text, policyNamed);
    if (typeof header === 'string')
      return { scenario: null, found: { kind: 'unreadable', line: 1, text, why: header } };
    return { scenario: `${header.scenario} > ${header.variant}`, found: replay(header, lines) };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new UsageError(
      `cannot read ${file}: ${error.message}`,
      'name a journal that `poolproof run --journal` wrote',
    );
  }
}

function tellReplay(file: string, found: Replay, terminal: Terminal): void {
  switch (found.kind) {
    case 'same':
      terminal.print(
        `${terminal.paint('green', 'same')}  ${file}: ${counted(found.events, 'event')}, ${counted(found.commands, 'command')} again\n`,
      );
      break;
    case 'differs':
      terminal.print(
        `${terminal.paint('red', 'differs')}  ${file}, record ${found.record}\n${found.before.map((line) => `    ${line}\n`).join('')}` +
          `  after the event\n    ${found.event}\n  recorded\n    ${found.recorded ?? 'nothing more'}\n  replayed\n    ${found.replayed ?? 'nothing more'}\n`,
      );
      break;
    case 'unreadable':
      terminal.warn(
        `${file}:${found.line}: ${found.why}\n  ${found.text.slice(0, SHOWN_CHARS)}\n  → name a whole journal that \`poolproof run --journal\` wrote\n`,
      );
      break;
  }
}

const SHOWN_CHARS = 120;
