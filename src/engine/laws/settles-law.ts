import type { Task } from '../task-store.ts';
import { type Bench, nameOfTask } from './bench.ts';

/**
 * `settles`: looked at when the run ends, if that is late enough. All that is left has then waited since before the last fault, since
 * nothing arrived after it. What waits for a person, or for a task that does, is not the pool's.
 */
export function checkSettled(bench: Bench, at: number): void {
  if (at < bench.laws.settledBy) return;
  const left: Task[] = [];
  bench.books.store.tasks.forEach((task) => {
    if (task.state === 'pending' || task.state === 'running') left.push(task);
  });
  const [first] = left;
  if (first === undefined || left.some((task) => task.workspace.locks > 0)) return;
  const others = left.length === 1 ? '' : `, and so are ${left.length - 1} more`;
  const text = `${nameOfTask(bench, first.id)} is still ${first.state} at the end${others}, although nothing has gone wrong since long before`;
  bench.breach('settles', at, text);
}
