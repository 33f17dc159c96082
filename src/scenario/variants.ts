import { LAW_NAMES } from '../engine/laws/law-catalogue.ts';
import { withAttachedValues } from './attached-values.ts';
import type { Attachments } from './attachment.ts';
import { type DecodedScenario, decodeScenario } from './document.ts';
import { withoutEmpty } from './empty-values.ts';
import { name as variantName } from './fields.ts';
import * as messages from './messages.ts';
import type { PolicyLookup } from './policy-lookup.ts';
import type { Problem } from './problem.ts';
import { Review } from './review.ts';
import { problemAt } from './source.ts';
import { childOf, positionOf, type TreeNode, type TreePath } from './tree.ts';
import { type TreeEdit, withEdits } from './tree-edit.ts';
import { setAt } from './tree-set.ts';
import { isShared, variantSchema } from './variant-section.ts';

export interface ScenarioVariant {
  readonly name: string;
  readonly about: string;
  readonly breaks: readonly string[];
  readonly decoded: DecodedScenario;
}

/** Each is a document of its own in memory. */
const MAX_VARIANTS = 500;

/** Every wanted variant, decoded as a document of its own: what it sets is checked like the file. `root` is the file with all changes. */
export function decodeVariants(
  root: TreeNode,
  base: DecodedScenario | null,
  { only, ...context }: Omit<VariantContext, 'root' | 'base'> & { readonly only: (variant: string) => boolean },
): readonly ScenarioVariant[] {
  const { problems } = context;
  const section = childOf(root, 'variants');
  if (section === null) return base === null ? [] : [{ name: 'default', about: '', breaks: [], decoded: base }];
  if (section.kind !== 'map' || section.entries.size === 0) {
    problems.push(problemAt(section.at, messages.variantsNotMap()));
    return [];
  }
  if (section.entries.size > MAX_VARIANTS) {
    problems.push(problemAt(section.at, messages.tooManyVariants(MAX_VARIANTS)));
    return [];
  }
  return [...section.entries]
    .filter(([name]) => only(name))
    .flatMap(([name, { value }]) => decodeVariant(name, value, { root, base, ...context }) ?? []);
}

interface VariantContext {
  readonly root: TreeNode;
  readonly base: DecodedScenario | null;
  /** What variants change: the file without what the command line says above them. */
  readonly beneath: TreeNode;
  readonly above: readonly TreeEdit[];
  readonly attachments: Attachments;
  readonly policies: PolicyLookup;
  readonly problems: Problem[];
}

function decodeVariant(name: string, node: TreeNode, context: VariantContext): ScenarioVariant | null {
  const { root, base, beneath, above, attachments, policies, problems } = context;
  const path = ['variants', name];
  const review = new Review(root);
  if (!variantName.safeParse(name).success) review.reportKey(path, messages.notName(name, name));
  const isBare = node.kind === 'scalar' && node.value === null;
  const written = isBare ? variantSchema.parse({}) : review.decode(variantSchema, path);
  const changes = childOf(node, 'set');
  const changed = changes?.kind === 'map' ? applySet(beneath, changes, [...path, 'set'], review) : beneath;
  problems.push(...review.problems);
  let decoded = base;
  let tree = root;
  if (changed !== beneath) {
    const own: Problem[] = [];
    tree = withEdits(changed, above, own);
    const whole = withAttachedValues(withoutEmpty(tree, [], own), attachments, own);
    const inner = new Review(whole, attachments, policies);
    decoded = decodeScenario(inner);
    addOwn([...own, ...inner.problems], name, problems);
  }
  if (written === null) return null;
  const expectations = decoded?.expectations.map((expectation) => expectation.name) ?? writtenExpectations(tree);
  for (const [index, breaks] of written.breaks.entries()) {
    const known = [...(expectations ?? []), ...LAW_NAMES];
    if (expectations === null || known.includes(breaks)) continue;
    problems.push(problemAt(positionOf(root, [...path, 'breaks', index]), messages.breaksNothing(breaks, known)));
  }
  if (decoded === null) return null;
  return { name, about: written.about, breaks: written.breaks, decoded };
}

/** Names in a document that could not be decoded; null when some expectation has none, since that would be made from its parts. */
function writtenExpectations(root: TreeNode): readonly string[] | null {
  const list = childOf(root, 'expect');
  if (list === null) return [];
  const names = list.kind === 'list' ? list.items.map((item) => childOf(item, 'name')) : [null];
  return names.every((name) => name?.kind === 'scalar') ? names.map((name) => String(name?.value)) : null;
}

function applySet(root: TreeNode, changes: TreeNode & { kind: 'map' }, path: TreePath, review: Review): TreeNode {
  let tree = root;
  for (const [dotted, entry] of changes.entries) {
    const changed = isShared(dotted) ? messages.sharedByVariants(dotted) : setAt(tree, dotted, entry.value, entry.key);
    if ('message' in changed) review.reportKey([...path, dotted], changed);
    else tree = changed;
  }
  return tree;
}

/** Of a variant's problems those that the file as it stands does not have. */
function addOwn(found: readonly Problem[], variant: string, problems: Problem[]): void {
  const known = new Set(problems.map(placeAndMessage));
  for (const problem of found) {
    if (known.has(placeAndMessage(problem))) continue;
    problems.push({ ...problem, message: messages.inVariant(variant, problem.message) });
  }
}

const placeAndMessage = ({ file, line, column, message }: Problem): string => `${file}:${line}:${column}:${message}`;
