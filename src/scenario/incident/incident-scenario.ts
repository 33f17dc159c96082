import { formatDuration } from '../duration-text.ts';
import type { Incident } from './incident.ts';
import type { IncidentTask } from './incident-task.ts';
import type { Known } from './known.ts';
import type { InitialPod } from './time-zero.ts';

/** How the scenario is to be called, and what broke when it was tried. */
export interface IncidentNaming {
  readonly scenario: string;
  /** As the comment at the top shows the log's name. */
  readonly log: string;
  /** Expectations and laws that the variant `as-logged` must break; null = not tried yet. */
  readonly breaks: readonly string[] | null;
}

/**
 * A scenario file that can be checked and run as it stands. Behind every figure stands the line that proves it or, marked as a guess,
 * what it was made from; what no line speaks of is left to the language's defaults and not written.
 */
export function incidentScenario(incident: Incident, naming: IncidentNaming): string {
  return [
    ...head(incident, naming),
    ...runSection(incident),
    ...poolSection(incident),
    ...initialSection(incident),
    ...workloadSection(incident),
    ...faultSection(incident),
    ...expectSection(incident, naming),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function head({ episode }: Incident, { scenario, log }: IncidentNaming): readonly string[] {
  const { said, pool } = episode;
  const lines = said.map(({ line }) => line);
  return [
    `# An incident, from lines ${Math.min(...lines.slice(0, FEW))} to ${said.at(-1)!.line} of ${printable(log)}.`,
    '# A comment that begins with a line number is proven by that line of the log; "guess" says what was assumed instead.',
    '# Sharpen the guesses, then name in `breaks` what must fail before the remedy, and add a variant with it.',
    '',
    `scenario: ${scenario}`,
    `about: ${JSON.stringify(`What the log shows of ${pool === null ? 'the pool' : printable(pool)}.`)}`,
    'labels: [incident]',
    '',
  ];
}

const runSection = ({ runMs }: Incident): readonly string[] => [
  'run:',
  noted(
    `  duration: ${formatDuration(runMs)}`,
    'guess: to the end of the log, and a little longer so that work can end',
  ),
  '',
];

function poolSection(incident: Incident): readonly string[] {
  const { pool, platform, episode } = incident;
  const dispatch = dispatchSection(incident);
  return [
    'pool:',
    ...(episode.pool === null ? [] : [`  name: ${poolName(episode.pool)}`]),
    known('  min', pool.min),
    known('  max', pool.max),
    '  agent:',
    known('    slots', pool.slots),
    known('    rule', pool.rule),
    '  autoscaler:',
    known('    policy', platform.policy),
    ...optional('    every', platform.every, formatDuration),
    ...optional('    reaper', platform.reaper),
    ...(dispatch.length === 0 ? [] : ['  dispatch:', ...dispatch]),
    '',
  ];
}

function dispatchSection({ platform, zero, arriving }: Incident): readonly string[] {
  const longest = [...zero.tasks, ...arriving].reduce(
    (most, { plan, apply }) => Math.max(most, plan.value, apply.value),
    0,
  );
  return [
    ...optional('    mode', platform.mode),
    ...optional('    readiness', platform.readiness),
    ...optional('    scaleUpOnNoAgent', platform.scaleUpOnNoAgent),
    ...(longest < HOUR_MS
      ? []
      : [
          noted(
            `    taskTimeout: ${formatDuration(longest + HOUR_MS)}`,
            'guess: longer than the longest task of the log',
          ),
        ]),
  ];
}

function initialSection({ zero }: Incident): readonly string[] {
  if (zero.count.value === 0) return [];
  const others = zero.count.value - zero.pods.length;
  return [
    noted('initial:', zero.count.because),
    '  pods:',
    ...zero.pods.map(podLine),
    ...(others === 0
      ? []
      : [noted(`    - { state: connected, count: ${others} }`, 'guess: their agents are connected')]),
    ...(zero.tasks.length === 0 ? [] : ['  tasks:', ...zero.tasks.flatMap((task) => initialTask(task, zero.pods))]),
    '',
  ];
}

function podLine({ name, state, age, slots }: InitialPod): string {
  const last = slots.findLastIndex((slot) => slot !== null);
  const written = slots.slice(0, last + 1).map((slot) => (slot === null ? 'idle' : `{ ${slot.use}: ${slot.task} }`));
  const holds = written.length === 0 ? '' : `, slots: [${written.join(', ')}]`;
  const called = name === null ? 'a pod of unknown name' : printable(name);
  return noted(
    `    - { state: ${state}, age: ${formatDuration(age.value)}${holds} }`,
    `${called}; its age: ${age.because}`,
  );
}

function initialTask(task: IncidentTask, pods: readonly InitialPod[]): readonly string[] {
  const isReserved = pods.some(({ slots }) => slots.some((slot) => slot?.use === 'reserved' && slot.task === task.id));
  return taskLines(task, [], isReserved ? ['type', 'confirm', 'apply'] : needsOf(task));
}

function workloadSection({ arriving }: Incident): readonly string[] {
  if (arriving.length === 0) return [];
  return [
    'workload:',
    '  - tasks:',
    ...arriving.flatMap((task) => taskLines(task, [['at', task.at!, formatDuration]], needsOf(task))),
    '',
  ];
}

type Need = 'type' | 'plan' | 'confirm' | 'apply';

const needsOf = (task: IncidentTask): readonly Need[] =>
  task.type.value === 'plan_and_apply' ? ['type', 'plan', 'confirm', 'apply'] : ['type', 'plan'];

type Field = readonly [key: string, value: Known<number>, shown: (ms: number) => string];

function taskLines(task: IncidentTask, before: readonly Field[], needs: readonly Need[]): readonly string[] {
  const indent = before.length === 0 ? '    ' : '      ';
  return [
    `${indent}- id: ${task.id}`,
    ...before.map(([key, value, shown]) => known(`${indent}  ${key}`, value, shown)),
    known(`${indent}  workspace`, task.workspace, (name) => JSON.stringify(name)),
    ...needs.map((need) => {
      const value = task[need];
      return noted(
        `${indent}  ${need}: ${typeof value.value === 'number' ? formatDuration(value.value) : value.value}`,
        value.because,
      );
    }),
  ];
}

function faultSection({ faults }: Incident): readonly string[] {
  if (faults.length === 0) return [];
  return [
    'faults:',
    ...faults.map(({ what, at, until, because }) => {
      const times =
        until === null ? `at: ${formatDuration(at)}` : `from: ${formatDuration(at)}, until: ${formatDuration(until)}`;
      return noted(`  - { ${times}, ${what} }`, because);
    }),
    '',
  ];
}

function expectSection({ expectations }: Incident, { breaks }: IncidentNaming): readonly string[] {
  return [
    'expect:',
    ...expectations.map(({ name, what, because }) => noted(`  - { name: ${JSON.stringify(name)}, ${what} }`, because)),
    '',
    'variants:',
    ...(breaks === null || breaks.length === 0
      ? ['  as-logged: {}']
      : [
          '  as-logged:',
          '    breaks: # these did not hold when the import tried the file: either the incident, or a wrong guess',
          ...breaks.map((name) => `      - ${JSON.stringify(name)}`),
        ]),
  ];
}

function known<T extends string | number | boolean>(
  key: string,
  value: Known<T>,
  shown: (value: T) => string = (plain) => String(plain),
): string {
  return noted(`${key}: ${shown(value.value)}`, value.because);
}

function optional<T extends string | number | boolean>(
  key: string,
  value: Known<T> | null,
  shown?: (value: T) => string,
): readonly string[] {
  return value === null ? [] : [known(key, value, shown)];
}

const noted = (text: string, comment: string): string => `${text.padEnd(COLUMN)} # ${printable(comment)}`;

/** One line of plain characters: what a log holds must not end a comment or a name. */
const printable = (text: string): string => text.replace(/[^\x20-\x7E\u00A0-\uFFFF]/g, '?').slice(0, 300);

/** Names of the language begin with a letter or digit and have no slashes. */
export const poolName = (name: string): string =>
  name
    .replace(/[^A-Za-z0-9_.-]/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 100) || 'pool';

const COLUMN = 34;
const HOUR_MS = 3_600_000;
/** Lines looked at for the first: those are in order of time, hardly ever far from the order of lines. */
const FEW = 1000;
