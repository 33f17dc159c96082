/** The environment is not as a run needs it: what is wrong, and what to do. Nothing has run. */
export class ClusterProblem extends Error {
  readonly remedy: string;

  constructor(what: string, remedy: string) {
    super(what);
    this.name = 'ClusterProblem';
    this.remedy = remedy;
  }
}
