import { type LiveView, utilizationOf } from '../../measure/live-view.ts';
import { formatDuration, formatInstant, formatRatio } from '../../report/quantity.ts';

/** How a run stands, in one line of at most `width` characters; what matters least stands last. */
export function statusLine(title: string, view: LiveView, width: number): string {
  const { at, endAt, pods, slots, queue, waits, tasks } = view;
  const utilization = utilizationOf(view);
  const parts = [
    `${formatInstant(at)} of ${formatInstant(endAt)}`,
    `pods ${pods.connected}${pods.starting === 0 ? '' : ` + ${pods.starting} starting`}, ${pods.desired} desired`,
    `queue ${queue.tasks}${queue.tasks === 0 ? '' : `, oldest ${formatDuration(queue.oldestMs)}`}`,
    `utilization ${utilization === null ? 'none' : formatRatio(utilization)} of ${slots.all} slots`,
    `p95 wait ${waits === null ? 'none' : formatDuration(waits.p95Ms)}`,
    `${tasks.finished} of ${tasks.submitted} tasks finished`,
    title,
  ];
  let line = '';
  for (const part of parts) {
    const longer = line === '' ? part : `${line} · ${part}`;
    if (longer.length > width) break;
    line = longer;
  }
  return line;
}
