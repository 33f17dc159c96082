/** What is written under `autoscaler.policy` or after `--policy`. */
export type PolicyWord =
  /** One of ours. */
  | { readonly kind: 'name'; readonly name: string }
  /** A module of the user's. */
  | { readonly kind: 'module'; readonly path: string }
  /** A program of the user's, with its arguments; null = a quotation mark is not closed, or nothing is named. */
  | { readonly kind: 'program'; readonly command: readonly string[] | null };

/** Names have neither dots nor slashes, so whatever has one is a path. */
export function policyWord(written: string): PolicyWord {
  if (written.startsWith(PROGRAM)) return { kind: 'program', command: commandWords(written.slice(PROGRAM.length)) };
  return /[./\\]/.test(written) ? { kind: 'module', path: written } : { kind: 'name', name: written };
}

/** For editors: words that are not names. */
export const POLICY_OF_THE_USER = '^(exec:\\s*\\S|[^\\s].*[./\\\\]|[./\\\\])';

/**
 * A command line cut at blanks, as a shell does, without its variables and patterns: no shell runs it. Quotation marks hold words
 * together. Null: one is not closed, or there is no word.
 */
export function commandWords(line: string): readonly string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (const sign of line) {
    if (quote !== null) {
      if (sign === quote) quote = null;
      else word += sign;
    } else if (sign === '"' || sign === "'") {
      quote = sign;
      word ??= '';
    } else if (/\s/.test(sign)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + sign;
  }
  if (word !== null) words.push(word);
  return quote !== null || words.length === 0 ? null : words;
}

/** What begins so is a command of the user's. */
export const PROGRAM = 'exec:';
