import type { ErrorCode } from 'yaml';
import { formatDuration } from './duration-text.ts';
import { nearest } from './nearest.ts';
import type { Sentence } from './problem.ts';
import { type RowCount, SKIP_REASONS } from './trace/trace-reading.ts';

/**
 * Every sentence that an author can be told. `path` is dotted, as `set` writes it. Tests compare with these functions. The first word
 * of each is its function's name, as code scanners and scripts know it: it stays when the wording changes.
 */

const say = (id: string, message: string, remedy: string): Sentence => ({ id, message, remedy });

// The text

export const syntax = (code: ErrorCode, detail: string) =>
  say('syntax', `this is not YAML: ${detail}`, SYNTAX_REMEDIES[code] ?? 'mend the line as YAML asks');
/** The parser says what it met; this is what the author most often did. */
const SYNTAX_REMEDIES: Partial<Record<ErrorCode, string>> = {
  BAD_INDENT: 'begin the line at the column of those beside it, and close every bracket that was opened before it',
  BAD_SCALAR_START: 'write the value in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'begin the line at the column of those beside it; a value that holds a colon needs quotes',
  BLOCK_IN_FLOW: 'put a comma between the entries; a value that holds a colon needs quotes',
  MISSING_CHAR: 'close every quote and bracket; list items begin with "- "',
  MULTILINE_IMPLICIT_KEY: 'write key: value, with a blank after the colon, and list items with "- "',
  TAB_AS_INDENT: 'indent with blanks',
  UNEXPECTED_TOKEN: 'match the brackets; a value that holds a bracket, an asterisk or a quote needs quotes',
};
export const moreSyntax = (count: number) =>
  say('more-syntax', `${count} more places are not YAML`, 'mend the first ones; the others may follow from them');
export const notText = (code: number) =>
  say(
    'not-text',
    code === 0xfffd
      ? 'this is no text in UTF-8'
      : `this is no text: it holds the control character ${code.toString(16).toUpperCase().padStart(4, '0')}`,
    'name a scenario file, saved as UTF-8; in quotes such a character is written as \\u and four digits',
  );
export const textTooLong = (limit: number) =>
  say(
    'text-too-long',
    `the file is longer than ${limit / 1_000_000} million characters`,
    'give large workloads as a trace, or by count',
  );
export const emptyFile = () =>
  say('empty-file', 'the file is empty', 'write at least scenario, run and pool; `poolproof init` gives a starter');
export const duplicateKey = (key: string) =>
  say('duplicate-key', `the key ${key} is written twice`, 'keep one of the two');
export const severalDocuments = () =>
  say(
    'several-documents',
    'the file holds several documents',
    'keep one scenario to a file: remove --- and what follows',
  );
export const keyNotText = () => say('key-not-text', 'this key is not a word', 'keys are single words or names');
export const forbiddenKey = (key: string) =>
  say('forbidden-key', `the key ${key} is not allowed`, 'choose another name');
export const mergeNotMap = () =>
  say('merge-not-map', '<< merges maps only', 'name a map with keys, or a list of such maps');
export const unknownAlias = (name: string) =>
  say(
    'unknown-alias',
    `the alias *${name} has no anchor before it`,
    `write &${name} before the value that it stands for`,
  );
export const circularAlias = (name: string) =>
  say('circular-alias', `the alias *${name} contains itself`, 'write the value out');
export const tooManyAliases = (limit: number) =>
  say('too-many-aliases', `the aliases stand for more than ${limit} values`, 'write fewer aliases of aliases');
export const tooDeep = (limit: number) =>
  say('too-deep', `values are nested deeper than ${limit}`, 'flatten this part');
export const notPlainValue = () =>
  say('not-plain-value', 'this value is of no kind that YAML scenarios know', 'write text, a number or true / false');
export const notDocument = () =>
  say('not-document', 'a scenario is a map of sections', 'begin with scenario:, run: and pool:');

// Keys and shapes

export const noValue = (path: string) => say('no-value', `${path} has no value`, 'give it one or remove the key');
export const missing = (path: string, choices: readonly string[]) =>
  say(
    'missing',
    `${path} is missing`,
    choices.length === 0 ? `add ${lastOf(path)}` : `add one of ${choices.join(', ')}`,
  );
export const unknownKey = (path: string, key: string, known: readonly string[]) =>
  say('unknown-key', `${path} is not a key of the language`, meant(key, known));
export const notExactlyOne = (path: string, what: string, given: readonly string[], known: readonly string[]) =>
  say(
    'not-exactly-one',
    given.length === 0 ? `${path} names no ${what}` : `${path} names more than one ${what}: ${given.join(' and ')}`,
    `write exactly one of ${known.join(', ')}`,
  );
