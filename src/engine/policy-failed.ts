/** A policy of the user's gave no usable answer, and the run cannot go on without one. `at` is ms since the run began. */
export class PolicyFailed extends Error {
  readonly policy: string;
  readonly at: number;

  constructor(policy: string, at: number, message: string) {
    super(message);
    this.name = 'PolicyFailed';
    this.policy = policy;
    this.at = at;
  }
}
