import type * as z from 'zod';
import { type Attachments, NO_ATTACHMENTS } from './attachment.ts';
import { foundIn } from './issue.ts';
import * as messages from './messages.ts';
import { ownPolicies, type PolicyLookup } from './policy-lookup.ts';
import type { Problem, Sentence } from './problem.ts';
import { type Position, problemAt } from './source.ts';
import { aliasAround, findNode, labelOf, positionOf, type TreeNode, type TreePath, toPlain } from './tree.ts';

/** A document while it is read: gives its decoded parts, and collects what is wrong with it, placed in its text. */
export class Review {
  readonly problems: Problem[] = [];
  readonly root: TreeNode;
  /** The files that the document names. */
  readonly attachments: Attachments;
  readonly policies: PolicyLookup;

  constructor(root: TreeNode, attachments: Attachments = NO_ATTACHMENTS, policies: PolicyLookup = ownPolicies) {
    this.root = root;
    this.attachments = attachments;
    this.policies = policies;
  }

  /** At the value; where it is missing, at the key that should hold it. */
  report(path: TreePath, sentence: Sentence): void {
    this.#place(positionOf(this.root, path), path, sentence);
  }

  /** At the key itself. */
  reportKey(path: TreePath, sentence: Sentence): void {
    this.#place(labelOf(this.root, path), path, sentence);
  }

  #place(position: Position, path: TreePath, sentence: Sentence): void {
    const alias = aliasAround(this.root, path);
    const message = alias === null ? sentence.message : messages.usedAt(alias.line, alias.column, sentence.message);
    this.problems.push(problemAt(position, { ...sentence, message }));
  }

  has(path: TreePath): boolean {
    return findNode(this.root, path) !== null;
  }

  /** The decoded value; null when something was wrong with it, all of which is then reported. */
  decode<T>(schema: z.ZodType<T>, path: TreePath): T | null {
    const node = findNode(this.root, path);
    const result = schema.safeParse(node === null ? undefined : toPlain(node));
    if (result.success) return result.data;
    for (const found of foundIn(result.error.issues, path, this.root)) {
      if (found.at === 'key') this.reportKey(found.path, found.sentence);
      else this.report(found.path, found.sentence);
    }
    return null;
  }
}

/** In the order of the text, each once; those of the command line last. */
export function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Map<string, Problem>();
  for (const problem of problems) {
    const key = JSON.stringify([problem.file, problem.line, problem.column, problem.message]);
    if (!seen.has(key)) seen.set(key, problem);
  }
  const rank = (problem: Problem): number => (problem.line === 0 ? Number.MAX_SAFE_INTEGER : problem.line);
  // The sort is stable: arguments, which have no lines, keep the order in which they were given.
  return [...seen.values()].sort((a, b) => rank(a) - rank(b) || (a.line === 0 ? 0 : a.column - b.column));
}
