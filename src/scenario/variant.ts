import { z } from 'zod';
import { keys, text } from './fields.ts';

/** One of `variants`. `set` is applied to the raw document before it is decoded, so its values are anything here. */
export const variantSchema = keys({
  about: z.string().default(''),
  set: z.record(z.string(), z.unknown()).default({}),
  breaks: z.array(text).default([]),
});
