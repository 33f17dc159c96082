/**
 * What each key of the language means, for docs/scenario-reference.md. `section.key`, as the page heads its tables; the page is
 * not written when a key has no sentence here, or a sentence no key.
 */
export const KEY_SENTENCES = {
  scenario: 'Name of the scenario; also the folder of its report.',
  about: 'What it is for, in a sentence.',
  labels: 'Words that `run --label` selects by.',
  modes: 'Where it may run.',
  seed: "The one root of the run's chance.",
  clock: 'Needed where something goes by the wall clock.',
  run: 'How long a run is, and how often it is repeated.',
  pool: 'The pool, when there is one.',
  pools: 'Several pools by name, instead of `pool`; each is written as `pool` is, without its name.',
  workspaces:
    'The workspaces that arrivals pick from; twenty unless given. With `{ count: 200, pick: { zipf: 1.1 } }` few are busy and most are quiet; without `pick` all are equally likely.',
  profiles: 'What a kind of task needs, by name; drawn when a task arrives.',
  workload: 'The tasks that arrive.',
  initial: 'Pods and tasks that exist when the run begins.',
  people: 'What persons do at given times.',
  faults: 'What goes wrong.',
  expect: 'What must hold.',
  variants: 'Runs of the scenario with some fields changed, by name; one unchanged run unless given.',

  'clock.start': 'Local date and time of the start, without offset: 2026-01-05T08:50:00.',
  'clock.timezone': 'IANA name of the time zone.',

  'run.warmup': 'Simulated before the measured window, and not measured.',
  'run.duration': 'Length of the measured window; arrivals stop at its end.',
  'run.drain.timeout':
    'After the window the run goes on until the work is done, at most so long; no drain unless given.',
  'run.replications':
    'Runs of each variant, with independent luck. With a `precision` runs are added, from `min` to `max`, until the mean of each of `metrics` is known to within that share of it at that `confidence`; unless given, `metrics` are those that metric expectations name, `wait.mean` and `utilization.mean`. Not reaching it fails nothing, but every report says so.',
  'run.timeScale': 'For clusters, not for the simulation: scenario time runs so many times faster than the wall clock.',

  'pool.name': 'What reports call it.',
  'pool.min': 'The fewest pods outside freeze windows.',
  'pool.max': 'The most pods, terminating ones not counted.',
  'pool.agent': 'Slots, slot rule and heartbeat.',
  'pool.pods': 'How long the steps of a pod take, and what it costs.',
  'pool.autoscaler': 'How many pods there should be, and who goes.',
  'pool.dispatch': 'How tasks find their slots.',
  'pool.freeze': 'Weekly windows in which the target is 0 pods; need a `clock`.',

  'pool.agent.slots':
    'Slots of a pod; capacity units under the rule `weighted`, which needs them. Unless given: 1 under `single`, 3 under `apply-on-slot-zero` and `apply-exclusive`, 4 under `apply-one-of-n`.',
  'pool.agent.rule': 'Which task may take which slot.',
  'pool.agent.weights.plan': 'Units of a `plan`; weights go with the rule `weighted` alone.',
  'pool.agent.weights.plan_and_apply': 'Units of a `plan_and_apply`.',
  'pool.agent.weights.drift_check': 'Units of a `drift_check`.',
  'pool.agent.heartbeat.every': 'Time between two heartbeats.',
  'pool.agent.heartbeat.onlineWithin': 'An agent is online while its last heartbeat is younger; longer than `every`.',

  'pool.pods.schedule': 'From creation until a node is chosen.',
  'pool.pods.start': 'From there until the pod runs: image pull and boot.',
  'pool.pods.connect': 'From there until the agent is connected.',
  'pool.pods.register': 'From there until the agent is recorded on its pod (readiness `registered`).',
  'pool.pods.init': 'Paid again when an apply runs on another pod than its plan.',
  'pool.pods.terminate': 'From deletion until the pod is gone.',
  'pool.pods.pricePerHour': 'Of one pod, in a currency of your own.',

  'pool.autoscaler.policy': 'The formula that decides how many pods: see [policies](#policies).',
  'pool.autoscaler.with': "The policy's own parameters; what is left out has its default.",
  'pool.autoscaler.every': "Time between two decisions; the policy's native period unless given.",
  'pool.autoscaler.victims':
    'Who goes at a scale-down: only pods whose slots are all idle; any, emptied first; any, busy ones too.',
  'pool.autoscaler.reaper': 'Failed and succeeded pods are removed.',
  'pool.autoscaler.protectRunning': 'No scale-down while any task of the pool runs.',
  'pool.autoscaler.waitForConnecting': 'No scale-up while agents of young pods are still to connect.',
  'pool.autoscaler.ensureMin':
    'Pods up to `min` are created at start, on an immediate scale check and at the end of a freeze window.',
  'pool.autoscaler.unhealthyRestart':
    'A running pod that has had no agent for two minutes is deleted, with growing pauses and at most six times.',

  'pool.dispatch.mode': 'Try at once whenever something changes, or again after a delay that depends on what failed.',
  'pool.dispatch.readiness': 'Which pods may be given work: the rule that takes a pod for ready.',
  'pool.dispatch.assignment':
    'A task takes a slot of a ready pod alone, or also claims one before and is sent when the agent connects.',
  'pool.dispatch.scaleUpOnNoAgent': 'A task that finds no agent asks for an immediate scale check.',
  'pool.dispatch.slotSync':
    'After a restart the slots are rebuilt from the task store before or after the first decision.',
  'pool.dispatch.orphans': 'Tasks that ran when the server restarted go on, or fail.',
  'pool.dispatch.placement': 'Which of several fitting pods a task gets.',
  'pool.dispatch.heartbeats': 'Last heartbeats survive a server restart, or do not.',
  'pool.dispatch.onAgentLost': 'A task whose agent is lost fails, or its plan phase starts again.',
  'pool.dispatch.grace': 'Up to this age the readiness rules `grace-period` and `registered` ask for no heartbeat.',
  'pool.dispatch.monitor': 'Time between two regular retries of all pending tasks.',
  'pool.dispatch.retry.noFreeSlot': 'Mode `retry-timer`: until the next attempt when no slot was free.',
  'pool.dispatch.retry.noAgent': 'Mode `retry-timer`: until the next attempt when no agent was ready.',
  'pool.dispatch.retry.slotConflict': 'Until the next attempt when the slot turned out to be taken.',
  'pool.dispatch.retry.send': 'Delays after the first, second, … send that failed; the last repeats.',
  'pool.dispatch.claimDeadline': 'A claimed slot whose agent has not connected is given back after this.',
  'pool.dispatch.reservationExpiry': 'A reserved slot whose task nobody confirmed is given back after this.',
  'pool.dispatch.acceptWithin': 'An agent that has not accepted a task after this is taken not to answer.',
  'pool.dispatch.taskTimeout': 'A phase that runs longer is stopped.',
  'pool.dispatch.lostAfter': 'A disconnected agent is lost after so long without a heartbeat.',

  'pool.freeze[].days': 'Weekdays on which the window starts; every day unless given.',
  'pool.freeze[].from': 'Time of day, HH:MM.',
  'pool.freeze[].to': 'Last minute of the window, HH:MM; before `from`, it is of the next day.',

  'profiles.<name>.type': 'Task type.',
  'profiles.<name>.plan': 'Service time of the plan phase; every type needs it.',
  'profiles.<name>.confirm': 'From the end of the plan phase to the confirmation; none unless given.',
  'profiles.<name>.apply': 'Service time of the apply phase; `plan_and_apply` needs it, no other type has it.',
  'profiles.<name>.discard': 'Probability that the person says no.',
  'profiles.<name>.nothingToApply': 'Probability that the plan finds no changes.',
  'profiles.<name>.fail': 'Probability that a phase fails, of each phase.',

  'workload[] with arrivals.name': 'Of the stream; must be unique.',
  'workload[] with arrivals.arrivals': 'When tasks come: see [arrivals](#arrivals).',
  'workload[] with arrivals.profile': 'What they need.',
  'workload[] with arrivals.pool': 'Where they go; may be left out when there is one pool.',
  'workload[] with arrivals.workspaces': 'Workspaces to pick from; those of the scenario unless given.',
  'workload[] with arrivals.from': 'Start of the stream.',
  'workload[] with arrivals.until': 'End of the stream.',
  'workload[] with arrivals.startAt': 'First arrival of `every`.',

  'workload[] with tasks.name': 'Of the entry; must be unique.',
  'workload[] with tasks.tasks[].id': 'Name by which expectations and people call the task.',
  'workload[] with tasks.tasks[].at': 'When it is submitted.',
  'workload[] with tasks.tasks[].workspace': 'Whose task it is; `ws-{n}` is another workspace for each copy.',
  'workload[] with tasks.tasks[].pool': 'Where it goes; may be left out when there is one pool.',
  'workload[] with tasks.tasks[].count': 'So many copies, named `id-1`, `id-2`, …; the task itself unless given.',

  'initial.pods[].pool': 'Whose pod it is; may be left out when there is one pool.',
  'initial.pods[].state': 'How far it has come.',
  'initial.pods[].age': 'How old it is.',
  'initial.pods[].slots': 'Who holds its slots, from the first; the others are idle.',
  'initial.pods[].count': 'So many pods like this one.',
  'initial.tasks[].id': 'Name of the task.',
  'initial.tasks[].workspace': 'Whose task it is.',
  'initial.tasks[].pool': 'Where it goes; may be left out when there is one pool.',
  'initial.tasks[].phase': 'The phase that it is in.',

  'people[] with cancel.cancel': 'The task that is cancelled.',
  'people[] with confirm.confirm': 'The task whose apply is confirmed.',
  'people[] with discard.discard': 'The task whose apply is refused.',
  'people[] with lock.lock': 'The workspace of which nothing starts meanwhile.',
  'people[] with lock.for': 'How long.',
  'people[] with unfreeze.unfreeze.until': 'Until when the freeze is off.',
  'people[] with unfreeze.unfreeze.pool': 'Of which pool; of all unless given.',

  'expect[] with at.at': 'The instant.',
  'expect[] with at.that': 'What holds then: [series](#series) and comparisons.',
  'expect[] with always.always': 'What holds all the time.',
  'expect[] with always.from': 'Start of the stretch; of the run unless given.',
  'expect[] with always.until': 'End of the stretch; of the run unless given.',
  'expect[] with never.never': 'What holds at no time.',
  'expect[] with never.from': 'Start of the stretch; of the run unless given.',
  'expect[] with never.until': 'End of the stretch; of the run unless given.',
  'expect[] with eventually.eventually': 'What holds at some time.',
  'expect[] with eventually.after': 'From when on; from the start unless given.',
  'expect[] with eventually.within': 'How long it may take; to the end of the run unless given.',
  'expect[] with metric.metric': 'What holds of the whole window: [metrics](#metrics) and comparisons.',

  'variants.<name>.about': 'What it shows.',
  'variants.<name>.set': 'Fields by their path, as in `pool.max: 4`, with their new values.',
  'variants.<name>.breaks': 'The expectations and laws that must fail; it passes when exactly these do.',
};

/** Keys that mean the same wherever they stand; a sentence above goes first. */
export const SHARED_SENTENCES = {
  at: 'When.',
  name: 'What the report calls it; made from its words unless given.',
  type: 'Task type.',
  plan: 'Service time of the plan phase.',
  confirm: 'From the end of the plan phase to the confirmation.',
  apply: 'Service time of the apply phase.',
  discard: 'The person says no.',
  nothingToApply: 'The plan finds no changes.',
  planFails: 'The plan phase fails.',
  applyFails: 'The apply phase fails.',
};
