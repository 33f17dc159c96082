/**
 * Every measure of a run: the words of `expect: metric`, of `summary.json` and of `poolproof metrics`. All are taken over the
 * measured window [warmup, warmup + duration), the drain excluded, unless the definition says otherwise. A measure whose
 * denominator is zero is null.
 */
export interface MetricDescription {
  readonly unit:
    | 'ms'
    | 'ratio'
    | 'count'
    | 'pods'
    | 'pod-hours'
    | 'nodes'
    | 'node-hours'
    | 'currency'
    | 'per-hour'
    | 'tasks';
  readonly definition: string;
  /** Which way is better, for colours and rankings; null where neither is. */
  readonly better: 'low' | 'high' | null;
}

const tally = (of: string): Record<'mean' | 'p50' | 'p90' | 'p95' | 'p99' | 'max', MetricDescription> => ({
  mean: { unit: 'ms', definition: `Mean of ${of}.`, better: 'low' },
  p50: { unit: 'ms', definition: `Median of ${of}.`, better: 'low' },
  p90: { unit: 'ms', definition: `90th percentile of ${of}.`, better: 'low' },
  p95: { unit: 'ms', definition: `95th percentile of ${of}.`, better: 'low' },
  p99: { unit: 'ms', definition: `99th percentile of ${of}.`, better: 'low' },
  max: { unit: 'ms', definition: `Largest of ${of}.`, better: 'low' },
});

const prefixed = <P extends string, K extends string>(prefix: P, group: Record<K, MetricDescription>) =>
  Object.fromEntries(Object.entries(group).map(([key, value]) => [`${prefix}.${key}`, value])) as Record<
    `${P}.${K}`,
    MetricDescription
  >;

