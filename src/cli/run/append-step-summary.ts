import { appendFileSync, existsSync, statSync } from 'node:fs';
import { OutputFailed } from '../../experiment/atomic-file.ts';
import { STEP_SUMMARY_MAX } from '../../report/step-summary.ts';

/**
 * Adds to the summary of the step that a GitHub runner named a file for; without one there is nobody to read it. All commands of a step
 * share the limit. `summaryOf` is told how many bytes are left. Throws `OutputFailed`.
 */
export function appendStepSummary(file: string | undefined, summaryOf: (limit: number) => string): void {
  if (file === undefined || file === '') return;
  const written = existsSync(file) ? statSync(file).size : 0;
  const summary = summaryOf(STEP_SUMMARY_MAX - written - MARGIN);
  try {
    appendFileSync(file, summary);
  } catch (error) {
    throw error instanceof Error ? new OutputFailed(file, error) : error;
  }
}

/** The runner takes less than the limit, not the limit itself. */
const MARGIN = 1024;
