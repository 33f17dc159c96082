import type { PodState } from '../../measure/explain/pod-stories.ts';
import type { WaitDetail } from '../../measure/explain/wait-detail.ts';
import { formatInstant } from '../quantity.ts';

/** What stands behind the cause of a wait; empty where there is nothing to add. */
export function detailText(detail: WaitDetail): string {
  switch (detail.kind) {
    case 'behind':
      return `behind ${detail.task} of ${detail.workspace}`;
    case 'locked':
      return `${detail.workspace} is locked`;
    case 'slots': {
      const { running, reserved, claimed, idle, rule } = detail;
      const uses = [`${running} running`, `${reserved} reserved`, ...(claimed > 0 ? [`${claimed} claimed`] : [])];
      const free = idle > 0 ? `, and none of the ${idle} idle is for it (rule ${rule})` : ', none idle';
      return `${uses.join(', ')}${free}`;
    }
    case 'pods': {
      if (detail.pods.length === 0) return 'there is none';
      const named = detail.pods.map(
        ({ pod, state, since }) => `${pod} ${POD_STATE_WORDS[state]} since ${formatInstant(since)}`,
      );
      return [...named, ...(detail.omitted > 0 ? [`and ${detail.omitted} more`] : [])].join(', ');
    }
    case 'retry': {
      const what = detail.after === 'slot-conflict' ? 'the slot was taken meanwhile' : 'sending it failed';
      return detail.retryAt === null ? what : `${what}; tried again at ${formatInstant(detail.retryAt)}`;
    }
    case 'claimed':
      return `a slot is claimed on ${detail.pod}`;
    case 'sent':
      return `it has a slot on ${detail.pod}`;
    case 'unheard':
      return 'the server has not heard of it';
    case 'none':
      return '';
  }
}

export const POD_STATE_WORDS: Readonly<Record<PodState, string>> = {
  requested: 'asked for',
  unscheduled: 'without a node',
  unschedulable: 'without a node that has room',
  starting: 'starting',
  'agent-absent': 'running, its agent not connected yet',
  connected: 'connected',
  disconnected: 'running, its agent disconnected',
  terminating: 'terminating',
  failed: 'failed',
  succeeded: 'succeeded',
  gone: 'gone',
};
