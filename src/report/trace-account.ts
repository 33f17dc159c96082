import type { TraceAccount } from '../scenario/compiled.ts';
import { SKIP_REASONS } from '../scenario/trace/trace-reading.ts';

/** `traces/pods.csv: 8152 rows read, 7255 used; skipped: 897 of jobs that never started (first in line 63)`. */
export function traceText({ file, rows }: TraceAccount): string {
  const skipped = rows.skipped.map(
    (each) => `${each.rows} ${SKIP_REASONS[each.reason]} (first in line ${each.firstRow})`,
  );
  const rest = skipped.length === 0 ? '' : `; skipped: ${skipped.join(', ')}`;
  return `${file}: ${rows.read} ${rows.read === 1 ? 'row' : 'rows'} read, ${rows.used} used${rest}`;
}
