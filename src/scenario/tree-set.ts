import * as messages from './messages.ts';
import type { Sentence } from './problem.ts';
import type { Position } from './source.ts';
import { childOf, type TreeEntry, type TreeNode } from './tree.ts';

/**
 * The tree with the value at a dotted path replaced, or the key removed by `null`; else why not. Keys on the way that do
 * not exist are made: whether the language has them is for the decoder to say, at the place of the `set`.
 */
export function setAt(root: TreeNode, dotted: string, value: TreeNode, key: Position): TreeNode | Sentence {
  const steps = dotted.split('.');
  if (steps.some((step) => step === '')) return messages.malformedPath(dotted);
  if (steps.includes('__proto__')) return messages.forbiddenKey('__proto__');
  return replace(root, steps, { value, key, dotted });
}

interface Change {
  readonly value: TreeNode;
  readonly key: Position;
  readonly dotted: string;
}

function replace(node: TreeNode, steps: readonly string[], change: Change): TreeNode | Sentence {
  const [step, rest] = nextStep(node, steps);
  if (step === undefined) return change.value;
  if (node.kind === 'scalar') return messages.pathThroughValue(change.dotted, step);
  if (node.kind === 'list' && !(/^\d+$/.test(step) && Number(step) < node.items.length)) {
    return messages.noSuchItem(change.dotted, step, node.items.length);
  }
  const isRemoval = rest.length === 0 && change.value.kind === 'scalar' && change.value.value === null;
  const child = childOf(node, step) ?? { kind: 'map', at: change.key, entries: new Map<string, TreeEntry>() };
  const replaced = replace(child, rest, change);
  if ('message' in replaced) return replaced;
  if (node.kind === 'list') {
    const items = node.items.map((item, index) => (index === Number(step) ? replaced : item));
    return { ...node, items: isRemoval ? items.filter((_, index) => index !== Number(step)) : items };
  }
  const entries = new Map(node.entries);
  if (isRemoval) entries.delete(step);
  else
    entries.set(step, {
      key: rest.length === 0 ? change.key : (node.entries.get(step)?.key ?? change.key),
      value: replaced,
    });
  return { ...node, entries };
}

/** Names have dots, too: what is there as `wait.p95` is one step, and not a `p95` below a new `wait`. */
function nextStep(node: TreeNode, steps: readonly string[]): readonly [string | undefined, readonly string[]] {
  if (node.kind === 'map') {
    for (let length = steps.length; length > 1; length -= 1) {
      const name = steps.slice(0, length).join('.');
      if (node.entries.has(name)) return [name, steps.slice(length)];
    }
  }
  return [steps[0], steps.slice(1)];
}
