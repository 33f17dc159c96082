// Rediscovers the historical faults: docs/fuzzing.md gets the table, scenarios/regressions the shrunk scenarios. Run after a build.
// With names of faults as arguments only these are looked for, and the other rows stay.
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { LAW_NAMES, LAWS } from '../dist/engine/laws/law-catalogue.js';
import { runCampaign } from '../dist/experiment/fuzz/campaign.js';
import { textOf, valueAt, withValue } from '../dist/experiment/fuzz/fuzz-document.js';
import { lawsBrokenBy } from '../dist/experiment/fuzz/trial.js';
import { FAULT_KINDS } from '../dist/scenario/fault-catalogue.js';

/** `before` is switched on, the rest is modern; `after` is the remedy; `both` stands in either. Faults: all unless named. */
const HISTORY = [
  {
    name: '515-pending-only',
    fault: 'running tasks are not counted',
    law: 'counts-work',
    both: { 'pool.agent.rule': 'single' },
    before: { 'pool.autoscaler.policy': 'pending-only' },
    after: { 'pool.autoscaler.policy': 'pending-plus-running' },
  },
  {
    name: '515-victims',
    fault: 'a Deployment gives up busy pods',
    law: 'busy-survives',
    both: { 'pool.autoscaler.policy': 'pending-plus-running' },
    before: { 'pool.autoscaler.victims': 'unordered' },
    after: {},
  },
  {
    name: 'capacity-blind-step',
    fault: 'one more pod whenever a task waits',
    law: 'economy',
    both: { 'pool.dispatch.mode': 'retry-timer' },
    before: { 'pool.autoscaler.policy': 'blind-step' },
    after: { 'pool.autoscaler.policy': 'capacity-aware' },
  },
  {
    name: '599-min-ignored',
    fault: 'min is ignored',
    law: 'min',
    both: { 'pool.autoscaler.ensureMin': false },
    before: { 'pool.autoscaler.policy': 'slot-utilization-unfixed' },
    after: { 'pool.autoscaler.policy': 'slot-utilization' },
  },
  {
    name: '599-heartbeat',
    fault: 'a new pod counts as one that was heard',
    law: 'no-blind-send',
    both: { 'pool.autoscaler.policy': 'slot-utilization' },
    before: { 'pool.dispatch.readiness': 'heartbeat' },
    after: {},
  },
  {
    name: '604-grace-period',
    fault: 'a slot on a pod whose agent is not connected',
    law: 'no-blind-send',
    both: { 'pool.autoscaler.policy': 'slot-utilization' },
    before: { 'pool.dispatch.readiness': 'grace-period' },
    after: {},
  },
  {
    name: '604-registered',
    fault: 'a connected agent is refused until it is recorded on its pod',
    law: 'work-conserving',
    both: { 'pool.autoscaler.policy': 'slot-utilization' },
    before: { 'pool.dispatch.readiness': 'registered' },
    after: {},
  },
  {
    name: '604-retry-timer',
    fault: 'a task waits for its retry beside a free slot',
    law: 'work-conserving',
    both: { 'pool.autoscaler.policy': 'slot-utilization' },
    before: { 'pool.dispatch.mode': 'retry-timer' },
    after: {},
  },
  {
    name: '604-applies-not-counted',
    fault: 'a free slot of the wrong kind holds back a pod for an apply',
    law: 'counts-applies',
    both: { 'pool.autoscaler.policy': 'slot-utilization' },
    before: { 'pool.autoscaler.with.countUnblockedApplies': false },
    after: { 'pool.autoscaler.with.countUnblockedApplies': true },
  },
  {
    name: '604-does-not-wait',
    fault: 'another pod is made beside one whose agent is about to connect',
    law: 'patience',
    both: { 'pool.autoscaler.policy': 'capacity-aware' },
    before: { 'pool.autoscaler.waitForConnecting': false },
    after: { 'pool.autoscaler.waitForConnecting': true },
  },
  {
    name: '604-waits-for-all',
    fault: 'work waits for agents that have no room for it',
    law: 'responsive',
    both: { 'pool.autoscaler.policy': 'blind-step' },
    before: { 'pool.autoscaler.waitForConnecting': true },
    after: {},
  },
  {
    name: '713-no-scale-check',
    fault: 'a task that finds no agent waits for the tick',
    law: 'cold-start',
    both: { 'pool.autoscaler.policy': 'slot-utilization' },
    before: { 'pool.dispatch.scaleUpOnNoAgent': false },
    after: {},
    faults: [],
  },
  {
    name: '713-dead-pods-count',
    fault: 'dead pods count as capacity',
    law: 'cold-start',
    both: { 'pool.autoscaler.policy': 'slot-utilization' },
    before: { 'pool.autoscaler.reaper': false },
    after: {},
    faults: ['pod-failure', 'pod-success'],
  },
  {
    name: '713-agentless-stays',
    fault: 'a pod without an agent stays for ever',
    law: 'settles',
    both: { 'pool.autoscaler.policy': 'slot-utilization' },
    before: { 'pool.autoscaler.unhealthyRestart': false },
    after: {},
    faults: ['agent-lost', 'never-connects'],
  },
  {
    name: 'restart-slots-idle',
    fault: 'slots look idle after a restart',
    law: 'busy-survives',
    both: { 'pool.autoscaler.policy': 'slot-utilization' },
    before: { 'pool.dispatch.slotSync': 'after-first-decision' },
    after: {},
    faults: ['server-restart'],
  },
  {
    name: 'restart-orphans-fail',
    fault: 'a restart gives up tasks that run',
    law: 'work-survives',
    both: { 'pool.autoscaler.policy': 'slot-utilization' },
    before: { 'pool.dispatch.orphans': 'fail' },
    after: {},
    faults: ['server-restart'],
  },
  {
    name: 'restart-heartbeats-forgotten',
    fault: 'a restart forgets who was online',
    law: 'keeps-capacity',
    // An agent that ends by itself may be the only one online: then the policy gives up the pods that start, whatever is remembered.
    both: {
      'pool.autoscaler.policy': 'capacity-aware',
      'pool.agent.heartbeat.onlineWithin': '10m',
      'pool.agent.maxTasks': undefined,
    },
    before: { 'pool.dispatch.heartbeats': 'forgotten' },
    after: {},
    faults: ['server-restart'],
  },
];

