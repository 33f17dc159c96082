/** Of a mark that tells what it is (`Chart.tellsMarks`): its rows have a `told`. */
export const TOLD = { aria: true } as const;

export const toldChannel = { description: { field: 'told', type: 'nominal' } } as const;

/** The lines that a reader is shown, as one description. */
export const toldText = (...lines: readonly (string | null)[]): string =>
  lines.filter((line) => line !== null).join('; ');
