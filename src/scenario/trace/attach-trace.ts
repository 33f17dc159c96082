import { type Attachment, attachmentSentence } from '../attachment.ts';
import type { Review } from '../review.ts';
import type { TreePath } from '../tree.ts';
import { readTrace } from './read-trace.ts';
import type { TraceOptions } from './trace-options.ts';
import type { TraceReading } from './trace-reading.ts';
import { type TraceEntry, traceOptions } from './trace-section.ts';

/** A trace entry with the jobs of its log. */
export type ReplayEntry = TraceEntry & { readonly reading: TraceReading };

/** Null when the log cannot be had or read, which is then reported. */
export function attachTrace(entry: TraceEntry, path: TreePath, review: Review): ReplayEntry | null {
  const { file } = entry.trace;
  const attachment = review.attachments(file);
  const where = [...path, 'trace'];
  if (attachment.kind !== 'text') {
    review.report([...where, 'file'], attachmentSentence(file, attachment));
    return null;
  }
  const reading = keptReading(attachment, traceOptions(entry));
  for (const { at, sentence } of reading.mistakes) {
    review.report(review.has([...where, ...at]) ? [...where, ...at] : [...where, 'file'], sentence);
  }
  return reading.mistakes.length > 0 ? null : { ...entry, reading };
}

type AttachedText = Attachment & { readonly kind: 'text' };

/** Variants and replications read one log the same way: a large one is read once. It goes when the attachment goes. */
const kept = new WeakMap<AttachedText, Map<string, TraceReading>>();
const MOST_KEPT = 4;

function keptReading(attachment: AttachedText, options: TraceOptions): TraceReading {
  const readings = kept.get(attachment) ?? new Map<string, TraceReading>();
  kept.set(attachment, readings);
  const key = JSON.stringify(options);
  const reading = readings.get(key) ?? readTrace(attachment.text(), options);
  readings.delete(key);
  readings.set(key, reading);
  for (const oldest of readings.keys()) {
    if (readings.size <= MOST_KEPT) break;
    readings.delete(oldest);
  }
  return reading;
}
