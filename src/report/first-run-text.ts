import type { VariantResult } from '../experiment/variant-result.ts';

/** To be said wherever one run is shown among means: a reader would look in it for what the means say. Null where there is but one. */
export const firstRunText = ({ outcomes }: Pick<VariantResult, 'outcomes'>): string | null =>
  outcomes.length > 1 ? `Of the first of ${outcomes.length} replications; the other figures are means of all.` : null;