export const METRICS = {
  ...prefixed(
    'wait',
    tally(
      'the wait: all time in which a task submitted in the window was unblocked, unlocked and its plan phase not started (freeze, retry delays and server down time count; tasks that never started count with at least the time they waited)',
    ),
  ),
  ...prefixed('applyWait', tally('the time from a confirmation to the start of the apply phase')),
  ...prefixed(
    'blocked',
    tally('the time in which a task was blocked by its own workspace (an earlier task or a lock)'),
  ),
  ...prefixed('turnaround', tally('the time from submission to the final state, of finished tasks')),
  'utilization.mean': {
    unit: 'ratio',
    definition:
      '∫ running slots of connected pods dt ÷ ∫ slots of connected pods dt (work that goes on behind a cut socket is left out, so the ratio stays within 1).',
    better: 'high',
  },
  'utilization.allocated': {
    unit: 'ratio',
    definition: '∫ (running + reserved slots of connected pods) dt ÷ ∫ slots of connected pods dt.',
    better: 'high',
  },
  'utilization.provisioned': {
    unit: 'ratio',
    definition: '∫ running slots dt ÷ ∫ slots of all pods that exist dt: start-up and dead time count.',
    better: 'high',
  },
  'utilization.atScaleUp': {
    unit: 'ratio',
    definition:
      'Mean over scale-up decisions of (running + reserved) ÷ total slots of online agents; decisions without online agents are left out.',
    better: 'high',
  },
  'pods.mean': { unit: 'pods', definition: 'Time average of pods that exist (from creation to gone).', better: 'low' },
  'pods.max': {
    unit: 'pods',
    definition: 'Most pods that existed at once (terminating ones included).',
    better: 'low',
  },
  'pods.hours': { unit: 'pod-hours', definition: '∫ pods dt from creation to gone.', better: 'low' },
  'pods.idleHours': {
    unit: 'pod-hours',
    definition: '∫ connected pods without a running or reserved slot dt.',
    better: 'low',
  },
  'pods.created': { unit: 'count', definition: 'Pods created.', better: 'low' },
  'pods.neverUsed': {
    unit: 'count',
    definition: 'Pods that went without ever having run a task (whole run).',
    better: 'low',
  },
  'pods.unschedulableHours': {
    unit: 'pod-hours',
    definition: '∫ pods that wait because no node of the cluster has room for them dt.',
    better: 'low',
  },
  'nodes.mean': {
    unit: 'nodes',
    definition:
      'Time average of nodes that are up; without a cluster none of these has a value, and none has one per pool.',
    better: 'low',
  },
  'nodes.max': { unit: 'nodes', definition: 'Most nodes that were up at once.', better: 'low' },
  'nodes.hours': { unit: 'node-hours', definition: '∫ nodes that are up dt.', better: 'low' },
  'nodes.cost': {
    unit: 'currency',
    definition: "Node-hours × price per node-hour, over all groups; part of the run's cost, of no pool's.",
    better: 'low',
  },
  cost: {
    unit: 'currency',
    definition: 'Pod-hours × price per pod-hour; for the whole run also node-hours × price per node-hour.',
    better: 'low',
  },
  'scale.ups': {
    unit: 'count',
    definition:
      'Decisions for more pods than there were; one that only asks again for the same number, because none could be made, is not counted.',
    better: 'low',
  },
  'scale.downs': {
    unit: 'count',
    definition:
      'Decisions for fewer pods than there were; one that only asks again for the same number, because none could go, is not counted.',
    better: 'low',
  },
  'scale.directionChanges': {
    unit: 'per-hour',
    definition: 'Scale-ups that follow a scale-down and the reverse, per hour.',
    better: 'low',
  },
  'scale.atMax': {
    unit: 'ratio',
    definition: 'Share of time in which the autoscaler wanted `max` pods; over several pools the mean of their shares.',
    better: 'low',
  },
  'scale.coldStarts': {
    unit: 'count',
    definition: 'Those of `scale.ups` that asked for pods when there were none.',
    better: 'low',
  },
  'elasticity.underAccuracy': {
    unit: 'ratio',
    definition:
      'SPEC RG θ_U (needed = the fewest pods that the running and unblocked work could run on by the slot rule; provided = living pods that are not terminating): mean of max(needed − provided, 0) ÷ needed over the time in which pods were needed. Of several pools together the gaps are added.',
    better: 'low',
  },
  'elasticity.overAccuracy': {
    unit: 'ratio',
    definition: 'SPEC RG θ_O: mean of max(provided − needed, 0) ÷ needed over the time in which pods were needed.',
    better: 'low',
  },
  'elasticity.underTimeshare': {
    unit: 'ratio',
    definition: 'SPEC RG τ_U: share of time with fewer pods than the running and unblocked work needs.',
    better: 'low',
  },
  'elasticity.overTimeshare': {
    unit: 'ratio',
    definition: 'SPEC RG τ_O: share of time with more pods than the running and unblocked work needs.',
    better: 'low',
  },
  'elasticity.jitter': {
    unit: 'per-hour',
    definition: 'SPEC RG instability: changes of the supply minus changes of the demand, per hour.',
    better: null,
  },
  'little.error': {
    unit: 'ratio',
    definition:
      '|L − λW| ÷ L with L the time average of tasks waiting for or holding a slot from the series, λW from the tasks: a check of the books, not of the pool.',
    better: 'low',
  },
  throughput: { unit: 'per-hour', definition: 'Tasks that reached a final state, per hour.', better: 'high' },
  'tasks.submitted': { unit: 'tasks', definition: 'Tasks submitted.', better: null },
  'tasks.finished': {
    unit: 'tasks',
    definition: 'Tasks that reached a final state (whole run, drain included).',
    better: null,
  },
  'tasks.failed': { unit: 'tasks', definition: 'Tasks that ended in failed (whole run).', better: 'low' },
  'tasks.cancelled': {
    unit: 'tasks',
    definition: 'Tasks that ended in cancelled, discarded applies included (whole run).',
    better: null,
  },
  'tasks.interrupted': {
    unit: 'tasks',
    definition: 'Tasks that failed because their agent or pod was lost (whole run).',
    better: 'low',
  },
  'tasks.killed': {
    unit: 'tasks',
    definition:
      'Phases that were lost because a scale-down deleted their pod (whole run); a plan that is tried again counts each time.',
    better: 'low',
  },
  'tasks.lost': {
    unit: 'tasks',
    definition:
      'Tasks that the platform no longer knows although they never ended (whole run); the law `conservation` holds this at 0.',
    better: 'low',
  },
  'tasks.unfinished': { unit: 'tasks', definition: 'Tasks still active at the end of the run.', better: 'low' },
  'tasks.censored': {
    unit: 'tasks',
    definition:
      'Waits known only as at least so long: tasks that had not started at the end of the run or were cancelled before they did.',
    better: 'low',
  },
  'tasks.applyCensored': {
    unit: 'tasks',
    definition:
      'Waits for an apply known only as at least so long: confirmed, and not begun when the run or the task ended.',
    better: 'low',
  },
  'tasks.blockedCensored': {
    unit: 'tasks',
    definition:
      'Times of being blocked known only as at least so long: tasks that their own workspace kept at the end of the run.',
    better: 'low',
  },
  'dispatch.failures': {
    unit: 'count',
    definition: 'Attempts to place or send a task that failed (whole run).',
    better: 'low',
  },
  'dispatch.blindSends': {
    unit: 'count',
    definition: 'Attempts that took a slot of a pod whose agent was not connected and gave it back (whole run).',
    better: 'low',
  },
  'pods.failed': { unit: 'count', definition: 'Pods that ended in failed (whole run).', better: 'low' },
} as const satisfies Record<string, MetricDescription>;

export type MetricName = keyof typeof METRICS;
export const METRIC_NAMES = Object.keys(METRICS) as readonly MetricName[];
export const isMetric = (word: string): word is MetricName => (METRIC_NAMES as readonly string[]).includes(word);

/** Ratios that are no shares of a whole: they may be above 1. */
const BEYOND_ONE: ReadonlySet<MetricName> = new Set(['elasticity.overAccuracy', 'little.error']);

/** From 0 to 1. */
export const isShare = (metric: MetricName): boolean => METRICS[metric].unit === 'ratio' && !BEYOND_ONE.has(metric);
