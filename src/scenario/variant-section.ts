import * as z from 'zod';
import { LAW_NAMES } from '../engine/laws/law-catalogue.ts';
import { keys, text } from './fields.ts';

/** What is the same in all variants of a file, because the file as a whole is chosen by it. */
const SHARED = '(scenario|about|labels|modes|seed|variants|run\\.replications)';
export const isShared = (path: string): boolean => new RegExp(`^${SHARED}(\\.|$)`).test(path);

/** One of `variants`. `set` is applied to the raw document before it is decoded, so its values are anything here. */
export const variantSchema = keys({
  about: z.string().default('').describe('What it shows.'),
  set: z
    .record(z.string(), z.unknown())
    .default({})
    .meta({ propertyNames: { pattern: `^(?!${SHARED}(\\.|$))[^.]+(\\.[^.]+)*$` } })
    .describe(
      'Fields by their path, as in `pool.max: 4`, with their new values; null takes a field away. `--set` of the command line stands above them.',
    ),
  breaks: z
    .array(
      text.meta({
        whole: {
          anyOf: [
            { type: 'string', enum: LAW_NAMES },
            { type: 'string', minLength: 1 },
          ],
        },
      }),
    )
    .default([])
    .describe('The expectations and laws that must fail; it passes when exactly these do.'),
});
