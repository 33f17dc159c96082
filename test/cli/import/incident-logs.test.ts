import { describe, expect, it } from 'vitest';
import { commentOf, importedIncident } from '../../support/incident.ts';

const POOL = 'pool-k3v9';
const POD = `iac-agent-${POOL}-1772600700`;
const lines = (...text: readonly string[]): string => `${text.join('\n')}\n`;

describe('a log like that of report 515', () => {
  // Two tasks run, the pool shrinks from 2 to 1 all the same: the fault of counting pending tasks only.
  const LOG = lines(
    `2026/03/04 05:06:00 [K8sDeployment] Auto-scaled pool ${POOL} from 1 to 2 replicas (pending tasks: 2)`,
    `2026/03/04 05:06:05 [PodManager] Assigned task 91 (type: plan_and_apply) to pod ${POD} slot 0`,
    `2026/03/04 05:06:10 [K8sDeployment] Auto-scaled pool ${POOL} from 2 to 1 replicas (pending tasks: 1)`,
    `2026/03/04 05:07:05 [PodManager] Released slot 0 on pod ${POD} (task 91 completed)`,
  );

  it('gives the pool that shrank, under the policy whose count it shows', async () => {
    const { scenario, text } = await importedIncident(LOG);
    expect(scenario.pool).toMatchObject({ name: POOL, min: 1, max: 2, autoscaler: { policy: 'pending-only' } });
    expect(commentOf(text, 'policy')).toBe('guess: line 1 speaks of pending tasks alone'.replace('line 1', 'line 3'));
    expect(scenario.initial?.pods).toHaveLength(1);
  });

  it('gives the task its proven times: 60 s of work, begun 5 s after the log begins', async () => {
    const { scenario, text } = await importedIncident(LOG);
    expect(scenario.workload?.[0]?.tasks).toEqual([
      { id: 't91', at: '5s', workspace: 'ws-t91', type: 'plan_and_apply', plan: '30s', confirm: '0s', apply: '30s' },
    ]);
    expect(commentOf(text, 'type')).toBe('line 2: names its type');
    expect(commentOf(text, 'at')).toMatch(/^line 2: /);
  });

  it('asks that the pool does not shrink while its task runs', async () => {
    const { scenario } = await importedIncident(LOG);
    expect(scenario.expect.map(({ name }) => name)).toContain('the pool does not shrink at 10s');
  });

  it('takes the mended policy from the words of its line', async () => {
    const { scenario, text } = await importedIncident(
      LOG.replaceAll(/\(pending tasks: (\d)\)/g, '(active tasks: $1, includes pending+running)'),
    );
    expect(scenario.pool.autoscaler.policy).toBe('pending-plus-running');
    expect(commentOf(text, 'policy')).toBe('line 3: it counts pending and running tasks');
  });
});

describe('a log like that of the capacity report', () => {
  // Three tasks of six run on two agents: room for three more, and a restart scales up all the same.
  const LOG = lines(
    `2026-03-04T05:06:00Z [K8sDeployment] Pool ${POOL} capacity check: online_agents=2, available_capacity=3, first_pending_tasks=2`,
    `2026-03-04T05:06:00Z [K8sDeployment] Pool ${POOL} capacity: online_agents=2, total_capacity=6, running_tasks=3, available=3`,
    `2026-03-04T05:06:00Z [K8sDeployment] Auto-scaled pool ${POOL} from 2 to 3 replicas (pending tasks: 2)`,
    '2026-03-04T05:06:10Z [K8sDeployment] Warning: failed to check agent capacity: context deadline exceeded',
    `2026-03-04T05:06:20Z [K8sDeployment] Pool ${POOL} has 3 first-pending tasks, 3 online agents at full capacity, scaling to 4 (gradual scale-up)`,
  );

  it('proves the slots of an agent and the policy that asks for capacity', async () => {
    const { scenario, text } = await importedIncident(LOG);
    expect(scenario.pool).toMatchObject({
      min: 2,
      max: 4,
      agent: { slots: 3 },
      autoscaler: { policy: 'capacity-aware' },
    });
    expect(commentOf(text, 'slots')).toBe('line 2: agents online: 2, slots: 6');
    expect(commentOf(text, 'policy')).toMatch(/^line 5: /);
  });

  it('has the failed question as a fault around its time, 10 s after the beginning', async () => {
    const { scenario } = await importedIncident(LOG);
    expect(scenario.faults).toEqual([
      { from: '5s', until: '15s', kind: 'store-query', query: 'capacity', mode: 'error' },
    ]);
  });

  it('asks that the pool does not grow while there is room', async () => {
    const { scenario, text } = await importedIncident(LOG);
    expect(scenario.expect.map(({ name }) => name)).toContain('the pool does not grow at 0s');
    expect(text).toContain('line 3: it grew although line 2 has room for 3');
  });
});

