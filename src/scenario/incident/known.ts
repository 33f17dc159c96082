/** A value with where it comes from: a line of the log that proves it, or a guess that says what it was made from. */
export interface Known<T> {
  readonly value: T;
  readonly isProven: boolean;
  readonly because: string;
}

export const proven = <T>(value: T, line: number, because: string): Known<T> => ({
  value,
  isProven: true,
  because: `line ${line}: ${because}`,
});

export const guess = <T>(value: T, because: string): Known<T> => ({
  value,
  isProven: false,
  because: `guess: ${because}`,
});
