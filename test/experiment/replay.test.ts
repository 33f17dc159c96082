import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { NOTHING_MORE } from '../../src/experiment/measured-run.ts';
import { type Replay, replay } from '../../src/experiment/replay.ts';
import { runOne } from '../../src/experiment/run-one.ts';
import { parseHeader } from '../../src/measure/journal-header.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { ownPolicies } from '../../src/scenario/policy-lookup.ts';
import { SCENARIO } from '../support/command-line.ts';

/** The lines of one variant's journal, header first. */
function journalOf(text: string, file: string, variant: string): string[] {
  const { document } = loadScenario(text, file, { set: [] });
  if (document === null) throw new Error(`${file} does not load`);
  const compiled = compileScenario(document, { variant, replication: 0 });
  if ('problems' in compiled) throw new Error(`${file} does not compile`);
  const lines: string[] = [];
  runOne(compiled.scenario, NOTHING_MORE, (line) => lines.push(line));
  return lines;
}

function replayed([first = '', ...lines]: readonly string[]): Replay {
  const header = parseHeader(first, ownPolicies);
  if (typeof header === 'string') throw new Error(header);
  return replay(header, lines);
}

describe('replay', () => {
  // The bug reports go through every rule, fault and restart; the realistic days are the same engine for longer.
  it.each(globSync('scenarios/reports/*.yaml').sort())(
    'of every variant of %s gives the same commands and reasons',
    (file) => {
      const text = readFileSync(file, 'utf8');
      const variants = loadScenario(text, file, { set: [] }).document?.variants ?? [];
      expect(variants.length).toBeGreaterThan(0);
      for (const { name } of variants) {
        const lines = journalOf(text, file, name);
        const events = lines.filter((line) => line.includes('"e":')).length;
        const commands = lines.filter((line) => line.includes('"c":')).length;
        expect(replayed(lines)).toEqual({ kind: 'same', events, commands });
      }
    },
  );

  const journal = journalOf(SCENARIO, 'pair.yaml', 'plain');
  const find = (part: string): number => {
    const at = journal.findIndex((line) => line.includes(part));
    if (at < 0) throw new Error(`no record has ${part}`);
    return at;
  };

  it('shows a command that was recorded otherwise, on both sides, with the event before it', () => {
    const at = find('"c":"pod.create"');
    const changed = journal.with(at, (journal[at] as string).replace('pod-000000', 'pod-000007'));
    const found = replayed(changed);
    expect(found).toMatchObject({ kind: 'differs', record: at, recorded: changed[at] });
    expect(found.kind === 'differs' && found.replayed).toContain('"c":"pod.create","pool":"pool","pod":"pod-000000"');
    expect(found.kind === 'differs' && found.event).toContain('"kind":"scale-check"');
  });

  it('tells the decision behind the difference on both sides, also where it stands behind the difference', () => {
    const at = find('"note":"scale.decided"');
    const lines = journal
      .with(at, (journal[at] as string).replace(/"to":\d+/, '"to":9'))
      .toSpliced(at, 0, journal[find('"c":"pods.list"')] as string);
    const found = replayed(lines);
    if (found.kind !== 'differs') throw new Error('they are the same');
    expect(found.decisions.recorded?.to).toBe(9);
    expect(found.decisions.replayed?.to).not.toBe(9);
    expect(found.decisions.replayed?.text).toBe(found.decisions.recorded?.text);
  });

  it('shows a command that is missing in the journal', () => {
    const found = replayed(journal.toSpliced(find('"c":"task.send"'), 1));
    expect(found.kind === 'differs' && found.replayed).toContain('"c":"task.send"');
  });

  it('shows a command that does not come again', () => {
    const at = find('"c":"task.send"');
    const found = replayed(journal.toSpliced(at, 0, journal[at] as string));
    expect(found.kind === 'differs' && found.recorded).toContain('"c":"task.send"');
    expect(found.kind === 'differs' && found.replayed).not.toContain('"c":"task.send"');
  });

  it('notices what the last event should have led to', () => {
    const last = journal.findLastIndex((line) => line.includes('"c":'));
    const found = replayed(journal.slice(0, last));
    expect(found).toMatchObject({ kind: 'differs', recorded: null });
  });

  it('names the line that cannot be read', () => {
    const cut = [...journal.slice(0, 9), (journal[9] as string).slice(0, 20)];
    expect(replayed(cut)).toMatchObject({ kind: 'unreadable', line: 10, text: cut[9] });
  });
});
