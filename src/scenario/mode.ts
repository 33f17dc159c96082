/** Where a scenario may run. */
export const MODES = ['sim', 'kind', 'cluster'] as const;
export type Mode = (typeof MODES)[number];
