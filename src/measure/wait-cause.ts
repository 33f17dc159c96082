import type { DispatchFailure } from '../engine/note.ts';
import { isBlocked, type TaskAccount } from './task-account.ts';

/** Why a task did not run, as far as the platform's notes tell. `dispatch` = nothing failed, it was only not its turn yet. */
export const WAIT_CAUSES = [
  'own-workspace',
  'no-slot',
  'pod-starting',
  'agent-not-connected',
  'retry-delay',
  'server-down',
  'dispatch',
] as const;
export type WaitCause = (typeof WAIT_CAUSES)[number];

/** After a move or a change of lock, of which the account knows already. A lock keeps a confirmed apply, too. */
export const causeOfState = (account: TaskAccount): 'own-workspace' | 'dispatch' =>
  isBlocked(account) || (account.state === 'apply_pending' && account.locked) ? 'own-workspace' : 'dispatch';

/** Of a task that its own workspace does not keep: until its next attempt or change it waits for this. */
export const CAUSE_OF_FAILURE: Readonly<Record<DispatchFailure, WaitCause>> = {
  'no-free-slot': 'no-slot',
  'no-ready-pod': 'pod-starting',
  'agent-not-connected': 'agent-not-connected',
  'slot-conflict': 'retry-delay',
  'send-failed': 'retry-delay',
};