describe('a log like that of report 599', () => {
  const LOG = lines(
    `I0304 05:06:00.000000       1 queue.go:41] [TaskQueue] No free slot available for task 92: no free slot available in pool ${POOL}, will retry`,
    'I0304 05:06:05.000000       1 pods.go:88] [K8sPodService] Error checking pending tasks: connection refused',
    `I0304 05:06:15.000000       1 pods.go:90] [K8sPodService] Pool ${POOL} cold start: 1 pending tasks, scaling to 2 pods`,
    `I0304 05:06:15.100000       1 pods.go:99] [K8sPodService] Created pod with new config for pool ${POOL} (now 1/2)`,
    `I0304 05:06:45.000000       1 pods.go:70] [PodManager] Pod ${POD} is new (created 29.9s ago), allowing without heartbeat check`,
    `I0304 05:06:45.000000       1 pods.go:71] [PodManager] Assigned task 92 (type: plan) to pod ${POD} slot 1`,
    `I0304 05:07:25.000000       1 pods.go:75] [PodManager] Released slot 1 on pod ${POD} (task 92 completed)`,
  );

  it('proves min by the cold start and begins without a pod', async () => {
    const { scenario, text } = await importedIncident(LOG);
    expect(scenario.pool).toMatchObject({ min: 2, max: 2, autoscaler: { policy: 'slot-utilization' } });
    expect(commentOf(text, '  min')).toBe('line 3: a cold start makes min pods, here 2');
    expect(scenario.initial).toBeUndefined();
  });

  it('has the refused task, 40 s long, the rule that took a young pod, and the failed query', async () => {
    const { scenario, text } = await importedIncident(LOG);
    expect(scenario.workload?.[0]?.tasks).toEqual([
      { id: 't92', at: '0s', workspace: 'ws-t92', type: 'plan', plan: '40s' },
    ]);
    expect(commentOf(text, 'plan')).toBe('line 7: it ends 40s after its start in line 6');
    expect(scenario.pool.dispatch).toMatchObject({ mode: 'retry-timer', readiness: 'grace-period' });
    expect(scenario.faults).toEqual([
      { from: '0s', until: '10s', kind: 'store-query', query: 'pending', mode: 'error' },
    ]);
  });

  it('knows min from the summary of a cold start without work, too', async () => {
    const { scenario } = await importedIncident(
      `[K8sPodService] Pool ${POOL} cold start: no pending tasks, scaling to min_replicas=3`,
    );
    expect(scenario.pool.min).toBe(3);
  });
});

describe('a log like that of report 604', () => {
  // The summary has two idle slots of three; the task is refused all the same.
  const LOG = lines(
    `05:06:08 [TaskQueue] No free slot available for task 93: no free slot available in pool ${POOL}`,
    `05:06:11 [K8sPodService] Pool ${POOL} status: pods=1, slots(total=3, used=1, reserved=0, idle=2)`,
    `05:06:21 [K8sPodService] Pool ${POOL} status: pods=1, slots(total=3, used=1, reserved=0, idle=2)`,
    `05:06:31 [K8sPodService] Pool ${POOL} status: pods=1, slots(total=3, used=1, reserved=0, idle=2)`,
    `05:06:41 [K8sPodService] Pool ${POOL} status: pods=1, slots(total=3, used=1, reserved=0, idle=2)`,
  );

  it('proves slots, pods at the start and the period of the ticks', async () => {
    const { scenario, text } = await importedIncident(LOG);
    expect(scenario.pool).toMatchObject({ min: 1, max: 1, agent: { slots: 3 }, autoscaler: { every: '10s' } });
    expect(commentOf(text, 'slots')).toBe('line 2: pods: 1, slots: 3');
    expect(commentOf(text, 'every')).toMatch(/^line 2: /);
    expect(scenario.initial?.pods).toHaveLength(1);
  });

  it('lets the ticks of the run fall on those of the log: the refusal, 3 s before a tick, comes at 7 s', async () => {
    const { scenario } = await importedIncident(LOG);
    expect(scenario.workload?.[0]?.tasks[0]).toMatchObject({ id: 't93', at: '7s' });
  });

  it('takes the refused task for an apply, and reproduces that it waits beside idle slots', async () => {
    const { scenario, text, breaks } = await importedIncident(LOG);
    expect(scenario.workload?.[0]?.tasks[0]?.type).toBe('plan_and_apply');
    expect(commentOf(text, 'rule')).toMatch(/^guess: /);
    expect(breaks).toEqual(['t93 runs within two minutes']);
  });

  it('does not take it for an apply when an agent was missing', async () => {
    const missing = `05:06:09 [PodManager] Pod ${POD} is new but agent not registered yet, skipping`;
    const { scenario } = await importedIncident(LOG.replace('05:06:11', `${missing}\n05:06:11`));
    expect(scenario.workload?.[0]?.tasks[0]?.type).toBe('plan');
    expect(scenario.pool.dispatch).toMatchObject({ readiness: 'registered' });
  });

  it('knows the holder of a slot when a line names it', async () => {
    const { scenario } = await importedIncident(`${LOG}05:06:41 Task 90: Running on workspace ws-prod\n`);
    expect(scenario.initial?.tasks).toMatchObject([{ id: 't90', workspace: 'ws-prod' }]);
    expect(scenario.initial?.pods[0]?.slots).toEqual([{ running: 't90' }]);
  });
});

