import type { ShardFile } from '../../experiment/shard-file.ts';

/** What a shard's pod is to do: a command line, as plain data. */
export interface ShardTask {
  readonly command: ShardFile['command'];
  readonly given: Readonly<Record<string, unknown>>;
}

/** Its file in a pod, beside the folder of packages. */
export const TASK_FILE = 'task.json';
