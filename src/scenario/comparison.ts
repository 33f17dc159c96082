import { parseDuration } from './duration.ts';
import type { Comparison } from './expectation.ts';
import { DURATION_PATTERN } from './fields.ts';
import * as messages from './messages.ts';
import type { Sentence } from './problem.ts';
import type { JsonSchema } from './written.ts';

/** What a compared figure is: decides how the right-hand side is read. */
export type ComparedKind =
  | { readonly kind: 'duration' }
  /** `most`: what is above it can only be a slip. */
  | { readonly kind: 'number'; readonly most?: number }
  /** `ordinals`: a whole number from 1 is as good as a word. */
  | { readonly kind: 'word'; readonly words: readonly string[]; readonly ordinals: boolean };

const LONGEST = 100;

/**
 * `2`, `">= 2"`, `"2..4"`, `"!= 0"`, `"< 45s"`, `applied` → a comparison; else what is wrong with it. Words know equality only.
 */
export function parseComparison(value: unknown, compared: ComparedKind, path: string): Comparison | Sentence {
  if (typeof value !== 'string' && typeof value !== 'number') return messages.notComparison(path, value);
  const text = String(value).trim();
  if (text.length > LONGEST) return messages.notComparison(path, value);
  const range = /^(.+?)\s*\.\.\s*(.+)$/.exec(text);
  if (range !== null) return parseRange(range[1]!, range[2]!, compared, path);
  const [, sign = '', operand = ''] = /^(<=|>=|!=|==|<|>|=)?\s*(.*)$/.exec(text) ?? [];
  const op = sign === '' || sign === '==' ? '=' : (sign as '=' | '!=' | '<' | '<=' | '>' | '>=');
  if (operand === '' || /^[<>=!]/.test(operand)) return messages.notComparison(path, value);
  if (compared.kind === 'word') return compareWord(op, operand, compared, path);
  const operandValue = parseOperand(typeof value === 'number' ? value : operand, compared, path);
  return typeof operandValue === 'number' ? { op, value: operandValue } : operandValue;
}

function parseRange(lowText: string, highText: string, compared: ComparedKind, path: string): Comparison | Sentence {
  if (compared.kind === 'word') return messages.orderOfWords(path, `${lowText}..${highText}`, compared.words);
  const low = parseOperand(lowText, compared, path);
  const high = parseOperand(highText, compared, path);
  if (typeof low !== 'number') return low;
  if (typeof high !== 'number') return high;
  return low > high ? messages.emptyRange(path, lowText, highText) : { op: 'between', low, high };
}

type Words = Extract<ComparedKind, { readonly kind: 'word' }>;

function compareWord(op: string, word: string, { words, ordinals }: Words, path: string): Comparison | Sentence {
  if (op !== '=' && op !== '!=') return messages.orderOfWords(path, `${op} ${word}`, words);
  if (words.includes(word)) return { op, value: word };
  if (ordinals && /^[1-9]\d*$/.test(word)) return { op, value: Number(word) };
  return messages.unknownChoice(path, word, ordinals ? [...words, '1', '2', '…'] : words);
}

function parseOperand(
  operand: string | number,
  compared: Exclude<ComparedKind, Words>,
  path: string,
): number | Sentence {
  if (compared.kind === 'duration') return parseDuration(operand, path);
  if (/^\d+(\.\d+)?\s*%$/.test(String(operand))) return messages.percent(path, operand);
  const isWritten = typeof operand === 'number' || /^[+-]?(\d+(\.\d+)?|\.\d+)(e[+-]?\d+)?$/i.test(operand);
  // `.inf`, and what has too many digits to be a number.
  if (!isWritten || !Number.isFinite(Number(operand))) return messages.notNumber(path, operand);
  const { most = Number.POSITIVE_INFINITY } = compared;
  return Number(operand) > most ? messages.tooBig(path, Number(operand), most) : Number(operand);
}

const SIGN = '(<=|>=|!=|==|<|>|=)?';
const NUMBER = '[+-]?([0-9]+(\\.[0-9]+)?|\\.[0-9]+)([eE][+-]?[0-9]+)?';

/** For editors: how a comparison of this kind is written. Whether a range is empty only the decoder knows. */
export function comparisonJson(compared: ComparedKind): JsonSchema {
  if (compared.kind === 'word') {
    const words = [...compared.words, ...(compared.ordinals ? ['[1-9][0-9]*'] : [])].join('|');
    const written = { type: 'string', maxLength: LONGEST, pattern: `^\\s*(=|==|!=)?\\s*(${words})\\s*$` };
    return compared.ordinals
      ? { anyOf: [written, { type: 'integer', minimum: 1 }] }
      : { ...written, examples: compared.words };
  }
  const operand = compared.kind === 'duration' ? DURATION_PATTERN : NUMBER;
  const written = {
    type: 'string',
    maxLength: LONGEST,
    pattern: `^\\s*(${SIGN}\\s*${operand}|${operand}\\s*\\.\\.\\s*${operand})\\s*$`,
  };
  if (compared.kind === 'duration') return written;
  const { most } = compared;
  return { anyOf: [{ type: 'number', ...(most === undefined ? {} : { maximum: most }) }, written] };
}