describe('a log like that of report 713', () => {
  const TRY = (time: string): readonly string[] => [
    `${time} [TaskQueue] K8s mode with slot management enabled for task 94`,
    `${time} [PodManager] Assigned task 94 (type: plan) to pod ${POD} slot 0`,
    `${time} [TaskQueue] Allocated slot 0 on pod ${POD} for task 94`,
    `${time} [PodManager] Released slot 0 on pod ${POD} (task 94 completed)`,
    `${time} [TaskQueue] Released slot 0 on pod ${POD} (no connected agents)`,
    `${time} [TaskQueue] No connected agents found, task 94 will retry`,
  ];
  const LOG = lines(...TRY('2026/03/04 05:06:00'), ...TRY('2026/03/04 05:06:15'));

  it('does not believe that a task was completed whose slot was given back for want of an agent', async () => {
    const { incident, scenario } = await importedIncident(LOG);
    expect(incident.arriving[0]?.story?.work).toEqual([]);
    expect(incident.arriving[0]?.story?.refusals.map(({ line }) => line)).toEqual([6, 12]);
    expect(scenario.workload?.[0]?.tasks).toMatchObject([{ id: 't94', at: '1s', type: 'plan' }]);
  });

  it('has the pod that is there, its agent away, and the dispatcher that asks for nothing', async () => {
    const { scenario, text } = await importedIncident(LOG);
    expect(scenario.initial?.pods).toEqual([{ state: 'connected', age: '1m' }]);
    expect(scenario.faults).toEqual([{ at: '1ms', kind: 'disconnect-agents', pick: 'all', reconnect: 'never' }]);
    expect(scenario.pool.dispatch).toEqual({ mode: 'retry-timer', readiness: 'grace-period', scaleUpOnNoAgent: false });
    expect(commentOf(text, 'scaleUpOnNoAgent')).toMatch(/^line 6: /);
  });

  it('reproduces that slots are taken for nobody', async () => {
    expect((await importedIncident(LOG)).breaks).toContain('no-blind-send');
  });

  it('lets the agent come back when a task is really sent', async () => {
    const sent = `2026/03/04 05:06:30 [PodManager] Assigned task 94 (type: plan) to pod ${POD} slot 0\n`;
    const { scenario } = await importedIncident(LOG + sent);
    // The run begins 1 s before the log, and the agents go 1 ms later.
    expect(scenario.faults).toEqual([{ at: '1ms', kind: 'disconnect-agents', pick: 'all', reconnect: '30s999ms' }]);
  });

  it('has failed pods as faults, the reaper that removed them, and the immediate check', async () => {
    const { scenario } = await importedIncident(
      lines(
        `2026/03/04 05:06:00 [TaskQueue] Triggering immediate scale-up check for pool ${POOL} (no connected agents)`,
        `2026/03/04 05:06:00 [TaskQueue] Scale-up check completed for pool ${POOL}, no scaling needed (current pods: 2)`,
        `2026/03/04 05:06:20 [PodManager] Pod ${POD} is in Failed state, will be cleaned up`,
        `2026/03/04 05:06:20 [PodManager] Warning: failed to delete failed pod ${POD}: timeout`,
      ),
    );
    expect(scenario.pool).toMatchObject({
      autoscaler: { reaper: true },
      dispatch: { scaleUpOnNoAgent: true },
    });
    expect(scenario.initial?.pods).toEqual([
      { state: 'connected', age: '1m' },
      { state: 'connected', count: 1 },
    ]);
    expect(scenario.faults).toEqual([
      { at: '15s', kind: 'pod-failure', pick: 'oldest' },
      { from: '15s', until: '25s', kind: 'api-error', on: { verb: 'delete', resource: 'pods' }, status: 503 },
    ]);
  });
});
