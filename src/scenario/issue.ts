import type * as z from 'zod';
import * as messages from './messages.ts';
import { nearest } from './nearest.ts';
import type { Sentence } from './problem.ts';
import { findNode, pathText, type TreeNode, type TreePath, toPlain } from './tree.ts';

/** A mistake that the schemas found; `at` the key itself, or the value it holds. */
export interface Found {
  readonly at: 'key' | 'value';
  readonly path: TreePath;
  readonly sentence: Sentence;
}

type Issue = z.core.$ZodIssue;

/**
 * Zod's issues in the language's own words: one sentence for each mistake, at the place where it is mended. A key that is missing
 * because it was misspelt is one mistake, not two.
 */
export function foundIn(issues: readonly Issue[], base: TreePath, root: TreeNode): readonly Found[] {
  const found: Found[] = [];
  const misspelt = new Set<string>();
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') continue;
    const holder = pathOf(issue, base);
    const known = issue.message.split('\n');
    for (const key of issue.keys) {
      const path = [...holder, key];
      found.push({ at: 'key', path, sentence: messages.unknownKey(pathText(path), key, known) });
      misspelt.add(pathText([...holder, nearest(key, known) ?? key]));
    }
  }
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys' || issues.some((other) => isTighter(other, issue))) continue;
    const path = pathOf(issue, base);
    const node = findNode(root, path);
    const at = issue.code === 'invalid_key' ? 'key' : 'value';
    if (node !== null) found.push({ at, path, sentence: sentenceOf(issue, pathText(path), toPlain(node)) });
    else if (!misspelt.has(pathText(path))) {
      found.push({ at: 'value', path, sentence: messages.missing(pathText(path), choicesOf(issue)) });
    }
  }
  return found;
}

/** Both say that the same value is out of bounds, and who keeps to the first keeps to the second: of whole numbers, too, a machine has its bounds. */
function isTighter(first: Issue, second: Issue): boolean {
  if (first === second || first.path.join('.') !== second.path.join('.')) return false;
  if (first.code === 'too_big' && second.code === 'too_big') return first.maximum < second.maximum;
  if (first.code === 'too_small' && second.code === 'too_small') return first.minimum > second.minimum;
  return false;
}

const pathOf = (issue: Issue, base: TreePath): TreePath => [...base, ...(issue.path as (string | number)[])];

const choicesOf = (issue: Issue): readonly string[] =>
  issue.code === 'invalid_value'
    ? issue.values.map(String)
    : issue.code === 'invalid_union' && 'options' in issue
      ? (issue.options as unknown[]).map(String)
      : [];

function sentenceOf(issue: Issue, path: string, value: unknown): Sentence {
  switch (issue.code) {
    case 'custom':
      return customSentence(issue.params, path);
    case 'invalid_value':
    case 'invalid_union':
      return messages.unknownChoice(path, value, choicesOf(issue));
    case 'invalid_type':
      return messages.wrongType(path, issue.expected, value);
    case 'too_small':
      if (issue.origin === 'array') return messages.tooFewItems(path, Number(issue.minimum));
      if (issue.origin === 'string') return messages.emptyText(path);
      return messages.tooSmall(path, value, Number(issue.minimum), issue.inclusive !== false);
    case 'invalid_format':
      return messages.notName(path, value);
    case 'invalid_key':
      return messages.notName(String(issue.path.at(-1)), issue.path.at(-1));
    case 'too_big':
      if (issue.origin === 'string') return messages.tooLong(path, Number(issue.maximum));
      if (issue.origin === 'array') return messages.tooManyItems(path, Number(issue.maximum));
      return messages.tooBig(path, value, Number(issue.maximum));
    default:
      return messages.notUnderstood(path, value);
  }
}

/** Checks of our own carry the function that makes their sentence. */
function customSentence(params: Record<string, unknown> | undefined, path: string): Sentence {
  const { sentence } = params as { readonly sentence: (path: string) => Sentence };
  return sentence(path);
}