export const eitherPair = (path: string, first: readonly string[], second: readonly string[]) =>
  say(
    'either-pair',
    `${path} mixes two ways to say it`,
    `write either ${first.join(' and ')} or ${second.join(' and ')}`,
  );
export const notBoth = (kept: string, other: string) =>
  say('not-both', `${kept} and ${other} cannot stand together`, `keep one of ${kept} and ${other}`);
export const wrongShape = (path: string, expected: string, value: unknown) =>
  say('wrong-shape', `${path} cannot be ${shown(value)}`, `write ${expected}`);
export const wrongType = (path: string, expected: string, value: unknown) =>
  say('wrong-type', `${path} must be ${typeWords(expected)}, not ${shown(value)}`, typeRemedy(expected, value));
export const notUnderstood = (path: string, value: unknown) =>
  say('not-understood', `${path} cannot be ${shown(value)}`, 'see the scenario reference');
export const notList = (path: string) => say('not-list', `${path} must be a list`, 'begin each item with "- "');
export const poolsNotMap = () =>
  say('pools-not-map', 'pools must be a map of at least one pool', 'write pools: { name: { max: … } }');
export const poolsIsOnePool = () =>
  say(
    'pools-is-one-pool',
    'pools holds pools by name, and this is a single one',
    'write pool:, or a name above its keys',
  );
export const profilesNotMap = () =>
  say('profiles-not-map', 'profiles must be a map of profiles by name', 'write profiles: { name: { type: … } }');
export const variantsNotMap = () =>
  say(
    'variants-not-map',
    'variants must be a map of variants by name',
    'write variants: { before: { set: … }, after: {} }',
  );

// Scalars

export const unknownChoice = (path: string, value: unknown, choices: readonly string[]) =>
  say(
    'unknown-choice',
    `${path} cannot be ${shown(value)}`,
    meant(typeof value === 'object' ? '' : String(value), choices),
  );
export const notName = (path: string, value: unknown) =>
  say(
    'not-name',
    `${shown(value)} is not a name${path === value ? '' : ` for ${path}`}`,
    'use letters, digits, ".", "_" and "-", beginning with a letter or digit',
  );
export const emptyText = (path: string) => say('empty-text', `${path} is empty`, 'give it a text');
export const tooLong = (path: string, limit: number) =>
  say('too-long', `${path} is longer than ${limit} characters`, 'shorten it');
export const tooSmall = (path: string, value: unknown, least: number, inclusive: boolean, isDuration = false) =>
  say(
    'too-small',
    `${path} must be ${inclusive ? 'at least' : 'more than'} ${amount(least, isDuration)}, not ${shown(value)}`,
    `raise it to ${inclusive ? '' : 'above '}${amount(least, isDuration)}${inclusive ? ' or more' : ''}`,
  );
export const tooBig = (path: string, value: unknown, most: number, isDuration = false) =>
  say(
    'too-big',
    `${path} must be at most ${amount(most, isDuration)}, not ${shown(value)}`,
    `lower it to ${amount(most, isDuration)} or less${most === 1 ? '; ratios are 0 to 1' : ''}`,
  );
export const tooFewItems = (path: string, least: number) =>
  say(
    'too-few-items',
    `${path} must have at least ${least} ${least === 1 ? 'item' : 'items'}`,
    'add what is missing, or remove the key',
  );
export const tooManyItems = (path: string, most: number) =>
  say('too-many-items', `${path} must have at most ${most} items`, 'remove the others');
export const itemsNotCounted = (path: string, given: number, wanted: number) =>
  say('items-not-counted', `${path} must have ${wanted} items, not ${given}`, `write ${wanted} of them`);
export const percent = (path: string, value: unknown) =>
  say(
    'percent',
    `${path} cannot be ${shown(value)}: ratios are 0 to 1`,
    `write ${Number.parseFloat(String(value)) / 100}`,
  );
export const notSeed = (path: string, value: unknown) =>
  say('not-seed', `${path} must be a whole number or a text, not ${shown(value)}`, 'write seed: 42');

// Durations, rates and times

export const durationWithoutUnit = (path: string, value: string) =>
  say(
    'duration-without-unit',
    `${path} needs a unit: ${value} of what?`,
    `write ${value}s, ${value}m or ${value}h (units: ms, s, m, h, d)`,
  );
export const notDuration = (path: string, value: unknown) =>
  say(
    'not-duration',
    `${path} must be a duration, not ${shown(value)}`,
    'write a number with a unit: 250ms, 30s, 5m, 2h, 1d',
  );
export const negativeDuration = (path: string, value: string) =>
  say('negative-duration', `${path} cannot be negative: ${value}`, 'write a duration of 0s or more');
export const zeroDuration = (path: string) =>
  say('zero-duration', `${path} must be longer than 0s`, 'write a duration above zero');
export const unknownUnit = (path: string, value: string, unit: string) =>
  say('unknown-unit', `${path} cannot be ${value}: ${unit} is not a unit of time`, 'units are ms, s, m, h, d');
