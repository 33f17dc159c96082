/** The run was given up because somebody stopped it: nothing came of it. */
export class RunStopped extends Error {
  constructor() {
    super('the run was stopped');
    this.name = 'RunStopped';
  }
}

/** By what runs of this thread are stopped: it hears nothing while it simulates. */
export interface RunStop {
  readonly signal: AbortSignal;
  /**
   * Does work that lets no event through; throws `RunStopped` once it is to stop, in the midst of it, too. Works of one `kind` take about as
   * long; null = nobody knows how long.
   */
  cut<T>(work: () => T, kind: string | null): T;
}
