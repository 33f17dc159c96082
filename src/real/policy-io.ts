import * as z from 'zod';
import type { PolicyAsk } from '../engine/command.ts';
import type { PolicyAnswer } from '../engine/event.ts';
import { SIGNALS_SCHEMA } from './policy-signals.ts';

/**
 * What poolproof and a policy program write to each other: JSON, one object to a line. The number goes up when a program of the old
 * one would misread the new one; a further field of hello or signals is no such thing.
 */
export const POLICY_IO_VERSION = 1;

const version = z.literal(POLICY_IO_VERSION);
const count = z.int().min(0);

const hello = z
  .strictObject({
    type: z.literal('hello').describe('What the line is.'),
    version: version.describe('Of this protocol.'),
    scenario: z.string().describe('Name of the scenario.'),
    variant: z.string().describe('Its variant.'),
    seed: z
      .string()
      .describe("Root of the run's chance: a program that needs chance derives its own from this and `replication`."),
    replication: count.describe('Which repetition of the run, from 0.'),
    pool: z.string().describe('The pool it decides for: each pool has a process of its own.'),
    parameters: z
      .record(z.string(), z.union([z.number(), z.boolean(), z.string()]))
      .describe('What the scenario says under `autoscaler.with`, as it stands there.'),
  })
  .describe('The first line to every process.');

const question = z
  .strictObject({
    type: z.literal('signals').describe('What the line is.'),
    version: version.describe('Of this protocol.'),
    ask: count.describe('Number of the question; the answer repeats it.'),
    pool: z.string().describe('The pool.'),
    trigger: z
      .enum(['tick', 'scale-check', 'task-event', 'start', 'freeze-end'])
      .describe(
        'Why a decision is due: the regular turn, a task that found no agent, something that happened to a task, the end of a freeze.',
      ),
    epoch: count.describe(
      'Incarnation of the server: when it changes, the server has restarted, and a program should forget what it remembers, as our own policies do.',
    ),
    signals: SIGNALS_SCHEMA.describe('What there is to know.'),
  })
  .describe('A question: one line each.');

const reason = z.union([
  z.string(),
  z.strictObject({
    rule: z.string().min(1).describe('Name of the branch that decided, in kebab-case.'),
    text: z.string().describe('Why, in a sentence: reports print it.'),
    figures: z
      .record(z.string(), z.union([z.number(), z.string()]).nullable())
      .default({})
      .describe('What it was decided on.'),
  }),
]);

const said = {
  ask: count.describe('Number of the question that it answers.'),
  version: version.optional().describe('Of this protocol, if it is to be checked.'),
};
const why = reason.optional().describe('Why: a sentence, or the parts of one.');

const decision = z
  .union([
    z.strictObject({
      ...said,
      scaleTo: count.describe('How many pods there should be; kept between `min` and `max` by poolproof.'),
      reason: why,
    }),
    z.strictObject({ ...said, hold: z.literal(true).describe('The count stays as it is.'), reason: why }),
    z.strictObject({ ...said, error: z.string().describe('Why it cannot tell.') }),
  ])
  .describe('The answer: one line. Exactly one of `scaleTo`, `hold` and `error`.');

/** All lines, for the schema file. */
export const POLICY_LINES = { hello, signals: question, decision } as const;

export type Hello = Omit<z.output<typeof hello>, 'type' | 'version'>;

export const helloLine = (fields: Hello): string =>
  `${JSON.stringify({ type: 'hello', version: POLICY_IO_VERSION, ...fields })}\n`;

export const questionLine = ({ ask, trigger, epoch, signals }: PolicyAsk, pool: string): string =>
  `${JSON.stringify({ type: 'signals', version: POLICY_IO_VERSION, ask, pool, trigger, epoch, signals })}\n`;

/** What a line says to question `ask`; null = it answers an earlier one, too late. */
export function readDecision(line: string, ask: number): PolicyAnswer | null {
  let written: unknown;
  try {
    written = JSON.parse(line);
  } catch {
    return failed('garbage', `${excerpt(line)} is not JSON; what is for people goes to standard error`);
  }
  const { ask: answered, version: spoken } = (written ?? {}) as { readonly ask?: unknown; readonly version?: unknown };
  if (spoken !== undefined && spoken !== POLICY_IO_VERSION)
    return failed('wrong-version', `it speaks version ${JSON.stringify(spoken)}, not ${POLICY_IO_VERSION}`);
  if (Number.isSafeInteger(answered) && (answered as number) < ask) return null;
  const result = decision.safeParse(written);
  if (!result.success) return failed('garbage', `${excerpt(line)}: ${mistakeIn(written, result.error)}`);
  if (result.data.ask !== ask) return failed('garbage', `it answers question ${result.data.ask}, asked was ${ask}`);
  if ('error' in result.data) return failed('refused', result.data.error);
  const { reason: given } = result.data;
  const parts =
    typeof given === 'object' ? given : { rule: 'program', text: given ?? 'no reason was given', figures: {} };
  const complete = { ...parts, limitedBy: null };
  return 'scaleTo' in result.data
    ? { kind: 'scale-to', pods: result.data.scaleTo, reason: complete }
    : { kind: 'hold', reason: complete };
}

const failed = (failure: (PolicyAnswer & { readonly kind: 'failed' })['failure'], detail: string): PolicyAnswer => ({
  kind: 'failed',
  failure,
  detail,
});

const ANSWERS = ['scaleTo', 'hold', 'error'] as const;

/** Of the three forms that of which the author was thinking is judged. */
function mistakeIn(written: unknown, { issues }: z.ZodError): string {
  if (typeof written !== 'object' || written === null || Array.isArray(written)) return 'it must be an object';
  const meant = ANSWERS.filter((key) => Object.hasOwn(written, key));
  if (meant.length !== 1) return `it must have exactly one of ${ANSWERS.join(', ')}`;
  const [union] = issues;
  const form = union?.code === 'invalid_union' ? union.errors[ANSWERS.indexOf(meant[0]!)] : issues;
  return (form ?? issues).map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`).join('; ');
}

const excerpt = (line: string): string => JSON.stringify(line.length > 80 ? `${line.slice(0, 80)}…` : line);
