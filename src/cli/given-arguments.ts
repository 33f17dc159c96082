import { UsageError } from './usage-error.ts';

/** What stood on the command line, asked for by the option's name. */
export class GivenArguments {
  readonly files: readonly string[];
  private readonly values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.values = values;
    this.files = listOf(values.files);
  }

  /** Plain data from which the same arguments can be made again, but for these options. */
  without(names: readonly string[]): Readonly<Record<string, unknown>> {
    return Object.fromEntries(Object.entries(this.values).filter(([name]) => !names.includes(name)));
  }

  flag(name: string): boolean {
    const value = this.values[name];
    return Array.isArray(value) ? value.at(-1) === true : value === true;
  }

  text(name: string): string | null {
    const given = listOf(this.values[name]);
    if (given.length > 1) throw new UsageError(`--${name} is given ${given.length} times`, 'give it once');
    if (given[0]?.trim() === '') throw new UsageError(`--${name} is empty`, 'give it a value, or leave it out');
    return given[0] ?? null;
  }

  list(name: string): readonly string[] {
    return listOf(this.values[name]);
  }

  /** A whole number of at least 1. */
  count(name: string): number | null {
    const text = this.text(name);
    if (text === null) return null;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= 1 && Number.isSafeInteger(value)) return value;
    throw new UsageError(
      `--${name} must be a whole number of at least 1, not ${JSON.stringify(text)}`,
      `for example --${name} 2`,
    );
  }

  /** 0–65535; 0 = any that is free. */
  port(name: string): number | null {
    const text = this.text(name);
    if (text === null) return null;
    if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
    throw new UsageError(
      `--${name} ${text} is no port`,
      `for example --${name} 9090, or --${name} 0 for any that is free`,
    );
  }

  /** A share above 0 and at most 1, written `5%` or `0.05`. */
  share(name: string): number | null {
    const text = this.text(name);
    if (text === null) return null;
    const [, digits = '', percent = ''] = /^(\d+(?:\.\d+)?|\.\d+)\s*(%?)$/.exec(text.trim()) ?? [];
    const value = digits === '' ? Number.NaN : Number(digits) / (percent === '' ? 1 : 100);
    if (value > 0 && value <= 1) return value;
    throw new UsageError(
      `--${name} must be a share above 0 and at most 100 %, not ${JSON.stringify(text)}`,
      value > 1 && value <= 100 && percent === '' ? `write --${name} ${digits}%` : `for example --${name} 5%`,
    );
  }

  /** `--confidence`: of each interval, 0–1; 95 % unless given. */
  confidence(): number {
    const confidence = this.share('confidence') ?? 0.95;
    if (confidence >= 0.5 && confidence <= 0.999) return confidence;
    throw new UsageError('--confidence must be from 50 % to 99.9 %', 'for example --confidence 99%');
  }

  choice<T extends string>(name: string, known: readonly T[]): T | null {
    const text = this.text(name);
    if (text === null) return null;
    const found = known.find((each) => each === text.trim());
    if (found === undefined) throw new UsageError(`--${name} cannot be ${text}`, `one of: ${known.join(', ')}`);
    return found;
  }
}

const listOf = (value: unknown): readonly string[] =>
  value === undefined ? [] : Array.isArray(value) ? value.map(String) : [String(value)];