export const durationTooLong = (path: string, value: string) =>
  say('duration-too-long', `${path} cannot be ${value}: that is more than 100 years`, 'check the unit');
export const rateWithoutUnit = (path: string, value: number) =>
  say('rate-without-unit', `${path} needs a unit: ${value} per what?`, `write ${value}/h, ${value}/m or ${value}/s`);
export const notRate = (path: string, value: unknown) =>
  say('not-rate', `${path} must be a rate, not ${shown(value)}`, 'write a number per unit: 30/h, 2/m, 0.5/s');
export const rateTooHigh = (path: string, value: unknown) =>
  say('rate-too-high', `${path} cannot be ${shown(value)}: that is more than 1000/s`, 'check the unit');
export const notLocalTime = (path: string, value: unknown) =>
  say(
    'not-local-time',
    `${path} must be a local date and time, not ${shown(value)}`,
    'write 2026-01-05T08:50:00, and the zone under timezone',
  );
export const unknownTimeZone = (path: string, value: string) =>
  say(
    'unknown-time-zone',
    `${path}: there is no time zone ${shown(value)}`,
    'write an IANA name: Europe/Berlin, America/New_York, UTC',
  );
export const notTimeOfDay = (path: string, value: unknown) =>
  say(
    'not-time-of-day',
    `${path} must be a time of day, not ${shown(value)}`,
    'write HH:MM in quotes: "08:30", "23:59"',
  );
export const notWeekday = (path: string, value: unknown, days: readonly string[]) =>
  say(
    'not-weekday',
    `${path} must be a weekday, not ${shown(value)}`,
    `write one of ${days.join(', ')}, or 1 (Monday) to 7`,
  );
export const emptyWindow = () => say('empty-window', 'this ends before it begins', 'put the end after the beginning');
export const afterTheEnd = (at: number, end: number) =>
  say(
    'after-the-end',
    `${formatDuration(at)} is after the end of the run (${formatDuration(end)})`,
    'move it, or make run.duration or run.drain longer',
  );
export const arrivesTooLate = (at: number, end: number) =>
  say(
    'arrives-too-late',
    `${formatDuration(at)} is after the last arrival (${formatDuration(end)} = warmup + duration)`,
    'move it, or make run.duration longer',
  );

// Distributions

export const notAscending = (path: string) =>
  say('not-ascending', `${path} is below the value before it`, 'write the values in ascending order');
export const p95BelowMedian = (path: string) =>
  say('p95-below-median', `${path} is below the median`, 'p95 must be at least the median');

// Comparisons

export const notComparison = (path: string, value: unknown) =>
  say('not-comparison', `${path} must be a comparison, not ${shown(value)}`, 'write 2, ">= 2", "2..4" or "!= 0"');
export const notNumber = (path: string, value: unknown) =>
  say('not-number', `${path} is compared with a number, not ${shown(value)}`, 'write 2, ">= 2", "2..4" or "!= 0"');
export const orderOfWords = (path: string, value: string, words: readonly string[]) =>
  say(
    'order-of-words',
    `${path} cannot be compared with ${shown(value)}: words have no order`,
    `write one of ${words.join(', ')}, or "!= ${words[0]}"`,
  );
export const emptyRange = (path: string, low: string, high: string) =>
  say('empty-range', `${path}: nothing lies in ${low}..${high}`, `write ${high}..${low}`);
export const noConditions = (path: string) =>
  say('no-conditions', `${path} says nothing`, 'write at least one series: { pods: "<= 20" }');

// Names

export const unknownName = (what: string, name: string, known: readonly string[]) =>
  say('unknown-name', `there is no ${what} ${name}`, meant(name, known));
export const duplicateName = (what: string, name: string) =>
  say('duplicate-name', `the ${what} name ${name} is given twice`, 'give each its own name');
export const unknownPolicy = (name: string, known: readonly string[]) =>
  say('unknown-policy', `there is no policy ${name}`, meant(name, known));
export const policyWithoutFolder = (written: string) =>
  say(
    'policy-without-folder',
    `${shown(written)} cannot be found: this text came without a folder`,
    'name one of our own policies here, or run a scenario file',
  );
export const programWithoutCommand = (written: string) =>
  say(
    'program-without-command',
    `${shown(written)} names no program`,
    'write exec: and a command, with its quotation marks closed: exec:python3 scaler.py',
  );
export const programNotFound = (program: string) =>
  say(
    'program-not-found',
    `there is no program ${program}`,
    program.includes('/') ? 'check the path and its folder' : `install it, or name a file: exec:./${program}`,
  );
export const programNotExecutable = (program: string) =>
  say(
    'program-not-executable',
    `${program} may not be executed`,
    `chmod +x ${program}, or name its interpreter: exec:python3 ${program}`,
  );
