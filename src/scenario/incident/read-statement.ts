import { TASK_TYPES } from '../../engine/task.ts';
import { UNITS } from '../duration-text.ts';
import type { Statement } from './statement.ts';

/** What a message says; null = nothing that the platform is known to write. Words before and behind do not matter. */
export function readStatement(message: string): Statement | null {
  for (const { form, read } of FORMS) {
    const found = form.exec(message);
    if (found !== null) return read(found.slice(1).map((group) => group ?? ''));
  }
  return null;
}

interface Form {
  readonly form: RegExp;
  /** Takes the groups of `form`, empty text where one did not take part. */
  readonly read: (groups: readonly string[]) => Statement;
}

/** A name as it may stand in a sentence: no spaces, no punctuation at its end. */
const NAME = '["`]?([\\w][\\w./-]*?)["`]?';
const TASK = '#?([\\w-]+)';
/** Four digits at most: greater counts of pods or tasks are no counts. */
const COUNT = '(\\d{1,4})';
const SLOTS = '(\\d{1,6})';

/** Every form, those of the same beginning from the longest to the shortest. */
const FORMS: readonly Form[] = [
  form(
    `Pool ${NAME} status: pods=${COUNT}, ?slots\\(total=${SLOTS}, ?used=${SLOTS}, ?reserved=${SLOTS}, ?idle=${SLOTS}\\)`,
    ([pool, pods, total, used, reserved, idle]) => ({
      kind: 'pool status',
      pool: pool!,
      pods: Number(pods),
      slots: { total: Number(total), used: Number(used), reserved: Number(reserved), idle: Number(idle) },
    }),
  ),
  form(
    `Pool ${NAME} capacity check: online_agents=${COUNT}, ?available_capacity=${SLOTS}, ?first_pending_tasks=${COUNT}`,
    ([pool, online, available, pending]) => ({
      kind: 'agent capacity',
      pool: pool!,
      online: Number(online),
      available: Number(available),
      total: null,
      running: null,
      pending: Number(pending),
    }),
  ),
  form(
    `Pool ${NAME} capacity: online_agents=${COUNT}, ?total_capacity=${SLOTS}, ?running_tasks=${SLOTS}, ?available=${SLOTS}`,
    ([pool, online, total, running, available]) => ({
      kind: 'agent capacity',
      pool: pool!,
      online: Number(online),
      available: Number(available),
      total: Number(total),
      running: Number(running),
      pending: null,
    }),
  ),
  form(
    `Pool ${NAME} has ${COUNT} first-pending tasks? but 0 online agents \\(cold start\\), scaling to ${COUNT} pods?`,
    ([pool, pending, to]) => ({
      kind: 'capacity decision',
      pool: pool!,
      pending: Number(pending),
      online: 0,
      available: 0,
      to: Number(to),
    }),
  ),
  form(
    `Pool ${NAME} has ${COUNT} first-pending tasks? but ${COUNT} online agents? with ${SLOTS} available capacity, no scale-up needed`,
    ([pool, pending, online, available]) => ({
      kind: 'capacity decision',
      pool: pool!,
      pending: Number(pending),
      online: Number(online),
      available: Number(available),
      to: null,
    }),
  ),
  form(
    `Pool ${NAME} has ${COUNT} first-pending tasks?, ${COUNT} online agents? at full capacity, scaling to ${COUNT}`,
    ([pool, pending, online, to]) => ({
      kind: 'capacity decision',
      pool: pool!,
      pending: Number(pending),
      online: Number(online),
      available: 0,
      to: Number(to),
    }),
  ),
  form('failed to check agent capacity\\b', () => ({ kind: 'capacity unknown' })),
  form(
    `Auto-scaled pool ${NAME} from ${COUNT} to ${COUNT} (?:replicas?|pods?)(?: \\((active|pending) tasks: ${COUNT}(, includes pending\\+running)?\\))?`,
    ([pool, from, to, word, tasks, includes]) => ({
      kind: 'scaled',
      pool: pool!,
      from: Number(from),
      to: Number(to),
      tasks: tasks === '' ? null : Number(tasks),
      counts: tasks === '' ? null : word?.toLowerCase() === 'active' || includes !== '' ? 'pending+running' : 'pending',
    }),
  ),
  form(`Pool ${NAME} cold start: ${COUNT} pending tasks?, scaling to ${COUNT} pods?`, ([pool, pending, to]) => ({
    kind: 'cold start',
    pool: pool!,
    pending: Number(pending),
    to: Number(to),
  })),
  form(`Pool ${NAME} cold start: no pending tasks?, scaling to min_replicas=${COUNT}`, ([pool, to]) => ({
    kind: 'cold start',
    pool: pool!,
    pending: 0,
    to: Number(to),
  })),
  form('Error checking pending tasks\\b', () => ({ kind: 'pending unknown' })),
  form(`Created pod(?: with new config)? for pool ${NAME} \\(now ${COUNT}/${COUNT}\\)`, ([pool, pods, wanted]) => ({
    kind: 'pod created',
    pool: pool!,
    pods: Number(pods),
    wanted: Number(wanted),
  })),
  form(
    `Pod ${NAME} is new \\(created ([\\w.µ]+) ago\\), allowing without (?:strict )?heartbeat check`,
    ([pod, age]) => ({ kind: 'young pod', pod: pod!, ageMs: goDuration(age!), verdict: 'allowed unseen' }),
  ),
  form(`Pod ${NAME} is new \\(created ([\\w.µ]+) ago\\) with registered agent`, ([pod, age]) => ({
    kind: 'young pod',
    pod: pod!,
    ageMs: goDuration(age!),
    verdict: 'allowed registered',
  })),
  form(`Pod ${NAME} is new but agent not registered yet, skipping`, ([pod]) => ({
    kind: 'young pod',
    pod: pod!,
    ageMs: null,
    verdict: 'skipped unregistered',
  })),
  form(`Pod ${NAME} is offline \\(last heartbeat: ([\\w.µ]+) ago\\), skipping`, ([pod, silent]) => ({
    kind: 'pod offline',
    pod: pod!,
    silentMs: goDuration(silent!),
  })),
  form(`Pod ${NAME} is in (Failed|Succeeded) state, will be cleaned up`, ([pod, phase]) => ({
    kind: 'pod ended',
    pod: pod!,
    phase: phase === 'Failed' ? 'failed' : 'succeeded',
  })),
  form(`(?:Cleaning up|Deleted) failed/succeeded pod ${NAME}`, ([pod]) => ({ kind: 'pod removed', pod: pod! })),
  form(`failed to delete failed pod ${NAME}`, ([pod]) => ({ kind: 'pod not removed', pod: pod! })),
  form(`slot management enabled for task ${TASK}`, ([task]) => ({ kind: 'task queued', task: task! })),
  form(`Assigned task ${TASK}(?: \\(type: (\\w+)\\))? to pod ${NAME} slot (\\d{1,3})`, ([task, type, pod, slot]) => ({
    kind: 'task assigned',
    task: task!,
    type: TASK_TYPES.find((each) => each === type) ?? null,
    pod: pod!,
    slot: Number(slot),
  })),
  form(`Allocated slot (\\d{1,3}) on pod ${NAME} for task ${TASK}`, ([slot, pod, task]) => ({
    kind: 'task assigned',
    task: task!,
    type: null,
    pod: pod!,
    slot: Number(slot),
  })),
  form(`Released slot (\\d{1,3}) on pod ${NAME} \\(no connected agents\\)`, ([slot, pod]) => ({
    kind: 'slot given back',
    pod: pod!,
    slot: Number(slot),
  })),
  form(`Released slot (\\d{1,3}) on pod ${NAME}(?: \\(task ${TASK} completed\\))?`, ([slot, pod, task]) => ({
    kind: 'slot released',
    pod: pod!,
    slot: Number(slot),
    task: task === '' ? null : task!,
  })),
  form(`No connected agents found, task ${TASK}(,? will retry)?`, ([task, retries]) => ({
    kind: 'no agent',
    task: task!,
    retries: retries !== '',
  })),
  form(`No free slot available for task ${TASK}: no free slot available in pool ${NAME}(,? will retry)?`, (groups) => {
    const [task, pool, retries] = groups;
    return { kind: 'no free slot', task: task!, pool: pool!, retries: retries !== '' };
  }),
  form(`\\bTask ${TASK}: (Running|Pending) on workspace ${NAME}`, ([task, state, workspace]) => ({
    kind: 'task state',
    task: task!,
    workspace: workspace!,
    state: state!.toLowerCase(),
  })),
  form(`Triggering immediate scale-up check for pool ${NAME}`, ([pool]) => ({ kind: 'immediate check', pool: pool! })),
  form(`Successfully triggered scale-up for pool ${NAME}, new pod count: ${COUNT}`, ([pool, pods]) => ({
    kind: 'immediate check done',
    pool: pool!,
    pods: Number(pods),
    scaled: true,
  })),
  form(`Scale-up check completed for pool ${NAME}, no scaling needed \\(current pods: ${COUNT}\\)`, ([pool, pods]) => ({
    kind: 'immediate check done',
    pool: pool!,
    pods: Number(pods),
    scaled: false,
  })),
  form(`Failed to (?:auto-scale|ensure pods for) pool ${NAME}:`, ([pool]) => ({
    kind: 'immediate check failed',
    pool: pool!,
  })),
  form(`Failed to get pool ${NAME} for scale-up`, ([pool]) => ({ kind: 'immediate check failed', pool: pool! })),
  form(`Pool ${NAME} is not K8s type`, ([pool]) => ({ kind: 'pool not on Kubernetes', pool: pool! })),
];

/** A space of the form stands for any run of blanks, so that joined and tabulated lines fit, too. What follows a name must end it. */
function form(pattern: string, read: Form['read']): Form {
  return {
    form: new RegExp(`${pattern.replaceAll(' ?', '\\s*').replaceAll(' ', '\\s+')}(?![\\w/-]|\\.\\w)`, 'i'),
    read,
  };
}

/** `1m26.5s`, as Go prints a duration → whole ms; null when it is none. */
function goDuration(text: string): number | null {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|[uµ]s|ns)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return null;
  const ms = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit!] ?? 0), 0);
  return Number.isSafeInteger(Math.round(ms)) ? Math.round(ms) : null;
}
