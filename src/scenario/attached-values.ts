import { type Attachments, attachmentSentence } from './attachment.ts';
import { readDurations } from './duration-file.ts';
import { formatDuration } from './duration-text.ts';
import type { Problem } from './problem.ts';
import { type Position, problemAt } from './source.ts';
import { childOf, type TreeNode } from './tree.ts';

/**
 * Puts the durations of `empirical: { file: … }` in place of the file, so that all that follows sees one form. What `set` of a variant
 * brings in is put in place there.
 */
export function withAttachedValues(root: TreeNode, attachments: Attachments, problems: Problem[]): TreeNode {
  if (root.kind !== 'map') return root;
  const entries = [...root.entries].map(([key, entry]) => {
    const value = key === 'variants' ? entry.value : filled(entry.value, attachments, problems);
    return [key, { ...entry, value }] as const;
  });
  return { ...root, entries: new Map(entries) };
}

function filled(node: TreeNode, attachments: Attachments, problems: Problem[]): TreeNode {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => filled(item, attachments, problems)) };
  const entries = [...node.entries].map(([key, entry]) => {
    const file = key === 'empirical' ? fileOf(entry.value) : null;
    const value = file === null ? filled(entry.value, attachments, problems) : valuesNode(file, attachments, problems);
    return [key, { ...entry, value }] as const;
  });
  return { ...node, entries: new Map(entries) };
}

interface FileValue {
  readonly at: Position;
  readonly file: string;
}

/** `{ file: … }` and nothing else; all other shapes are the decoder's to judge. */
function fileOf(node: TreeNode): FileValue | null {
  const value = node.kind === 'map' && node.entries.size === 1 ? childOf(node, 'file') : null;
  return value?.kind === 'scalar' && typeof value.value === 'string' ? { at: value.at, file: value.value } : null;
}

function valuesNode({ at, file }: FileValue, attachments: Attachments, problems: Problem[]): TreeNode {
  const attachment = attachments(file);
  const read =
    attachment.kind === 'text' ? readDurations(file, attachment.text()) : attachmentSentence(file, attachment);
  if ('message' in read) problems.push(problemAt(at, read));
  // A value in its place, so that one mistake is one problem.
  const durations = 'message' in read ? [0] : read;
  return { kind: 'list', at, items: durations.map((ms) => ({ kind: 'scalar', at, value: formatDuration(ms) })) };
}