const RUNS = 2400;
const CONTROL_RUNS = 960;

const page = new URL('../docs/fuzzing.md', import.meta.url);
const chosen = process.argv.slice(2);
for (const each of HISTORY.filter(({ name }) => chosen.length === 0 || chosen.includes(name))) {
  const found = await search(each, each.before, RUNS);
  const control = await search(each, each.after, CONTROL_RUNS);
  const [find] = found.finds;
  if (find === undefined) throw new Error(`${each.name} was not found in ${RUNS} documents`);
  const { document } = find.shrunk;
  const tasks = (valueAt(document, ['workload', 0, 'tasks']) ?? []).length;
  const initial = (valueAt(document, ['initial', 'tasks']) ?? []).length;
  if ((document.workload ?? []).some((entry) => !('tasks' in entry)))
    throw new Error(`${each.name} still has tasks that arrive by chance`);
  const faults = (document.faults ?? []).length;
  const clean = control.finds.length === 0 ? `none in ${control.tried}` : `${control.finds.length} in ${control.tried}`;
  const switched = Object.entries(each.before).map(([path, value]) => `\`${path}: ${value}\``);
  const figures = [find.index + 1, found.seconds.toFixed(1), tasks + initial, faults, clean];
  if (tasks + initial > 5 || faults > 2)
    throw new Error(`${each.name} shrank to ${tasks + initial} tasks and ${faults} faults`);
  writeRegression(each, document);
  writeRow(`| ${[each.fault, switched.join(', '), `\`${each.law}\``, ...figures].join(' | ')} |`);
}

/** In the place of the fault's old row; rows stand in the order of the history. */
function writeRow(row) {
  console.log(row);
  const text = readFileSync(page, 'utf8');
  const [, old = ''] = /<!-- history -->\n([\s\S]*?)\n<!-- end -->/.exec(text) ?? [];
  const known = [row, ...old.split('\n').slice(2)];
  const rows = HISTORY.flatMap(({ fault }) => known.find((each) => each.startsWith(`| ${fault} |`)) ?? []);
  const table = [
    '| fault | switched on | law | found as document | seconds | tasks | faults | finds with the remedy |',
    '| --- | --- | --- | ---: | ---: | ---: | ---: | --- |',
    ...rows,
  ].join('\n');
  writeFileSync(page, text.replace(/(<!-- history -->\n)[\s\S]*?(\n<!-- end -->)/, `$1${table}$2`));
}

async function search({ law, both, faults = FAULT_KINDS }, side, runs) {
  // What a wrapper makes of a wish is no fault of a choice.
  const pinned = { 'pool.autoscaler.modifiers': undefined, ...both, ...side };
  const pins = Object.entries(pinned).map(([path, value]) => ({ path, value }));
  const policies = [pinned['pool.autoscaler.policy'] ?? 'slot-utilization'];
  const choice = { seed: '1', choices: 'recommended', pins, policies, faults, laws: [law], allLaws: true };
  const began = performance.now();
  const end = await runCampaign(choice, {
    runs,
    findsMax: 1,
    jobs: availableParallelism(),
    corpus: [],
    isTimeUp: () => false,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  return { ...end, seconds: (performance.now() - began) / 1000 };
}

/** The shrunk document with both sides as variants. Which other laws of `demand: all` break in it belongs to it. */
function writeRegression({ name, fault, law, both, before, after }, document) {
  let plain = withValue(document, ['scenario'], `regression-${name}`);
  const named = { ...both, ...after };
  for (const path of Object.keys(before)) {
    const steps = path.split('.');
    plain = withValue(plain, steps, undefined);
    const rest = valueAt(plain, steps.slice(0, -1));
    if (rest !== undefined && Object.keys(rest).length === 0) plain = withValue(plain, steps.slice(0, -1), undefined);
  }
  for (const [path, value] of Object.entries(named)) plain = withValue(plain, path.split('.'), value);
  const beforeSide = Object.entries(before).reduce(
    (side, [path, value]) => withValue(side, path.split('.'), value),
    plain,
  );
  const afterBreaks = lawsBrokenBy(plain);
  if (afterBreaks.includes(law)) throw new Error(`${name}: the remedy does not help`);
  const variants = {
    before: { set: before, breaks: lawsBrokenBy(beforeSide) },
    after: afterBreaks.length > 0 ? { breaks: afterBreaks } : {},
  };
  if (!variants.before.breaks.includes(law)) throw new Error(`${name}: nothing breaks`);
  const { scenario, ...rest } = plain;
  const labelled = {
    scenario,
    about: `${fault[0].toUpperCase()}${fault.slice(1)}.`,
    labels: ['regression'],
    ...rest,
    variants,
  };
  const others = LAW_NAMES.filter(
    (each) => each !== law && (variants.before.breaks.includes(each) || afterBreaks.includes(each)),
  );
  const lines = [
    '# yaml-language-server: $schema=../../schema/scenario.schema.json',
    '#',
    `# Found and shrunk by \`npm run fuzz:history\`: ${fault}. The law \`${law}\`:`,
    `# ${LAWS[law].sentence}`,
    ...(others.length > 0
      ? [`# With \`demand: all\` there also break, and no choice here promises them: ${others.join(', ')}.`]
      : []),
  ];
  writeFileSync(
    new URL(`../scenarios/regressions/${name}.yaml`, import.meta.url),
    `${lines.join('\n')}\n${textOf(labelled)}`,
  );
}
