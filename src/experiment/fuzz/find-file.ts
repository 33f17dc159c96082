import { LAWS } from '../../engine/laws/law-catalogue.ts';
import { formatDuration } from '../../scenario/duration-text.ts';
import { policyWord } from '../../scenario/policy-word.ts';
import type { Find } from './campaign.ts';
import type { FuzzChoice } from './fuzz-choice.ts';
import { type FuzzDocument, textOf, valueAt, withValue } from './fuzz-document.ts';
import { poolRoots } from './fuzz-pools.ts';
import { Story } from './story.ts';
import { lawsBrokenBy, storyOf } from './trial.ts';

/**
 * A find as a scenario file: what happened, in words; how to see it again; the document that does it, which says that it must.
 * `seen` says how the folder of the file calls a policy that is a file of the user's.
 */
export function findFile(
  { index, failure: first, shrunk }: Find,
  choice: FuzzChoice,
  command: string,
  seen = (policy: string): string => policy,
): string {
  const { document, failure } = shrunk;
  const { law, at, text } = failure;
  const named = withValue(document, ['scenario'], nameOf(index, law));
  const lines = [
    law === null ? 'The program itself failed.' : `Breaks the law \`${law}\`: ${LAWS[law].sentence}`,
    ...(at === null ? [] : [`At ${formatDuration(at)}: ${text}.`]),
    ...(law === null ? text.split('\n') : []),
    '',
    `Found by \`${command}\` as document ${index}${first.text === text ? '' : ' and made smaller since'}.`,
    'What happened last:',
    ...storyOf(named, choice.laws, (names) => new Story(names)).map((line) => `  ${line}`),
  ];
  const comment = lines.flatMap((line) => folded(line)).map((line) => (line === '' ? '#' : `# ${line}`));
  return `${comment.join('\n')}\n${textOf(withPoliciesSeen(law === null ? named : withBreaks(named), seen))}`;
}

export const nameOf = (index: number, law: string | null): string => `fuzz-${law ?? 'crash'}-${index}`;

/** All laws that break in it, since a run goes on after the first that it expects. */
const withBreaks = (document: FuzzDocument): FuzzDocument =>
  withValue(document, ['variants'], { found: { breaks: lawsBrokenBy(document) } });

function withPoliciesSeen(document: FuzzDocument, seen: (policy: string) => string): FuzzDocument {
  let moved = document;
  for (const root of poolRoots(document)) {
    const path = [...root, 'autoscaler', 'policy'];
    const policy = valueAt(document, path);
    if (typeof policy === 'string' && policyWord(policy).kind === 'module')
      moved = withValue(moved, path, seen(policy));
  }
  return moved;
}

function folded(line: string): readonly string[] {
  const indent = ' '.repeat(blanksOf(line) + 2);
  const lines: string[] = [];
  let rest = line;
  while (rest.length > WIDTH) {
    const cut = rest.lastIndexOf(' ', WIDTH);
    // A word that is longer than a line stays whole.
    if (cut < blanksOf(rest)) break;
    lines.push(rest.slice(0, cut));
    rest = `${indent}${rest.slice(cut + 1)}`;
  }
  return [...lines, rest];
}

const blanksOf = (line: string): number => line.length - line.trimStart().length;

const WIDTH = 120;