export const programMeansNothing = (policy: string) =>
  say(
    'program-means-nothing',
    `program means nothing: the policy ${policy} is no program`,
    'remove it, or write policy: exec:…; a variant that changes the policy sets pool.autoscaler.program to null',
  );
export const notScalarParameter = (path: string, value: unknown) =>
  say(
    'not-scalar-parameter',
    `${path} cannot be ${shown(value)}: a program is told numbers, texts, true and false`,
    'write one of these',
  );
export const policyModuleFails = (path: string, detail: string) =>
  say(
    'policy-module-fails',
    `${path} cannot be loaded: ${detail}`,
    /'poolproof'/.test(detail)
      ? "install poolproof's checkout where the module is: npm install path/to/poolproof"
      : /outside a module|Unexpected token 'export'/.test(detail)
        ? `call it ${path.replace(/^.*[/\\]/, '').replace(/\.\w+$/, '')}.mjs, or write "type": "module" into the package.json of its folder`
        : /Cannot find (package|module)/.test(detail)
          ? 'mend the name in its import, or install the package where the module is'
          : `mend it: node --check ${path} shows where`,
  );
export const policyNotJavascript = (path: string, node: string) =>
  say(
    'policy-not-javascript',
    `${path} is TypeScript, which Node ${node} does not load`,
    `compile it and name the result: npx tsc --module nodenext ${path}, or run Node 22.18 or newer`,
  );
export const policyNotExported = (path: string) =>
  say(
    'policy-not-exported',
    `${path} has no default export`,
    'write export default definePolicy({ name, summary, decide })',
  );
export const policyNotObject = (path: string, value: unknown) =>
  say(
    'policy-not-object',
    `${path} exports ${typeof value === 'function' ? 'a function' : shown(value)} by default, which is no policy`,
    'write export default definePolicy({ name, summary, decide })',
  );
export const policyFieldWrong = (path: string, field: string, wanted: string, value: unknown) =>
  say(
    'policy-field-wrong',
    `${path}: ${field} must be ${wanted}, not ${typeof value === 'function' ? 'a function' : shown(value)}`,
    'definePolicy of poolproof tells an editor what belongs there',
  );
export const policyNameTaken = (path: string, name: string) =>
  say(
    'policy-name-taken',
    `${path}: the name ${name} is taken by a policy of poolproof`,
    'give yours a name of its own, so that reports can tell them apart',
  );
export const unknownParameter = (name: string, policy: string, known: readonly string[]) =>
  say(
    'unknown-parameter',
    `the policy ${policy} has no parameter ${name}`,
    known.length > 0
      ? meant(name, known)
      : 'it has none: take it out; a variant that changes the policy sets pool.autoscaler.with to null',
  );
export const malformedParameter = (setting: string) =>
  say(
    'malformed-parameter',
    `${JSON.stringify(setting)} does not say a parameter and its value`,
    'write name:parameter=value,parameter=value',
  );
export const malformedRange = (written: string) =>
  say(
    'malformed-range',
    `${JSON.stringify(written)} does not say a parameter and where to search it`,
    'write name=low..high, name=low..high:step, name=low..high:log, or the values themselves: name=a|b|c',
  );
export const rangeOfWords = (path: string, choices: readonly string[]) =>
  say('range-of-words', `${path} has no values between two others`, `list those to try: ${path}=${choices.join('|')}`);
export const stepNotAbove = (path: string, step: string) =>
  say('step-not-above', `${path}: a step of ${step} leads nowhere`, 'make the step larger than 0');
export const stepBeyondRange = (path: string, step: string, low: string, high: string) =>
  say(
    'step-beyond-range',
    `${path}: a step of ${step} is larger than all of ${low}..${high}`,
    `make it smaller, or list both values: ${path}=${low}|${high}`,
  );
export const logFromZero = (path: string, low: string) =>
  say('log-from-zero', `${path}: no logarithmic scale begins at ${low}`, 'begin above 0, or leave :log out');
export const rangeTooFine = (path: string, count: number, limit: number) =>
  say(
    'range-too-fine',
    `${path} would have ${count} values, and ${limit} are the most`,
    'make the step larger, or leave it out: values between are then found by the search',
  );
export const parameterTwice = (name: string) =>
  say('parameter-twice', `${name} is given twice`, 'say each parameter once');
export const parameterFixed = (name: string) =>
  say('parameter-fixed', `${name} has a value in --policy and a range here`, 'take it out of one of them');
export const unknownSeries = (name: string, known: readonly string[], forms: readonly string[]) =>
  say('unknown-series', `there is no series ${name}`, meant(name, [...known, ...forms]));
export const metricIsNoSeries = (name: string) =>
  say(
    'metric-is-no-series',
    `${name} is a measure of the whole run and has no value at an instant`,
    `write metric: { ${name}: … }, or name a series here`,
  );
