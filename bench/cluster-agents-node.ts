// The node of `cluster-agents.ts`: a kubelet whose pods are agents in this process, which write down what they do.
import type { StartWork } from '../src/real/agent/work.ts';
import { sleep } from '../src/real/agent/work.ts';
import type { ApiAccess } from '../test/support/kube-api.ts';
import { AgentInProcess } from '../test/support/kubelet/agent-in-process.ts';
import { ProcessKubelet } from '../test/support/process-kubelet.ts';

export interface AgentsReport {
  /** That had at least one task. */
  readonly agents: number;
  /** Tasks that ended once, and those that began more often. */
  readonly once: number;
  readonly more: number;
  /** From the end of one piece of work to the beginning of the next on the same agent, wall ms. */
  readonly gapsMs: readonly number[];
  /** Of the first piece of work, ms since 1970. */
  readonly firstAt: number;
}

const began = new Map<number, number>();
const ended = new Map<number, number>();
const freeSince = new Map<string, number>();
const gapsMs: number[] = [];
let firstAt = Number.POSITIVE_INFINITY;

const witnessed =
  (pod: string): StartWork =>
  (task, done) => {
    const free = freeSince.get(pod);
    if (free !== undefined) gapsMs.push(performance.now() - free);
    firstAt = Math.min(firstAt, Date.now());
    began.set(task.task, (began.get(task.task) ?? 0) + 1);
    return sleep(task, (isGood) => {
      ended.set(task.task, (ended.get(task.task) ?? 0) + 1);
      freeSince.set(pod, performance.now());
      done(isGood);
    });
  };

let kubelet: ProcessKubelet | null = null;

process.on('message', async (message: ApiAccess | 'report' | 'end') => {
  if (message === 'report') {
    const report: AgentsReport = {
      agents: freeSince.size,
      once: [...ended.values()].filter((times) => times === 1).length,
      more: [...began.values()].filter((times) => times > 1).length,
      gapsMs,
      firstAt,
    };
    process.send?.(report);
  } else if (message === 'end') {
    await kubelet?.close();
    process.disconnect();
    process.exit(0);
  } else {
    kubelet = await ProcessKubelet.start({
      access: message,
      node: 'bench',
      startContainer: ({ env }) => new AgentInProcess(env, witnessed(env.POD_NAME ?? '')),
    });
    process.send?.('ready');
  }
});
