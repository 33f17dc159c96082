import * as messages from './messages.ts';
import type { NamedPolicy, PolicyLookup } from './policy-lookup.ts';
import { anyParameters, decodeParameters, type PolicyParameters } from './policy-parameters.ts';
import type { Problem } from './problem.ts';
import { Review } from './review.ts';
import { argumentSource, problemAt } from './source.ts';
import { type TreeEntry, type TreeNode, toPlain } from './tree.ts';
import { setAt } from './tree-set.ts';
import { parseYaml } from './yaml-tree.ts';

/** A policy of the command line. `parameters` is null where nothing was said of them: a pool of that very policy then keeps its author's. */
export interface ChosenPolicy {
  readonly named: NamedPolicy;
  readonly parameters: PolicyParameters | null;
}

/**
 * Reads `name` or `name:parameter=value,parameter=value`, values as a scenario writes them. `option` is what it was given to, for messages:
 * `--policy`.
 */
export function choosePolicy(
  written: string,
  option: string,
  policies: PolicyLookup,
): ChosenPolicy | { readonly problems: readonly Problem[] } {
  const argument = `${option} ${written}`;
  const source = argumentSource(argument);
  const start = option.length + 1;
  const at = (column: number) => ({ source, line: 1, column: start + column + 1 });
  const { name, settings } = partsOf(written);
  const named = policies(name);
  if (named.kind === 'refused') return { problems: named.sentences.map((sentence) => problemAt(at(0), sentence)) };
  if (settings === null) return { named, parameters: null };
  const problems: Problem[] = [];
  let tree: TreeNode = { kind: 'map', at: at(0), entries: new Map<string, TreeEntry>() };
  let column = name.length + 1;
  for (const setting of settings.split(',')) {
    const equals = setting.indexOf('=');
    const key = setting.slice(0, equals).trim();
    if (equals < 1 || key === '' || key.includes('.'))
      problems.push(problemAt(at(column), messages.malformedParameter(setting)));
    else {
      const value = parseYaml(setting.slice(equals + 1), source, { columns: start + column + equals + 1 });
      problems.push(...value.problems);
      const changed: ReturnType<typeof setAt> = value.root === null ? tree : setAt(tree, key, value.root, at(column));
      if ('message' in changed) problems.push(problemAt(at(column), changed));
      else tree = changed;
    }
    column += setting.length + 1;
  }
  const review = new Review(tree);
  const values = toPlain(tree) as Record<string, unknown>;
  const parameters =
    named.program === null ? decodeParameters(named.policy, values, [], review) : anyParameters(values, [], review);
  problems.push(...review.problems);
  return problems.length > 0 ? { problems } : { named, parameters };
}

/**
 * A list with commas in it: a piece with `=` that names no policy of its own goes on with the parameters of the one before. What stands
 * between quotation marks is one piece, as in the command of a program.
 */
export function splitPolicies(list: string): readonly string[] {
  const policies: string[] = [];
  for (const piece of piecesOf(list)) {
    const goesOn = /^\s*[A-Za-z]\w*\s*=/.test(piece);
    if (goesOn && policies.length > 0) policies[policies.length - 1] += `,${piece.trim()}`;
    else policies.push(piece.trim());
  }
  return policies;
}

/** A mark that is not closed is a sign like others. */
const piecesOf = (list: string): readonly string[] => list.match(/(?:"[^"]*"|'[^']*'|[^,])+|(?<=,|^)(?=,|$)/g) ?? [''];

/** What is written, without its parameters. */
export const wordOf = (written: string): string => partsOf(written).name;

/** The name may hold colons of its own. */
function partsOf(written: string): { readonly name: string; readonly settings: string | null } {
  const [, name = written, settings = null] = /^(.+?):\s*([A-Za-z]\w*\s*=.*)$/s.exec(written) ?? [];
  return { name, settings };
}