export const seriesIsNoMetric = (name: string) =>
  say(
    'series-is-no-metric',
    `${name} is a series, with a value at every instant, and no measure of the whole run`,
    'write it under at, always, never or eventually, or name a measure here (`poolproof metrics`)',
  );
export const whichPool = (pools: readonly string[]) =>
  say('which-pool', 'with several pools this must say which', `add pool: with one of ${pools.join(', ')}`);

// Pools

export const minAboveMax = (min: number, max: number) =>
  say('min-above-max', `min ${min} is above max ${max}`, 'lower min or raise max');
export const neverOnline = (every: number, onlineWithin: number) =>
  say(
    'never-online',
    `agents would never be online: a heartbeat every ${formatDuration(every)} counts for ${formatDuration(onlineWithin)}`,
    `make onlineWithin longer than ${formatDuration(every)}`,
  );
export const singleHasOneSlot = (slots: number) =>
  say('single-has-one-slot', `rule single has one slot, not ${slots}`, 'remove slots, or choose another rule');
export const weightedNeedsSlots = () =>
  say('weighted-needs-slots', 'rule weighted needs slots', "write the pod's capacity: slots: 6");
export const weightsWithoutRule = (rule: string) =>
  say('weights-without-rule', `rule ${rule} has no weights`, 'remove weights, or write rule: weighted');
export const weightAboveSlots = (type: string, weight: number, slots: number) =>
  say(
    'weight-above-slots',
    `a ${type} of weight ${weight} fits in no pod of ${slots}`,
    'raise slots or lower the weight',
  );
export const notTaskLimit = (path: string, value: unknown, most: number) =>
  say(
    'not-task-limit',
    `${path} cannot be ${shown(value)}`,
    `write unlimited, or a whole number of tasks from 1 to ${most}`,
  );
export const freezeNeedsClock = () =>
  say(
    'freeze-needs-clock',
    'freeze windows need a clock',
    'add clock: { start: 2026-01-05T08:50:00, timezone: Europe/Berlin }',
  );
export const scheduleNeedsClock = () =>
  say(
    'schedule-needs-clock',
    'a schedule goes by the wall clock',
    'add clock: { start: 2026-01-05T08:50:00, timezone: Europe/Berlin }',
  );

// Nodes

export const notCpu = (path: string, value: unknown) =>
  say('not-cpu', `${path} must be an amount of cpu, not ${shown(value)}`, 'write cores or millicores: 2, 0.5, 500m');
export const cpuTooFine = (path: string, value: unknown) =>
  say(
    'cpu-too-fine',
    `${path} cannot be ${shown(value)}: Kubernetes divides a core into 1000 parts`,
    'write whole millicores: 500m',
  );
export const notMemory = (path: string, value: unknown) =>
  say(
    'not-memory',
    `${path} must be an amount of memory, not ${shown(value)}`,
    'write bytes with a suffix: 512Mi, 1Gi, 2G',
  );
export const memoryInMilli = (path: string, value: string) =>
  say(
    'memory-in-milli',
    `${path} cannot be ${value}: the suffix ${value.at(-1)} makes it parts of a byte`,
    `write ${value.slice(0, -1)}Mi if you mean mebibytes`,
  );
export const quantityTooBig = (path: string, value: unknown) =>
  say('quantity-too-big', `${path} cannot be ${shown(value)}: no machine has so much`, 'check the suffix');
export const nodesOutOfRange = (key: 'min' | 'max', limit: number, count: number) =>
  say(
    'nodes-out-of-range',
    `${count} nodes at the start are ${key === 'min' ? 'fewer than min' : 'more than max'} ${limit}`,
    `${key === 'min' ? 'lower min or raise' : 'raise max or lower'} count`,
  );
export const noNodes = () =>
  say(
    'no-nodes',
    'this group never has a node',
    'raise count, or give a max, up to which nodes are added when pods need them',
  );
export const fitsNoNode = (pool: string, groups: readonly string[]) =>
  say(
    'fits-no-node',
    `a pod of ${pool} fits in no node, not even in an empty one of ${groups.join(', ')}: it would stay pending for ever, since a node that is added is no larger`,
    'lower the requests, or raise the capacity of a group',
  );
export const noRoomAtStart = (standing: number) =>
  say(
    'no-room-at-start',
    `after ${standing} pods in this order, each on the first node with room, no node is left for this one`,
    'raise count of the nodes, or let the pod be pending',
  );
export const seriesOfAllPools = (series: string) =>
  say('series-of-all-pools', `${series} is one for all pools`, `write ${series} without a pool`);

// Work

export const needsTime = (key: string, type: string) =>
  say('needs-time', `a ${type} needs ${key}`, `add ${key}: with a duration or distribution`);
