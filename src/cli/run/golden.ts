import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { writeFileAtomically } from '../../experiment/atomic-file.ts';
import type { PlannedVariant } from '../../experiment/plan-suite.ts';
import type { VariantResult } from '../../experiment/variant-result.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Golden fingerprints: `file > variant` → fingerprint of its first replication. Files are named from the golden file's folder, so
 * that it does not matter where the program is started.
 */
export type Golden = Readonly<Record<string, string>>;

/** The fingerprint that was recorded for a variant, and that of its run. */
export interface GoldenDifference {
  readonly key: string;
  /** Null = not in the golden file yet. */
  readonly expected: string | null;
  readonly observed: string | null;
}

export const isDifferent = ({ expected, observed }: GoldenDifference): boolean => expected !== observed;

export function readGolden(file: string, mode: 'compare' | 'update'): Golden {
  if (!existsSync(file)) {
    if (mode === 'update') return {};
    throw new UsageError(`no such golden file: ${file}`, `write it with --golden ${file} --update`);
  }
  // A device would be read without end.
  if (!statSync(file).isFile())
    throw new UsageError(`${file} is no golden file`, 'name a file of fingerprints, or one to write');
  try {
    const golden: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isGolden(golden)) return golden;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new UsageError(`${file} is no golden file`, 'it holds one JSON object: "file > variant": "fingerprint"');
}

/** One for each result, in their order. */
export function compareGolden(
  golden: Golden,
  file: string,
  results: readonly VariantResult[],
): readonly GoldenDifference[] {
  return results.map((result) => {
    const key = goldenKey(file, result.planned);
    return { key, expected: golden[key] ?? null, observed: fingerprintOf(result) };
  });
}

/** Entries that were not run stay, unless everything ran: then what no longer exists goes. */
export function writeGolden(
  file: string,
  before: Golden,
  results: readonly VariantResult[],
  everythingRan: boolean,
): void {
  const entries = new Map(everythingRan ? [] : Object.entries(before));
  for (const result of results) {
    const fingerprint = fingerprintOf(result);
    if (fingerprint !== null) entries.set(goldenKey(file, result.planned), fingerprint);
  }
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileAtomically(file, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
}

const isGolden = (value: unknown): value is Golden =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((each) => typeof each === 'string');

const goldenKey = (golden: string, { file, variant }: PlannedVariant): string =>
  `${relative(dirname(golden), file).split(sep).join('/')} > ${variant}`;

const fingerprintOf = (result: VariantResult): string | null =>
  result.runs.find((run) => run.replication === 0)?.fingerprint ?? null;
