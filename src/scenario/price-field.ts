import * as z from 'zod';

/** Per hour, in a currency of the author's own. */
export const price = z.number().min(0).max(1_000_000);