export const noApplyPhase = (key: string, type: string) =>
  say(
    'no-apply-phase',
    `a ${type} has no apply phase, so ${key} means nothing`,
    `remove ${key}, or write type: plan_and_apply`,
  );
export const noWeight = (path: string) =>
  say('no-weight', `${path}: all weights are 0`, 'give at least one a weight above 0');
export const templateWithoutCount = () =>
  say('template-without-count', '{n} means nothing without count', 'add count:, or write the name out');
export const notWithBurst = (key: string) =>
  say('not-with-burst', `${key} means nothing with a burst`, `remove ${key}; a burst has its own at`);
export const onlyWithEvery = () =>
  say('only-with-every', 'startAt means nothing but with every', 'remove it; from says when arrivals begin');
export const stageInJump = (path: string) =>
  say(
    'stage-in-jump',
    `${path}: between two stages of the same time this one is never seen`,
    'remove it, or move one of them',
  );
export const notCron = (path: string, value: unknown) =>
  say(
    'not-cron',
    `${path} must be a schedule of five fields, not ${shown(value)}`,
    'write minute, hour, day of the month, month and weekday in quotes: "0 9 * * Mon-Fri"',
  );

interface CronField {
  readonly what: string;
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
}

export const notCronValue = (path: string, { what, least, most, names }: CronField, part: string) =>
  say(
    'not-cron-value',
    `${path}: ${shown(part)} is no ${what}`,
    `write ${least} to ${most}${names.length === 0 ? '' : ` or ${names[0]} to ${names.at(-1)}`}, a range with -, a list with commas, or *`,
  );
export const notCronStep = (path: string, { what, most }: CronField, part: string) =>
  say(
    'not-cron-step',
    `${path}: ${shown(part)} is no step of the ${what}`,
    `put a step of 1 to ${most} after * or a range: */2, ${most - 4}-${most}/2`,
  );
export const backwardCronRange = (path: string, { what, least, most }: CronField, part: string) =>
  say(
    'backward-cron-range',
    `${path}: the range ${shown(part)} of the ${what} runs backwards`,
    `turn it round, or write two ranges, up to ${most} and from ${least}`,
  );
export const cronWithoutDay = (path: string, value: string) =>
  say(
    'cron-without-day',
    `${path}: no day ever matches ${shown(value)}`,
    'choose a day of the month that one of the months has',
  );
export const arrivalsNeedClock = (kind: string) =>
  say(
    'arrivals-need-clock',
    `${kind} needs a clock`,
    'add clock: { start: 2026-01-05T08:50:00, timezone: Europe/Berlin }',
  );
export const cronNeverDue = (schedule: string, from: string, until: string) =>
  say(
    'cron-never-due',
    `no time of ${schedule} comes from ${from} until ${until}`,
    'choose other times, move clock.start, or make run.duration longer',
  );
export const weeklyNeverBusy = (from: string, until: string) =>
  say(
    'weekly-never-busy',
    `every hour from ${from} until ${until} has weight 0`,
    'give one of them a weight, move clock.start, or make run.duration longer',
  );
export const startsBeforeFrom = () => say('starts-before-from', 'startAt is before from', 'begin at or after from');

// Files

export const fileMissing = (path: string) =>
  say('file-missing', `there is no file ${path}`, 'write its path from the folder of the scenario');
export const policyFileMissing = (path: string) =>
  say(
    'policy-file-missing',
    `there is no file ${path}`,
    'write its path from the folder of the scenario, or on the command line from the folder you are in',
  );
export const fileIsFolder = (path: string) => say('file-is-folder', `${path} is a folder`, 'name a file in it');
export const fileIsBinary = (path: string) =>
  say('file-is-binary', `${path} is no text`, 'unpack it, or convert it to UTF-8, and name the result');
export const fileTooLarge = (path: string, limitBytes: number) =>
  say(
    'file-too-large',
    `${path} is larger than ${limitBytes / 1024 ** 2} MiB`,
    'cut the part that is wanted into a file of its own',
  );
export const fileUnreadable = (path: string, detail: string) =>
  say('file-unreadable', `${path} cannot be read: ${detail}`, 'check its permissions');
export const noDurations = (path: string) =>
  say('no-durations', `${path} holds no duration`, 'write one duration a line: 20s');
export const tooManyValues = (path: string, most: number) =>
  say(
    'too-many-values',
    `${path} holds more than ${most} durations`,
    'keep every tenth, say: the distribution stays the same',
  );

// Job logs

export const unknownColumn = (file: string, column: string, columns: readonly string[]) =>
  say('unknown-column', `${file} has no column ${column}`, meant(column, columns));
export const noColumnFor = (file: string, field: string, columns: readonly string[]) =>
  say(
    'no-column-for',
    `no column of ${file} looks like ${field}`,
    columns.length === 0
      ? 'the log is empty: check the path and the format'
      : `name it under map: ${field.split(' ')[0]}: one of ${columns.slice(0, 40).join(', ')}`,
  );
