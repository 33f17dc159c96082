import { dirname } from 'node:path';
import { journalLines } from '../experiment/read-journal-file.ts';
import { replay } from '../experiment/replay.ts';
import { policiesIn, withPolicies } from '../experiment/user-policies.ts';
import type { LoggedDecision } from '../measure/decision-log.ts';
import { type JournalHeader, parseHeader } from '../measure/journal-header.ts';
import { decisionLines } from '../report/explain/decision-text.ts';
import type { PolicyLookup } from '../scenario/policy-lookup.ts';
import { counted } from './counted.ts';
import { EXIT, type ExitCode, gravest } from './exit-code.ts';
import type { GivenArguments } from './given-arguments.ts';
import { printJson, type ReplayedFile } from './json-outputs.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** Replays each journal; a difference is a broken promise of determinism (exit code 3). */
export async function replayJournals(given: GivenArguments, terminal: Terminal): Promise<ExitCode> {
  if (given.files.length === 0)
    throw new UsageError('no journal is named', 'record one with `poolproof run FILE --journal run.jsonl`');
  const replays: ReplayedFile[] = [];
  for (const file of given.files) replays.push(await withPolicies(() => replayFile(file)));
  if (given.flag('json')) printJson('replay', { replays }, terminal);
  else for (const each of replays) tellReplay(each, terminal);
  return gravest(
    replays.map(({ found }) => ({ same: EXIT.good, differs: EXIT.broken, unreadable: EXIT.badInput })[found.kind]),
  );
}

function replayFile(file: string): ReplayedFile {
  try {
    const lines = journalLines(file);
    const first = lines.next();
    const text = first.done === true ? '' : first.value;
    const policies = policiesNear(file);
    const header = parseHeader(text, policies);
    if (typeof header === 'string')
      return { file, scenario: null, changedModules: [], found: { kind: 'unreadable', line: 1, text, why: header } };
    const scenario = `${header.scenario} > ${header.variant}`;
    return { file, scenario, changedModules: changedModules(header, policies), found: replay(header, lines) };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new UsageError(
      `cannot read ${file}: ${error.message}`,
      'name a journal that `poolproof run --journal` wrote',
    );
  }
}

/** A journal names modules from the folder where it was recorded: this one, or its own. */
function policiesNear(file: string): PolicyLookup {
  const [here, there] = [policiesIn(''), policiesIn(dirname(file))];
  return (written) => {
    const found = here(written);
    if (found.kind === 'found' || found.sentences.every(({ id }) => id !== 'policy-file-missing')) return found;
    const other = there(written);
    return other.kind === 'found' || other.sentences.every(({ id }) => id !== 'policy-file-missing') ? other : found;
  };
}

function changedModules({ pools }: JournalHeader, policies: PolicyLookup): readonly string[] {
  return pools.flatMap(({ config }) => {
    const { module } = config.autoscaler.policy;
    const found = module === undefined ? null : policies(module.path);
    const isChanged = found?.kind === 'found' && found.module?.sha256 !== module?.sha256;
    return isChanged && module !== undefined ? [module.path] : [];
  });
}

function tellReplay({ file, found, changedModules: changed }: ReplayedFile, terminal: Terminal): void {
  for (const path of changed)
    terminal.warn(
      `${terminal.paintWarning('yellow', 'warning')}: ${path} has changed since ${file} was recorded\n  → a difference may come from there\n`,
    );
  switch (found.kind) {
    case 'same':
      terminal.print(
        `${terminal.paint('green', 'same')}  ${file}: ${counted(found.events, 'event')}, ${counted(found.commands, 'command')} again\n`,
      );
      break;
    case 'differs':
      terminal.print(
        `${terminal.paint('red', 'differs')}  ${file}, record ${found.record}\n${found.before.map((line) => `    ${line}\n`).join('')}` +
          `  after the event\n    ${found.event}\n  recorded\n    ${found.recorded ?? 'nothing more'}\n  replayed\n    ${found.replayed ?? 'nothing more'}\n` +
          decisionText('decision recorded', found.decisions.recorded) +
          decisionText('decision replayed', found.decisions.replayed),
      );
      break;
    case 'unreadable':
      terminal.warn(
        `${file}:${found.line}: ${found.why}\n${found.text === '' ? '' : `  ${found.text.slice(0, SHOWN_CHARS)}\n`}  → name a whole journal that \`poolproof run --journal\` wrote\n`,
      );
      break;
  }
}

const decisionText = (title: string, decision: LoggedDecision | null): string =>
  decision === null ? '' : [`  ${title}`, ...decisionLines(decision).map((line) => `    ${line}`), ''].join('\n');

const SHOWN_CHARS = 120;
