import { TASK_TYPES } from '../../engine/task.ts';
import { type ServerMessage, type TaskMessage, WORK_MS_MAX } from '../protocol.ts';

/**
 * What the server said, or null if it is nothing that this program knows. By hand and not by a schema library, which would
 * make the program ten times as large: the server is ours, and its token-bearing connection was opened from here.
 */
export function decodeServerMessage(text: string): ServerMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return isMessage(value) ? value : null;
}

type Fields = Readonly<Record<string, unknown>>;

function isMessage(value: unknown): value is ServerMessage {
  if (!isFields(value)) return false;
  switch (value.type) {
    case 'welcome':
      return isDelay(value.pingEveryMs) && value.pingEveryMs > 0;
    case 'task':
      return isTask(value);
    case 'cancel':
    case 'acknowledged':
      return isCount(value.attempt);
    case 'drain':
      return true;
    case 'fault':
      return isFields(value.fault) && isFault(value.fault);
    default:
      return false;
  }
}

function isTask(value: Fields): value is Fields & TaskMessage {
  return (
    isCount(value.task) &&
    isCount(value.attempt) &&
    isCount(value.slot) &&
    TASK_TYPES.some((type) => type === value.taskType) &&
    (value.phase === 'plan' || value.phase === 'apply') &&
    isDelay(value.workMs) &&
    isDelay(value.initMs) &&
    typeof value.hasChanges === 'boolean' &&
    typeof value.fails === 'boolean'
  );
}

function isFault(fault: Fields): boolean {
  switch (fault.kind) {
    case 'freeze':
    case 'zombie':
      return typeof fault.on === 'boolean';
    case 'hang':
      return true;
    case 'exit':
      return isCount(fault.code) && fault.code <= 255;
    case 'reconnect':
      return fault.afterMs === null || isDelay(fault.afterMs);
    default:
      return false;
  }
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isDelay = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= WORK_MS_MAX;