export const logIsArray = (file: string) =>
  say(
    'log-is-array',
    `${file} is one JSON array`,
    "write one object a line: jq -c '.[]' does it, into a file that ends in .jsonl",
  );
export const notColumn = (path: string, value: unknown) =>
  say('not-column', `${path} must be a column, not ${shown(value)}`, 'write its name, or its number from 1');
export const notMoment = (path: string, value: unknown) =>
  say(
    'not-moment',
    `${path} must be a moment of the log, not ${shown(value)}`,
    'write a duration from its first submission, 36h, or a date and time, "2026-01-05T08:00:00Z"',
  );
export const notDelimiter = (path: string, value: unknown) =>
  say(
    'not-delimiter',
    `${path} must be one character between cells, not ${shown(value)}`,
    'write ",", ";", "|" or "\\t"',
  );
export const onlyWithCsv = (key: string, format: string) =>
  say('only-with-csv', `${key} means nothing: the log is read as ${format}`, `remove ${key}, or write format: csv`);
export const typesWithoutColumn = (file: string) =>
  say(
    'types-without-column',
    `types means nothing: no column of ${file} is known to hold types`,
    'name it under trace.map: type:',
  );
export const traceAfterEnd = (file: string, end: number) =>
  say(
    'trace-after-end',
    `no job of ${file} comes before the last arrival (${formatDuration(end)} = warmup + duration)`,
    'select an earlier part, lower trace.timeScale, or make run.duration longer',
  );
export const traceWithoutCalendar = (file: string) =>
  say(
    'trace-without-calendar',
    `${file} counts its time from an unknown day`,
    'write a duration, counted from its first submission: 1d',
  );
export const traceWithoutJobs = (file: string, { read, skipped }: RowCount) =>
  say(
    'trace-without-jobs',
    `${file} has no usable row (${read} read)`,
    skipped.length === 0
      ? 'check the path and the format'
      : `all were skipped: ${skipped.map(({ reason, rows, firstRow }) => `${rows} ${SKIP_REASONS[reason]} (line ${firstRow})`).join(', ')}; check map, select and format`,
  );

// Time zero

export const tooManySlots = (given: number, slots: number) =>
  say(
    'too-many-slots',
    `a pod of this pool has ${slots} slots, not ${given}`,
    'remove the others, or raise pool.agent.slots',
  );
export const moreThanMaxTasks = (given: number, most: number) =>
  say(
    'more-than-max-tasks',
    `an agent of this pool takes ${most} ${most === 1 ? 'task' : 'tasks'}, not ${given}`,
    'remove the others, or raise pool.agent.maxTasks',
  );
export const copiesHoldTask = (task: string) =>
  say(
    'copies-hold-task',
    `several copies of a pod cannot hold ${task}`,
    'write the pod that holds it by itself, without count',
  );
export const twoSlots = (task: string) => say('two-slots', `${task} is in two slots`, 'a task holds at most one slot');
export const slotOfState = (use: string, state: string, allowed: readonly string[]) =>
  say('slot-of-state', `a ${state} pod has no ${use} slot`, `write state: ${allowed.join(' or ')}`);
export const onlyAppliesReserve = (task: string, type: string) =>
  say('only-applies-reserve', `${task} is a ${type} and reserves nothing`, 'only a plan_and_apply reserves its slot');
export const taskOfOtherPool = (task: string) =>
  say('task-of-other-pool', `${task} belongs to another pool`, 'put both into the same pool');
export const tooManyInitialPods = (pool: string, max: number) =>
  say(
    'too-many-initial-pods',
    `more pods than the max of ${pool} (${max}) exist at time zero`,
    'remove pods or raise max',
  );
export const twoActive = (task: string, other: string, workspace: string) =>
  say(
    'two-active',
    `${task} and ${other} are both active in ${workspace}`,
    'a workspace has at most one active plan_and_apply',
  );

// People and faults

export const nothingToUnfreeze = () =>
  say('nothing-to-unfreeze', 'no freeze window can be lifted here', 'add pool.freeze, or remove this action');
export const needsEvery = (key: string, kind: string) =>
  say('needs-every', `${key} means nothing: ${kind} happens at one instant`, 'write at:, or repeat it with every:');
export const timesOfOnce = () =>
  say('times-of-once', 'times means nothing: this comes once', 'repeat it with every: or when:, or leave times out');
export const repeatsWithoutEnd = (key: string) =>
  say('repeats-without-end', `each time that ${key} brings it, this would last to the end of the run`, 'add for:');
export const ageIsNoTrigger = () =>
  say(
    'age-is-no-trigger',
    'queue.oldest grows while nothing happens: nobody would see it pass a limit',
    'use a count, such as tasks.pending',
  );
