import type { WaitCause } from '../measure/wait-cause.ts';

/** Of a task that waited or waits. */
export const WAIT_CAUSE_WORDS: Readonly<Record<WaitCause, string>> = {
  'own-workspace': 'blocked by its own workspace',
  'no-slot': 'no free slot',
  'pod-starting': 'no pod was ready',
  'agent-not-connected': 'the agent was not connected',
  'retry-delay': 'retry delay',
  'server-down': 'the server was down',
  dispatch: 'not dispatched yet',
};
