/** Bad input on the command line or a file that cannot be used: said in two lines, then exit 2. Never a stack trace. */
export class UsageError extends Error {
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.name = 'UsageError';
    this.remedy = remedy;
  }
}