export const faultNeedsCluster = (kind: string) =>
  say('fault-needs-cluster', `${kind} needs nodes, and this scenario has none`, 'add a cluster: section');

// Sizes

export const tooOften = (limit: number) =>
  say('too-often', `this repeats more than ${limit} times in the run`, 'check its unit, or shorten the run');
export const runTooLong = (length: number, limit: number) =>
  say(
    'run-too-long',
    `the run lasts ${formatDuration(length)}: more than ${formatDuration(limit)}`,
    'check the units of warmup, duration and drain',
  );
export const tooManyTasks = (limit: number) =>
  say('too-many-tasks', `up to here more than ${limit} tasks come`, 'check the units of the rates, or shorten the run');
export const tooManyCopies = (limit: number) =>
  say('too-many-copies', `up to here more than ${limit} tasks are written by hand`, 'lower count, or let them arrive');
export const poolTooLarge = (max: number, slots: number, limit: number) =>
  say('pool-too-large', `${max} pods of ${slots} slots are more than ${limit} slots`, 'lower max or agent.slots');
export const tooManyVariants = (limit: number) =>
  say('too-many-variants', `there are more than ${limit} variants`, 'spread them over several files');

export const scenarioNameTaken = (name: string, file: string) =>
  say(
    'scenario-name-taken',
    `the scenario name ${shown(name)} is taken by ${file}`,
    'give each scenario a name of its own',
  );

// Modes

export const agedOnCluster = (mode: string) =>
  say(
    'aged-on-cluster',
    `pods that are older than the run cannot be made in mode ${mode}`,
    'leave age out of initial.pods, or run it in the simulation: modes: [sim]',
  );

export const faultNotInMode = (kind: string, mode: string, modes: readonly string[]) =>
  say(
    'fault-not-in-mode',
    `mode ${mode} cannot produce ${kind}`,
    `leave it out, or run it where it can be made: modes: [${modes.join(', ')}]`,
  );

// Variants and --set

export const malformedPath = (path: string) =>
  say('malformed-path', `${path} is not a path`, 'write keys and list numbers between dots: workload.0.profile');
export const pathThroughValue = (path: string, step: string) =>
  say(
    'path-through-value',
    `${path} leads nowhere: ${step} would be inside a value that has no parts`,
    'set the whole value instead',
  );
export const noSuchItem = (path: string, step: string, length: number) =>
  say(
    'no-such-item',
    `${path} leads nowhere: the list has no item ${step}`,
    length === 0 ? 'the list is empty' : `items are 0 to ${length - 1}`,
  );
export const sharedByVariants = (path: string) =>
  say('shared-by-variants', `${path} is the same for all variants`, 'change it in the file itself');
export const usedAt = (line: number, column: number, message: string): string =>
  `${message} (written here, used by the alias at ${line}:${column})`;
export const inVariant = (variant: string, message: string): string => `in variant ${variant}: ${message}`;
export const breaksNothing = (name: string, known: readonly string[]) =>
  say('breaks-nothing', `${shown(name)} is neither an expectation nor a law`, meant(name, known));

export const settleNeedsDrain = () =>
  say(
    'settle-needs-drain',
    'laws.settleWithin is longer than the run goes on after the work has come',
    'give run.drain.timeout at least as long',
  );

// Words

function meant(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  if (near !== null) return `did you mean ${near}?`;
  if (known.length === 0) return 'none is defined';
  const listed = known.slice(0, 40);
  return `known: ${listed.join(', ')}${listed.length < known.length ? `, … (${known.length} in all)` : ''}`;
}

const lastOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

const amount = (value: number, isDuration: boolean): string => (isDuration ? formatDuration(value) : String(value));

const TYPE_WORDS: Readonly<Record<string, readonly [string, string]>> = {
  int: ['a whole number', 'write digits only'],
  number: ['a number', 'write digits, without quotes or unit'],
  string: ['a text', 'put it in quotes'],
  boolean: ['true or false', 'write true or false, without quotes'],
  object: ['a map with keys', 'write key: value lines, or { key: value }'],
  record: ['a map with keys', 'write key: value lines, or { key: value }'],
  array: ['a list', 'write [a, b], or begin each item with "- "'],
  tuple: ['a list', 'write [a, b]'],
};

const typeWords = (expected: string): string => TYPE_WORDS[expected]?.[0] ?? `a ${expected}`;

function typeRemedy(expected: string, value: unknown): string {
  const isPercent = typeof value === 'string' && /^\d+(\.\d+)?\s*%$/.test(value);
  if (isPercent) return `ratios are 0 to 1: write ${Number.parseFloat(value) / 100}`;
  return TYPE_WORDS[expected]?.[1] ?? 'see the scenario reference';
}

/** A value as its author would recognise it, cut to a line. */
function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a map';
  const text = typeof value === 'string' ? `"${value}"` : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
