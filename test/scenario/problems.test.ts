import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { LAW_NAMES } from '../../src/engine/laws/law-catalogue.ts';
import { MODIFIERS } from '../../src/engine/modifiers/registry.ts';
import { POLICIES } from '../../src/engine/policies/registry.ts';
import { SLOT_RULES } from '../../src/engine/pool-config.ts';
import { EVERYTHING, planSuite } from '../../src/experiment/plan-suite.ts';
import { ARRIVALS } from '../../src/scenario/arrival-catalogue.ts';
import { SERIES_NAMES } from '../../src/scenario/expectation.ts';
import { FAULT_KINDS } from '../../src/scenario/fault-catalogue.ts';
import { foundIn } from '../../src/scenario/issue.ts';
import * as messages from '../../src/scenario/messages.ts';
import { METRIC_NAMES } from '../../src/scenario/metric-catalogue.ts';
import { formatProblem, type Sentence } from '../../src/scenario/problem.ts';
import { fileSource } from '../../src/scenario/source.ts';
import { parseYaml } from '../../src/scenario/yaml-tree.ts';
import { markedByEditor } from '../support/editor-schema.ts';
import { expectProblem, MARK, problemsOf, scenarioText } from './scenario-text.ts';

type Cases = Readonly<Record<string, readonly [text: string, sentence: Sentence]>>;

/** Every bad example of this file. */
const EXAMPLES: { readonly name: string; readonly text: string; readonly id: string }[] = [];

const check = (cases: Cases): void => {
  for (const [name, [text, sentence]] of Object.entries(cases)) {
    EXAMPLES.push({ name, text, id: sentence.id });
    test(name, () => expectProblem(text, sentence));
  }
};

const HOUR = 3_600_000;
const ROOT_KEYS = [
  'scenario',
  'about',
  'labels',
  'modes',
  'seed',
  'clock',
  'run',
  'pool',
  'pools',
  'cluster',
  'workspaces',
  'profiles',
  'workload',
  'initial',
  'people',
  'faults',
  'expect',
  'laws',
  'variants',
];
const ARRIVAL_KINDS = Object.keys(ARRIVALS);
const MODIFIER_NAMES = Object.keys(MODIFIERS);
const POLICY_NAMES = Object.keys(POLICIES);
const tasks = (text: string): string => `workload:\n  - tasks:\n      - ${text}`;
const T1 = '{ id: t1, at: 0s, workspace: w, type: plan, plan: 1s }';
const PROFILE = 'profiles: { p: { type: plan, plan: 20s } }\n';

describe('keys and shapes', () => {
  check({
    'a misspelt section names the nearest': ['▶polcy: 3', messages.unknownKey('polcy', 'polcy', ROOT_KEYS)],
    'a misspelt key that is needed is one problem, not two': [
      'run: { ▶duratoin: 1h }',
      messages.unknownKey('run.duratoin', 'duratoin', ['warmup', 'duration', 'drain', 'replications', 'timeScale']),
    ],
    'a key without a value is not the default': ['pool:\n  ▶min:\n  max: 3', messages.noValue('pool.min')],
    'a needed key is missing': ['▶run: { warmup: 1m }', messages.missing('run.duration', [])],
    'a number cannot be a map of faults': ['faults: ▶7', messages.notList('faults')],
    'an item of a list is a map': ['faults: [▶7]', messages.wrongType('faults.0', 'object', 7)],
    'pool and pools exclude each other': [
      'pool: { max: 3 }\n▶pools: { a: { max: 3 } }',
      messages.notBoth('pool', 'pools'),
    ],
    'pools is a map': ['pools: ▶[]', messages.poolsNotMap()],
    'pools is not written as pool is': [
      '▶pools: { min: 1, max: 3, agent: { slots: 4 } }\nworkload: [ { tasks: [ { at: 0s, workspace: a, type: plan, plan: 9s } ] } ]',
      messages.poolsIsOnePool(),
    ],
    'a word that is none of one shape may have meant another': [
      'workspaces: { count: 9, pick: ▶zipf }',
      messages.wrongShape('workspaces.pick', 'uniform or { zipf: 1.1 }', 'zipf'),
    ],
    'profiles is a map': ['profiles: ▶3', messages.profilesNotMap()],
    'variants is a map': ['variants: ▶[a]', messages.variantsNotMap()],
    'work is either arrivals or tasks': [
      `${PROFILE}workload:\n  - ▶profile: p`,
      messages.notExactlyOne('workload.0', 'kind of work', [], ['arrivals', 'trace', 'tasks']),
    ],
    'an action is one of five': [
      'people: [ ▶{ at: 1s } ]',
      messages.notExactlyOne('people.0', 'action', [], ['cancel', 'confirm', 'discard', 'lock', 'unfreeze']),
    ],
  });
});

describe('the text', () => {
  check({
    'a value is no binary data': ['about: !!binary ▶aGk=', messages.notPlainValue()],
    'a map is no ordered map': ['about: !!omap ▶[ { a: 1 } ]', messages.notPlainValue()],
    'a key is a name': [
      `${PROFILE}workload: [ { arrivals: { every: 1m }, profile: { ▶"p q": 1 } } ]`,
      messages.notName('p q', 'p q'),
    ],
  });

  test('brackets are closed', () => {
    const [problem] = problemsOf('labels: [a, b');
    expect(problem?.id).toBe(messages.syntax('BAD_INDENT', '').id);
  });

  test('a mistake that only zod has a word for is said, too', () => {
    const root = parseYaml('seed: 3', fileSource('a', 'seed: 3')).root!;
    const issue = {
      code: 'not_multiple_of' as const,
      divisor: 2,
      path: ['seed'],
      message: '',
      input: 3,
    } satisfies z.core.$ZodIssue;
    expect(foundIn([issue], [], root).map(({ sentence }) => sentence)).toEqual([messages.notUnderstood('seed', 3)]);
  });

  test('a pod that is older than the run is not made in a cluster', () => {
    const text = scenarioText('about: x\ninitial: { pods: [ { state: connected, age: 5m } ] }');
    const files = [{ file: 'a.yaml', text }];
    expect(planSuite(files, EVERYTHING).problems).toEqual([]);
    const { problems } = planSuite(files, { ...EVERYTHING, mode: 'kind' });
    expect(problems).toEqual([
      expect.objectContaining({ ...messages.agedOnCluster('kind'), file: 'a.yaml', line: 2, column: 1 }),
    ]);
  });

  test('two files do not have one name', () => {
    const files = ['a.yaml', 'b.yaml'].map((file) => ({ file, text: scenarioText('about: x\nscenario: twin') }));
    const { problems } = planSuite(files, EVERYTHING);
    expect(problems).toEqual([
      expect.objectContaining({ ...messages.scenarioNameTaken('twin', 'a.yaml'), file: 'b.yaml', line: 2, column: 1 }),
    ]);
  });
});

describe('scalars', () => {
  check({
    'a name does not lead out of its directory': ['scenario: ▶../x', messages.notName('scenario', '../x')],
    'a name is not endless': [`scenario: ▶${'x'.repeat(101)}`, messages.tooLong('scenario', 100)],
    'a name of an expectation is not empty': [
      'expect: [ { name: ▶"", always: { pods: 1 } } ]',
      messages.emptyText('expect.0.name'),
    ],
    'a label is a text': ['labels: [a, ▶3]', messages.wrongType('labels.1', 'string', 3)],
    'a mode is one of three': ['modes: [▶simm]', messages.unknownChoice('modes.0', 'simm', ['sim', 'kind', 'cluster'])],
    'a map is no choice': [
      'pool: { max: 1, agent: { rule: ▶{} } }',
      messages.unknownChoice('pool.agent.rule', {}, SLOT_RULES),
    ],
    'a list is no choice': ['modes: [▶[sim]]', messages.unknownChoice('modes.0', [], ['sim', 'kind', 'cluster'])],
    'a seed is a number or a text': ['seed: ▶[1]', messages.notSeed('seed', [1])],
    'max is a whole number': ['pool: { max: ▶2.5 }', messages.wrongType('pool.max', 'int', 2.5)],
    'max is not a text': ['pool: { max: ▶many }', messages.wrongType('pool.max', 'number', 'many')],
    'max is at least 1': ['pool: { max: ▶0 }', messages.tooSmall('pool.max', 0, 1, true)],
    'max is told the bound of pools, not that of whole numbers': [
      'pool: { max: ▶1e20 }',
      messages.tooBig('pool.max', 1e20, 100_000),
    ],
    'yes is not true': [
      'pool: { max: 1, autoscaler: { reaper: ▶yes } }',
      messages.wrongType('pool.autoscaler.reaper', 'boolean', 'yes'),
    ],
    'a probability is a ratio': [
      'profiles: { p: { type: plan, plan: 1s, fail: ▶5 } }',
      messages.tooBig('profiles.p.fail', 5, 1),
    ],
    'a probability in percent is told its ratio': [
      'profiles: { p: { type: plan, plan: 1s, fail: ▶5% } }',
      messages.wrongType('profiles.p.fail', 'number', '5%'),
    ],
    'a rule is one of five': [
      'pool: { max: 1, agent: { rule: ▶singel } }',
      messages.unknownChoice('pool.agent.rule', 'singel', ['single']),
    ],
  });
});

describe('durations, rates and times', () => {
  check({
    'a bare number is no duration': ['run: { duration: ▶30 }', messages.durationWithoutUnit('run.duration', '30')],
    'zero needs a unit, too': ['run: { duration: 1h, warmup: ▶0 }', messages.durationWithoutUnit('run.warmup', '0')],
    'words are no units': ['run: { duration: ▶2hours }', messages.unknownUnit('run.duration', '2hours', 'hours')],
    'a duration is not negative': [
      'run: { duration: 1h, warmup: ▶-3s }',
      messages.negativeDuration('run.warmup', '-3s'),
    ],
    'a run is not empty': ['run: { duration: ▶0s }', messages.zeroDuration('run.duration')],
    'a drain is not empty': [
      'run: { duration: 1h, drain: { timeout: ▶0s } }',
      messages.zeroDuration('run.drain.timeout'),
    ],
    'a duration is no sentence': ['run: { duration: ▶for ever }', messages.notDuration('run.duration', 'for ever')],
    'a duration is below a century': ['run: { duration: ▶99999d }', messages.durationTooLong('run.duration', '99999d')],
    'a rate needs a unit': [
      `${PROFILE}workload: [ { arrivals: { poisson: ▶30 }, profile: p } ]`,
      messages.rateWithoutUnit('workload.0.arrivals.poisson', 30),
    ],
    'a rate is per a known unit': [
      `${PROFILE}workload: [ { arrivals: { poisson: ▶30/week }, profile: p } ]`,
      messages.notRate('workload.0.arrivals.poisson', '30/week'),
    ],
    'a rate is below a thousand a second': [
      `${PROFILE}workload: [ { arrivals: { poisson: ▶5000/s }, profile: p } ]`,
      messages.rateTooHigh('workload.0.arrivals.poisson', '5000/s'),
    ],
    'the clock starts at a local time': ['clock: { start: ▶nine }', messages.notLocalTime('clock.start', 'nine')],
    'an offset in the clock would be ignored': [
      'clock: { start: ▶2026-01-05T08:50:00+05:00 }',
      messages.notLocalTime('clock.start', '2026-01-05T08:50:00+05:00'),
    ],
    'the clock starts on a day that exists': [
      'clock: { start: ▶2026-02-30T08:50:00 }',
      messages.notLocalTime('clock.start', '2026-02-30T08:50:00'),
    ],
    'the clock is in a known zone': [
      'clock: { start: 2026-01-05T08:50:00, timezone: ▶Europe/Atlantis }',
      messages.unknownTimeZone('clock.timezone', 'Europe/Atlantis'),
    ],
    'a window starts at a time of day': [
      'clock: { start: 2026-01-05T08:50:00 }\npool: { max: 1, freeze: [ { from: ▶"24:00", to: "23:00" } ] }',
      messages.notTimeOfDay('pool.freeze.0.from', '24:00'),
    ],
    'a window has known days': [
      'clock: { start: 2026-01-05T08:50:00 }\npool: { max: 1, freeze: [ { days: [▶Caturday], from: "22:00", to: "23:00" } ] }',
      messages.notWeekday('pool.freeze.0.days.0', 'Caturday', ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']),
    ],
  });
});

describe('nodes', () => {
  const nodes = (text: string): string => `cluster: { nodes: ${text} }`;
  const capacity = (text: string): string => nodes(`{ count: 1, capacity: { ${text} } }`);
  check({
    'cpu is a quantity': [capacity('cpu: ▶16x'), messages.notCpu('cluster.nodes.capacity.cpu', '16x')],
    'a core has a thousand parts': [
      capacity('cpu: ▶0.0005'),
      messages.cpuTooFine('cluster.nodes.capacity.cpu', 0.0005),
    ],
    'memory is a quantity': [capacity('memory: ▶64GB'), messages.notMemory('cluster.nodes.capacity.memory', '64GB')],
    'memory in milli-bytes was meant otherwise': [
      'pool: { max: 1, pods: { requests: { memory: ▶400m } } }',
      messages.memoryInMilli('pool.pods.requests.memory', '400m'),
    ],
    'no machine has an exabyte': [
      capacity('memory: ▶8Ei'),
      messages.quantityTooBig('cluster.nodes.capacity.memory', '8Ei'),
    ],
    'a group begins with its min': [nodes('{ count: 1, min: ▶2, max: 3 }'), messages.nodesOutOfRange('min', 2, 1)],
    'a group begins within its max': [nodes('{ count: 4, max: ▶3 }'), messages.nodesOutOfRange('max', 3, 4)],
    'a group without nodes is none': [nodes('{ count: ▶0 }'), messages.noNodes()],
    'groups have names of their own': [
      nodes('[ { count: 1 }, { count: 2, name: ▶node } ]'),
      messages.duplicateName('node group', 'node'),
    ],
    'nodes are a group or a list of groups': [
      nodes('▶3'),
      messages.wrongShape('cluster.nodes', 'a group of nodes, { count: 3 }, or a list of them', 3),
    ],
    'a pod that no node could ever take is a mistake, whatever is added': [
      'pool: { max: 1, pods: { requests: ▶{ cpu: 4 } } }\ncluster: { nodes: { count: 1, max: 9, capacity: { cpu: 2 } } }',
      messages.fitsNoNode('pool', ['node']),
    ],
    'the pods of time zero stand somewhere': [
      `initial:\n  pods:\n    - { state: connected }\n    - ▶{ state: running, count: 2 }\n${capacity('pods: 2')}`,
      messages.noRoomAtStart(2),
    ],
    'the nodes are one for all pools': [
      'expect: [ { always: { ▶pool/nodes: 0 } } ]',
      messages.seriesOfAllPools('nodes'),
    ],
    'a series is of a known pool': [
      'expect: [ { always: { ▶builds/pods: 0 } } ]',
      messages.unknownName('pool', 'builds', ['pool']),
    ],
  });
});

describe('distributions', () => {
  const start = (text: string): string => `pool: { max: 1, pods: { start: ${text} } }`;
  const path = 'pool.pods.start';
  const kinds = [
    'constant',
    'uniform',
    'exponential',
    'normal',
    'lognormal',
    'gamma',
    'weibull',
    'pareto',
    'erlang',
    'triangular',
    'empirical',
    'mixture',
  ];
  check({
    'a distribution is a known one': [
      start('{ ▶lognormla: 3s }'),
      messages.unknownKey(`${path}.lognormla`, 'lognormla', kinds),
    ],
    'one distribution at a time': [
      start('▶{ constant: 3s, exponential: { mean: 3s } }'),
      messages.notExactlyOne(path, 'distribution', ['constant', 'exponential'], kinds),
    ],
    'a list is no distribution': [
      start('▶[1s, 2s]'),
      messages.wrongShape(path, 'a duration (20s) or a distribution ({ exponential: { mean: 20s } })', []),
    ],
    'uniform ends ascend': [start('{ uniform: [4s, ▶1s] }'), messages.notAscending(`${path}.uniform.1`)],
    'uniform has two ends': [start('{ uniform: ▶[1s, 2s, 3s] }'), messages.tooManyItems(`${path}.uniform`, 2)],
    'uniform has no less than two ends': [start('{ uniform: ▶[1s] }'), messages.tooFewItems(`${path}.uniform`, 2)],
    'uniform ends ascend in a map, too': [
      start('{ uniform: { min: 4s, max: ▶1s } }'),
      messages.notAscending(`${path}.uniform.max`),
    ],
    'a parameter needs its unit': [
      start('{ exponential: { mean: ▶3 } }'),
      messages.durationWithoutUnit(`${path}.exponential.mean`, '3'),
    ],
    'p95 is at least the median': [
      start('{ lognormal: { median: 20s, p95: ▶10s } }'),
      messages.p95BelowMedian(`${path}.lognormal.p95`),
    ],
    'the median goes with p95': [
      start('{ ▶lognormal: { median: 20s } }'),
      messages.missing(`${path}.lognormal.p95`, []),
    ],
    'the median does not go with cv': [
      start('{ lognormal: ▶{ median: 20s, cv: 1 } }'),
      messages.eitherPair(`${path}.lognormal`, ['median', 'p95'], ['mean', 'cv']),
    ],
    'a tail has its limits': [
      start('{ weibull: { mean: 90s, shape: ▶0.001 } }'),
      messages.tooSmall(`${path}.weibull.shape`, 0.001, 0.05, true),
    ],
    'never is no start time': [start('▶never'), messages.notDuration(path, 'never')],
    'an empirical distribution has values': [start('{ empirical: ▶[] }'), messages.tooFewItems(`${path}.empirical`, 1)],
  });
});

describe('replications', () => {
  const of = (text: string): string => `run: { duration: 1h, replications: ${text} }`;
  check({
    'a map needs its precision': [
      'run: { duration: 1h, ▶replications: { max: 20 } }',
      messages.missing('run.replications.precision', []),
    ],
    'a precision is a share': [
      of('{ precision: ▶5% }'),
      messages.wrongType('run.replications.precision', 'number', '5%'),
    ],
    'a precision of nothing is never reached': [
      of('{ precision: ▶0 }'),
      messages.tooSmall('run.replications.precision', 0, 0, false),
    ],
    'one run has no interval': [
      of('{ precision: 0.1, min: ▶1 }'),
      messages.tooSmall('run.replications.min', 1, 2, true),
    ],
    'the fewest are not more than the most': [
      of('{ precision: 0.1, min: 20, max: ▶15 }'),
      messages.minAboveMax(20, 15),
    ],
    'the most are not fewer than the ten that are always run': [
      of('{ precision: 0.1, max: ▶8 }'),
      messages.minAboveMax(10, 8),
    ],
    'the fewest are not more than the hundred that are the most': [
      of('{ precision: 0.1, min: ▶200 }'),
      messages.minAboveMax(200, 100),
    ],
    'a confidence of 1 has no interval': [
      of('{ precision: 0.1, confidence: ▶1 }'),
      messages.tooBig('run.replications.confidence', 1, 0.999),
    ],
    'an unknown metric names the nearest': [
      of('{ precision: 0.1, metrics: ▶wait.maen }'),
      messages.unknownName('metric', 'wait.maen', METRIC_NAMES),
    ],
    'a metric of an unknown pool, in a list': [
      of('{ precision: 0.1, metrics: [cost, ▶big/cost] }'),
      messages.unknownName('pool', 'big', ['pool']),
    ],
    'another shape': [
      of('▶[5, 10]'),
      messages.wrongShape(
        'run.replications',
        'a number, or { precision: 0.05, confidence: 0.95, min: 10, max: 100, metrics: [wait.mean] }',
        [5, 10],
      ),
    ],
  });
});

describe('pools', () => {
  const pool = (text: string): string => `pool: { max: 3, ${text} }`;
  check({
    'min is not above max': ['pool: { min: ▶5, max: 3 }', messages.minAboveMax(5, 3)],
    'an unknown policy gets the list': [
      pool('autoscaler: { policy: ▶magic }'),
      messages.unknownPolicy('magic', POLICY_NAMES),
    ],
    'a parameter is one of the policy': [
      pool('autoscaler: { with: { ▶scaleUpAbov: 0.8 } }'),
      messages.unknownParameter('scaleUpAbov', 'slot-utilization', ['scaleUpAbove']),
    ],
    'a ratio is not a percentage': [
      pool('autoscaler: { with: { scaleUpAbove: ▶80% } }'),
      messages.percent('pool.autoscaler.with.scaleUpAbove', '80%'),
    ],
    'a ratio is at most 1': [
      pool('autoscaler: { with: { scaleUpAbove: ▶80 } }'),
      messages.tooBig('pool.autoscaler.with.scaleUpAbove', 80, 1),
    ],
    'rule single has one slot': [pool('agent: { rule: single, slots: ▶4 }'), messages.singleHasOneSlot(4)],
    'rule weighted needs slots': [pool('agent: { rule: ▶weighted }'), messages.weightedNeedsSlots()],
    'only rule weighted has weights': [
      pool('agent: { weights: ▶{ plan: 2 } }'),
      messages.weightsWithoutRule('apply-one-of-n'),
    ],
    'a weight fits into the pod': [
      pool('agent: { rule: weighted, slots: ▶2 }'),
      messages.weightAboveSlots('plan_and_apply', 3, 2),
    ],
    'heartbeats keep an agent online': [
      pool('agent: { heartbeat: ▶{ every: 3m } }'),
      messages.neverOnline(180_000, 120_000),
    ],
    'the last task of an agent has a number': [
      'pool: { max: 1, agent: { maxTasks: ▶0 } }',
      messages.notTaskLimit('pool.agent.maxTasks', 0, 1_000_000),
    ],
    'a modifier is one that there is': [
      pool('autoscaler: { modifiers: [ { ▶cooldwn: 5m } ] }'),
      messages.unknownKey('pool.autoscaler.modifiers.0.cooldwn', 'cooldwn', MODIFIER_NAMES),
    ],
    'an entry is one modifier, not two': [
      pool('autoscaler: { modifiers: [ ▶{ cooldown: 5m, headroom: 1 } ] }'),
      messages.notExactlyOne('pool.autoscaler.modifiers.0', 'modifier', ['cooldown', 'headroom'], MODIFIER_NAMES),
    ],
    'a modifier has its own parameters': [
      pool('autoscaler: { modifiers: [ { cooldown: { ▶upp: 5m } } ] }'),
      messages.unknownKey('pool.autoscaler.modifiers.0.cooldown.upp', 'upp', ['up', 'down', 'timers']),
    ],
    'the bare value of a modifier is of its kind': [
      pool('autoscaler: { modifiers: [ { cooldown: ▶5 } ] }'),
      messages.durationWithoutUnit('pool.autoscaler.modifiers.0.cooldown', '5'),
    ],
    'a tolerance is no percentage': [
      pool('autoscaler: { modifiers: [ { tolerance: { up: ▶10% } } ] }'),
      messages.percent('pool.autoscaler.modifiers.0.tolerance.up', '10%'),
    ],
    'the timers of a cooldown are shared or split': [
      pool('autoscaler: { modifiers: [ { cooldown: { timers: ▶both } } ] }'),
      messages.unknownChoice('pool.autoscaler.modifiers.0.cooldown.timers', 'both', ['shared', 'split']),
    ],
    'a schedule needs a clock': [
      pool('autoscaler: { modifiers: [ { schedule: ▶[ { from: "08:00", to: "09:59", pods: 2 } ] } ] }'),
      messages.scheduleNeedsClock(),
    ],
    'freeze windows need a clock': [pool('▶freeze: [ { from: "22:00", to: "23:00" } ]'), messages.freezeNeedsClock()],
  });
});

describe('work', () => {
  const arrivals = (text: string): string => `${PROFILE}workload:\n  - { ${text} }`;
  check({
    'a profile is known': [
      arrivals('arrivals: { poisson: 1/h }, ▶profile: q'),
      messages.unknownName('profile', 'q', ['p']),
    ],
    'every profile of a mix is known': [
      arrivals('arrivals: { poisson: 1/h }, profile: { p: 1, ▶q: 2 }'),
      messages.unknownName('profile', 'q', ['p']),
    ],
    'a mix has weight': [
      arrivals('arrivals: { poisson: 1/h }, profile: ▶{ p: 0 }'),
      messages.noWeight('workload.0.profile'),
    ],
    'a burst has no window': [
      arrivals('arrivals: { burst: { at: 1m, count: 3 } }, profile: p, ▶until: 3m'),
      messages.notWithBurst('until'),
    ],
    'a burst comes before the end': [
      arrivals('arrivals: { burst: { at: ▶2h, count: 3 } }, profile: p'),
      messages.arrivesTooLate(2 * HOUR, HOUR),
    ],
    'only regular arrivals have a first one': [
      arrivals('arrivals: { poisson: 1/h }, profile: p, ▶startAt: 3m'),
      messages.onlyWithEvery(),
    ],
    'the first regular arrival is in the window': [
      arrivals('arrivals: { every: 1m }, profile: p, from: 5m, startAt: ▶3m'),
      messages.startsBeforeFrom(),
    ],
    'a window ends after it begins': [
      arrivals('arrivals: { every: 1m }, profile: p, from: 5m, until: ▶5m'),
      messages.emptyWindow(),
    ],
    'a window begins before the end of arrivals': [
      arrivals('arrivals: { every: 1m }, profile: p, from: ▶1h'),
      messages.arrivesTooLate(HOUR, HOUR),
    ],
    'kinds of arrivals are known': [
      arrivals('arrivals: { ▶hawkes: { rate: 40/h } }, profile: p'),
      messages.unknownKey('workload.0.arrivals.hawkes', 'hawkes', ARRIVAL_KINDS),
    ],
    'two tasks have two names': [
      tasks(`${T1}\n      - { id: ▶t1, at: 0s, workspace: w, type: plan, plan: 1s }`),
      messages.duplicateName('task', 't1'),
    ],
    'a task needs its plan time': [tasks('▶{ at: 0s, workspace: w, type: plan }'), messages.needsTime('plan', 'plan')],
    'a plan_and_apply needs its apply time': [
      tasks('▶{ at: 0s, workspace: w, type: plan_and_apply, plan: 1s }'),
      messages.needsTime('apply', 'plan_and_apply'),
    ],
    'a plan has no apply': [
      tasks('{ at: 0s, workspace: w, type: plan, plan: 1s, ▶apply: 1s }'),
      messages.noApplyPhase('apply', 'plan'),
    ],
    'a task arrives before the end': [
      tasks('{ at: ▶1h, workspace: w, type: plan, plan: 1s }'),
      messages.arrivesTooLate(HOUR, HOUR),
    ],
    'a template needs a count': [
      tasks('{ at: 1s, workspace: ▶"ws-{n}", type: plan, plan: 1s }'),
      messages.templateWithoutCount(),
    ],
    'with several pools a task says which': [
      `pools: { a: { max: 1 }, b: { max: 1 } }\n${tasks('▶{ at: 1s, workspace: w, type: plan, plan: 1s }')}`,
      messages.whichPool(['a', 'b']),
    ],
    'a pool is known': [
      tasks('{ at: 1s, workspace: w, type: plan, plan: 1s, pool: ▶x }'),
      messages.unknownName('pool', 'x', ['pool']),
    ],
    'workspaces differ': ['workspaces: [a, b, ▶a]', messages.duplicateName('workspace', 'a')],
    'two entries have two names': [
      `${PROFILE}workload:\n  - { name: x, arrivals: { every: 1m }, profile: p }\n  - { name: ▶x, arrivals: { every: 1m }, profile: p }`,
      messages.duplicateName('workload entry', 'x'),
    ],
  });
});

describe('arrivals at changing rates', () => {
  const stages = (text: string): string => `${PROFILE}workload:\n  - { arrivals: { stages: ${text} }, profile: p }`;
  const mmpp = (text: string): string => `${PROFILE}workload:\n  - { arrivals: { mmpp: ${text} }, profile: p }`;
  const path = 'workload.0.arrivals';
  check({
    'there is a first stage': [stages('▶[]'), messages.tooFewItems(`${path}.stages`, 1)],
    'stages are a list': [stages('▶{ at: 0s, rate: 1/h }'), messages.wrongType(`${path}.stages`, 'array', {})],
    'a stage has a rate': [stages('[ ▶{ at: 0s } ]'), messages.missing(`${path}.stages.0.rate`, [])],
    'a stage has a rate with a unit': [
      stages('[ { at: 0s, rate: ▶240 } ]'),
      messages.rateWithoutUnit(`${path}.stages.0.rate`, 240),
    ],
    'a stage has no keys but its own': [
      stages('[ { at: 0s, rate: 1/h, ▶fro: 1m } ]'),
      messages.unknownKey(`${path}.stages.0.fro`, 'fro', ['at', 'rate']),
    ],
    'stages are in order of time': [
      stages('[ { at: 10m, rate: 1/h }, { at: ▶5m, rate: 2/h } ]'),
      messages.notAscending(`${path}.stages.1.at`),
    ],
    'a stage is not hidden in a jump': [
      stages('[ { at: 1m, rate: 1/h }, { at: ▶1m, rate: 2/h }, { at: 1m, rate: 3/h } ]'),
      messages.stageInJump(`${path}.stages.1.at`),
    ],
    'the first stage is before the end': [stages('[ { at: ▶1h, rate: 1/h } ]'), messages.arrivesTooLate(HOUR, HOUR)],
    'a stage behind one after the end would never be seen': [
      stages('[ { at: 0s, rate: 1/h }, { at: 2h, rate: 9/h }, { at: ▶3h, rate: 0/h } ]'),
      messages.arrivesTooLate(3 * HOUR, HOUR),
    ],
    'stages have no startAt': [
      `${PROFILE}workload:\n  - { arrivals: { stages: [ { at: 0s, rate: 1/h } ] }, profile: p, ▶startAt: 3m }`,
      messages.onlyWithEvery(),
    ],
    'one state is no change': [
      mmpp('{ states: ▶[ { rate: 1/h, for: 1h } ] }'),
      messages.tooFewItems(`${path}.mmpp.states`, 2),
    ],
    'a state lasts some time': [
      mmpp('{ states: [ { rate: 1/h, for: 1h }, { rate: 9/h, for: ▶0s } ] }'),
      messages.zeroDuration(`${path}.mmpp.states.1.for`),
    ],
    'a state says how long it lasts': [
      mmpp('{ states: [ { rate: 1/h, for: 1h }, ▶{ rate: 9/h } ] }'),
      messages.missing(`${path}.mmpp.states.1.for`, []),
    ],
    'the states are under their key': [
      mmpp('{ ▶state: [ { rate: 1/h, for: 1h } ] }'),
      messages.unknownKey(`${path}.mmpp.state`, 'state', ['states']),
    ],
  });

  test('a stage after the end is seen as the end of a slope', () => {
    expect(problemsOf(stages('[ { at: 0s, rate: 1/h }, { at: 2h, rate: 9/h } ]'))).toEqual([]);
  });
});

describe('arrivals by cron', () => {
  const clock = 'clock: { start: 2026-01-05T08:50:00, timezone: Europe/Berlin }';
  const entry = (schedule: string, more = ''): string =>
    `${PROFILE}workload:\n  - { arrivals: { cron: ${schedule} }, profile: p${more} }`;
  const cron = (schedule: string): string => `${clock}\n${entry(`▶${schedule}`)}`;
  const path = 'workload.0.arrivals.cron';
  const minute = { what: 'minute', least: 0, most: 59, names: [] };
  const hour = { what: 'hour', least: 0, most: 23, names: [] };
  const dayOfMonth = { what: 'day of the month', least: 1, most: 31, names: [] };
  const month = { what: 'month', least: 1, most: 12, names: ['Jan', 'Dec'] };
  const weekday = { what: 'weekday', least: 0, most: 7, names: ['Sun', 'Sat'] };
  check({
    'a schedule has five fields': [cron('"0 9 * *"'), messages.notCron(path, '0 9 * *')],
    'a schedule has no seconds': [cron('"0 0 9 * * *"'), messages.notCron(path, '0 0 9 * * *')],
    'a schedule has no nickname': [cron('"@daily"'), messages.notCron(path, '@daily')],
    'a schedule is a text': [cron('9'), messages.notCron(path, 9)],
    'an hour has 60 minutes': [cron('"60 9 * * *"'), messages.notCronValue(path, minute, '60')],
    'a day has 24 hours': [cron('"0 8,24 * * *"'), messages.notCronValue(path, hour, '24')],
    'days of the month begin with 1': [cron('"0 9 0-3 * *"'), messages.notCronValue(path, dayOfMonth, '0-3')],
    'a month is known': [cron('"0 9 * Smarch *"'), messages.notCronValue(path, month, 'Smarch')],
    'a weekday is known': [cron('"0 9 * * Caturday"'), messages.notCronValue(path, weekday, 'Caturday')],
    'a list has no empty part': [cron('"0 9, * * *"'), messages.notCronValue(path, hour, '')],
    'a range has two ends': [cron('"0 9- * * *"'), messages.notCronValue(path, hour, '9-')],
    'a range has no three ends': [cron('"0 1-2-3 * * *"'), messages.notCronValue(path, hour, '1-2-3')],
    'a range runs forwards': [cron('"0 18-8 * * *"'), messages.backwardCronRange(path, hour, '18-8')],
    'a step is above 0': [cron('"*/0 9 * * *"'), messages.notCronStep(path, minute, '*/0')],
    'a step is within its field': [cron('"*/60 9 * * *"'), messages.notCronStep(path, minute, '*/60')],
    'a step goes over a range': [cron('"5/10 9 * * *"'), messages.notCronStep(path, minute, '5/10')],
    'a step is one': [cron('"*/2/3 9 * * *"'), messages.notCronStep(path, minute, '*/2/3')],
    'a month has the day': [cron('"0 9 30 2 *"'), messages.cronWithoutDay(path, '0 9 30 2 *')],
    'cron needs a clock': [entry('"0 9 * * *"').replace('cron:', '▶cron:'), messages.arrivalsNeedClock('cron')],
    'a schedule is due before the end': [
      cron('"0 10 * * *"'),
      messages.cronNeverDue('0 10 * * *', '2026-01-05T08:50:00+01:00', '2026-01-05T09:50:00+01:00'),
    ],
    'a schedule is due in the window of its entry': [
      `${clock}\n${entry('▶"0 9 * * *"', ', from: 20m, until: 30m')}`,
      messages.cronNeverDue('0 9 * * *', '2026-01-05T09:10:00+01:00', '2026-01-05T09:20:00+01:00'),
    ],
    'a clock that is wrong is one problem, not two': [
      `clock: { start: ▶nine }\n${entry('"0 9 * * *"')}`,
      messages.notLocalTime('clock.start', 'nine'),
    ],
    'a window that is empty is one problem, not two': [
      `${clock}\n${entry('"0 9 * * *"', ', from: 20m, until: ▶20m')}`,
      messages.emptyWindow(),
    ],
  });

  test('the remedies name what may stand there', () => {
    expect(messages.notCronValue(path, weekday, 'x').remedy).toContain('0 to 7 or Sun to Sat');
    expect(messages.notCronStep(path, hour, '5/2').remedy).toContain('19-23/2');
  });
});

describe('closed users', () => {
  const closed = (text: string, more = ''): string =>
    `${PROFILE}workload: [ { profile: p, arrivals: { closed: ${text} }${more} } ]`;
  const path = 'workload.0.arrivals.closed';
  check({
    'they are at least one': [closed('{ users: ▶0, think: 1m }'), messages.tooSmall(`${path}.users`, 0, 1, true)],
    'they are at most ten thousand': [
      closed('{ users: ▶10001, think: 1m }'),
      messages.tooBig(`${path}.users`, 10_001, 10_000),
    ],
    'they think': [closed('{ users: 3 }').replace('closed:', '▶closed:'), messages.missing(`${path}.think`, [])],
    'they do not think for ever': [
      closed('{ users: 3, think: ▶never }'),
      messages.notDuration(`${path}.think`, 'never'),
    ],
    'they start in a known way': [
      closed('{ users: 3, think: 1m, start: ▶now }'),
      messages.unknownChoice(`${path}.start`, 'now', ['thinking', 'at-once']),
    ],
    'they have no first arrival': [closed('{ users: 3, think: 1m }', ', ▶startAt: 3m'), messages.onlyWithEvery()],
  });
});

describe('arrivals by the hours of the week', () => {
  const clock = 'clock: { start: 2026-01-05T08:50:00, timezone: Europe/Berlin }';
  const weekly = (text: string): string =>
    `${clock}\n${PROFILE}workload: [ { profile: p, arrivals: { weekly: ${text} } } ]`;
  const path = 'workload.0.arrivals.weekly';
  const zeros = new Array(24).fill('0').join(', ');
  check({
    'a week has a mean': [weekly('{}').replace('weekly:', '▶weekly:'), messages.missing(`${path}.mean`, [])],
    'its mean has a unit': [weekly('{ mean: ▶30 }'), messages.rateWithoutUnit(`${path}.mean`, 30)],
    'a day has 24 hours': [
      weekly('{ mean: 1/h, hours: ▶[1, 2, 3] }'),
      messages.itemsNotCounted(`${path}.hours`, 3, 24),
    ],
    'a week has seven days': [
      weekly('{ mean: 1/h, days: ▶[1, 1, 1, 1, 1, 1, 1, 1] }'),
      messages.itemsNotCounted(`${path}.days`, 8, 7),
    ],
    'a weight is not negative': [
      weekly('{ mean: 1/h, days: [1, 1, ▶-1, 1, 1, 1, 1] }'),
      messages.tooSmall(`${path}.days.2`, -1, 0, true),
    ],
    'some hour has a weight': [weekly(`{ mean: 1/h, hours: ▶[${zeros}] }`), messages.noWeight(`${path}.hours`)],
    'it needs a clock': [
      `${PROFILE}workload: [ { profile: p, arrivals: { ▶weekly: { mean: 1/h } } } ]`,
      messages.arrivalsNeedClock('weekly'),
    ],
    'some hour of the run has a weight': [
      weekly('▶{ mean: 1/h, days: [0, 1, 1, 1, 1, 1, 1] }'),
      messages.weeklyNeverBusy('2026-01-05T08:50:00+01:00', '2026-01-05T09:50:00+01:00'),
    ],
  });

  test('a mean of 0 is no mistake', () => {
    expect(problemsOf(weekly('{ mean: 0/h, days: [0, 1, 1, 1, 1, 1, 1] }'))).toEqual([]);
  });
});

describe('sizes', () => {
  const arrivals = (text: string): string => `${PROFILE}workload: [ { arrivals: ${text}, profile: p } ]`;
  const year = 'run: { duration: 365d }';
  check({
    'a run does not last a century': [
      'run: { duration: ▶36500d }',
      messages.runTooLong(36_500 * 24 * HOUR, 7300 * 24 * HOUR),
    ],
    'a drain counts, too': [
      'run: { duration: ▶1h, drain: { timeout: 8000d } }',
      messages.runTooLong(8000 * 24 * HOUR + HOUR, 7300 * 24 * HOUR),
    ],
    'arrivals are not endless': [`${year}\n${arrivals('▶{ poisson: 1000/s }')}`, messages.tooManyTasks(100_000_000)],
    'regular ones neither': [`${year}\n${arrivals('▶{ every: 1ms }')}`, messages.tooManyTasks(100_000_000)],
    'nor those of stages': [
      `${year}\n${arrivals('▶{ stages: [ { at: 0s, rate: 1000/s } ] }')}`,
      messages.tooManyTasks(100_000_000),
    ],
    'a hidden state lasts a while': [
      `${year}\n${arrivals('{ mmpp: { states: ▶[ { rate: 1/h, for: 1ms }, { rate: 0/h, for: 1ms } ] } }')}`,
      messages.tooOften(10_000_000),
    ],
    'an autoscaler rests between two decisions': [
      `${year}\npool: { max: 1, autoscaler: { every: ▶1ms } }`,
      messages.tooOften(100_000_000),
    ],
    'so does the second retry of a send': [
      `${year}\npool: { max: 1, dispatch: { retry: { send: [10s, ▶1ms] } } }`,
      messages.tooOften(100_000_000),
    ],
    'a pool fits into memory': [
      'pool: { max: ▶100000, agent: { slots: 11 } }',
      messages.poolTooLarge(100_000, 11, 1_000_000),
    ],
    'copies fit into memory': [
      `workload:\n  - tasks:\n${'      - { at: 0s, workspace: w, type: plan, plan: 1s, count: 100000 }\n'.repeat(10)}      - { at: 0s, workspace: w, type: plan, plan: 1s, count: ▶1 }`,
      messages.tooManyCopies(1_000_000),
    ],
    'variants fit into memory': [
      `variants: ▶{ ${Array.from({ length: 501 }, (_, index) => `v${index}: {}`).join(', ')} }`,
      messages.tooManyVariants(500),
    ],
  });

  test('a busy year is not too much', () => {
    expect(problemsOf(`${year}\n${arrivals('{ poisson: 3/s }')}`)).toEqual([]);
  });
});

describe('time zero', () => {
  const plan = '{ id: t1, workspace: w, type: plan, plan: 1s }';
  const apply = (id: string): string => `{ id: ${id}, workspace: w, type: plan_and_apply, plan: 1s, apply: 1s }`;
  const initial = (pods: string, written = plan): string => `initial:\n  tasks: [ ${written} ]\n  pods: [ ${pods} ]`;
  check({
    'a pod has as many slots as its pool says': [
      initial('{ state: connected, slots: [idle, idle, idle, idle, ▶idle] }'),
      messages.tooManySlots(5, 4),
    ],
    'an agent has no more tasks than it takes': [
      `pool: { max: 3, agent: { maxTasks: 1 } }\n${initial('{ state: connected, slots: ▶[ { running: t1 }, { running: t2 } ] }', `${plan}, ${plan.replace('t1', 't2')}`)}`,
      messages.moreThanMaxTasks(2, 1),
    ],
    'a slot holds a known task': [
      initial('{ state: connected, slots: [ { running: ▶t2 } ] }'),
      messages.unknownName('initial task', 't2', ['t1']),
    ],
    'a task is in one slot': [
      initial('{ state: connected, slots: [ { running: t1 }, { running: ▶t1 } ] }'),
      messages.twoSlots('t1'),
    ],
    'a pending pod runs nothing': [
      initial('{ state: pending, slots: [ { running: ▶t1 } ] }'),
      messages.slotOfState('running', 'pending', ['connected']),
    ],
    'a plan reserves nothing': [
      initial('{ state: connected, slots: [ { reserved: ▶t1 } ] }'),
      messages.onlyAppliesReserve('t1', 'plan'),
    ],
    'a pod holds tasks of its own pool': [
      'pools: { a: { max: 1 }, b: { max: 1 } }\ninitial:\n  tasks: [ { id: t1, pool: a, workspace: w, type: plan, plan: 1s } ]\n  pods: [ { pool: b, state: connected, slots: [ { running: ▶t1 } ] } ]',
      messages.taskOfOtherPool('t1'),
    ],
    'copies of a pod hold no task': [
      initial('{ state: connected, count: 2, slots: [ { running: ▶t1 } ] }'),
      messages.copiesHoldTask('t1'),
    ],
    'no more pods than max': [
      initial('{ state: connected, count: 2 }, ▶{ state: pending, count: 2 }'),
      messages.tooManyInitialPods('pool', 3),
    ],
    'a workspace has one active plan_and_apply': [
      initial('{ state: connected, slots: [ { running: t1 }, { reserved: t2 } ] }', `${apply('t1')}, ▶${apply('t2')}`),
      messages.twoActive('t2', 't1', 'w'),
    ],
    'slots are idle, running or reserved': [
      initial('{ state: connected, slots: [▶busy] }'),
      messages.wrongShape('initial.pods.0.slots.0', 'idle, { running: task } or { reserved: task }', 'busy'),
    ],
  });
});

describe('people', () => {
  check({
    'a person cancels a known task': ['people: [ { at: 1m, cancel: ▶t9 } ]', messages.unknownName('task', 't9', [])],
    'a person locks a known workspace': [
      `${tasks(T1)}\nworkspaces: [a]\npeople: [ { at: 1m, lock: ▶b, for: 1m } ]`,
      messages.unknownName('workspace', 'b', ['w', 'a']),
    ],
    'a person acts during the run': [
      `${tasks(T1)}\npeople: [ { at: ▶1h, cancel: t1 } ]`,
      messages.afterTheEnd(HOUR, HOUR),
    ],
    'only a frozen pool is unfrozen': [
      'people: [ { at: 1m, ▶unfreeze: { until: 3m } } ]',
      messages.nothingToUnfreeze(),
    ],
    'a lock has a length': ['workspaces: [a]\npeople: [ ▶{ at: 1m, lock: a } ]', messages.missing('people.0.for', [])],
  });
});

describe('faults', () => {
  const fault = (text: string): string => `faults:\n  - { ${text} }`;
  check({
    'a fault is of a known kind': [
      fault('kind: ▶pod-failre, at: 1m'),
      messages.unknownChoice('faults.0.kind', 'pod-failre', FAULT_KINDS),
    ],
    'a fault has a kind': ['faults: [ ▶{ at: 1m } ]', messages.missing('faults.0.kind', FAULT_KINDS)],
    'a window begins once': [fault('kind: slot-conflict, at: 1m, ▶from: 2m'), messages.notBoth('at', 'from')],
    'a window ends once': [fault('kind: slot-conflict, at: 1m, for: 1m, ▶until: 2m'), messages.notBoth('for', 'until')],
    'a window has a beginning': [
      'faults: [ ▶{ kind: slot-conflict } ]',
      messages.missing('at', ['at', 'from', 'every', 'when']),
    ],
    'a point has a time': ['faults: [ ▶{ kind: agent-lost } ]', messages.missing('at', ['at', 'every', 'when'])],
    'what comes once has no number of times': [fault('kind: agent-lost, at: 1m, ▶times: 2'), messages.timesOfOnce()],
    'a window that repeats says for how long': [
      fault('kind: watch-gap, ▶every: 10m'),
      messages.repeatsWithoutEnd('every'),
    ],
    'a window that waits for something says for how long': [
      fault('kind: watch-gap, ▶when: { tasks.running: 2 }'),
      messages.repeatsWithoutEnd('when'),
    ],
    'a fault repeats or waits, not both': [
      fault('kind: agent-lost, every: 10m, ▶when: { tasks.running: 2 }'),
      messages.notBoth('every', 'when'),
    ],
    'a fault that waits has no time': [
      fault('kind: agent-lost, when: { tasks.running: 2 }, ▶at: 1m'),
      messages.notBoth('when', 'at'),
    ],
    'a fault waits for a series': [
      fault('kind: agent-lost, when: { ▶tasks.runing: 2 }'),
      messages.unknownSeries('tasks.runing', SERIES_NAMES, [
        'task.<id>.status',
        'task.<id>.pod',
        'workspace.<name>.running',
        'pod.<number>.phase',
      ]),
    ],
    'no fault waits for the age of the queue': [
      fault('kind: agent-lost, when: { ▶queue.oldest: "> 1m" }'),
      messages.ageIsNoTrigger(),
    ],
    'nor for that of one pool': [
      fault('kind: agent-lost, when: { ▶pool/queue.oldest: "> 1m" }'),
      messages.ageIsNoTrigger(),
    ],
    'a fault of nodes needs nodes': [fault('kind: ▶node-paused, at: 1m'), messages.faultNeedsCluster('node-paused')],
    'one node or a choice of nodes': [
      `cluster: { nodes: { count: 1, capacity: { pods: 9 } } }\n${fault('kind: node-drain, at: 1m, node: 1, ▶pick: all')}`,
      messages.notBoth('node', 'pick'),
    ],
    'a point that repeats has no time': [
      fault('kind: agent-lost, every: 1h, ▶at: 2m'),
      messages.notBoth('every', 'at'),
    ],
    'a point has no end': [fault('kind: agent-lost, at: 1m, ▶until: 2m'), messages.needsEvery('until', 'agent-lost')],
    'a fault does not repeat for ever': [fault('kind: agent-lost, every: ▶1ms'), messages.tooOften(10_000)],
    'a fault comes during the run': [fault('kind: agent-lost, at: ▶2h'), messages.afterTheEnd(2 * HOUR, HOUR)],
    'one pod or a choice of pods': [
      fault('kind: agent-lost, at: 1m, pod: 1, ▶pick: all'),
      messages.notBoth('pod', 'pick'),
    ],
    'a count or a share': [
      fault('kind: agent-lost, at: 1m, count: 1, ▶share: 0.5'),
      messages.notBoth('count', 'share'),
    ],
    'a disconnection begins once': [
      fault('kind: disconnect-agents, at: 1m, ▶from: 2m, reconnect: 1s'),
      messages.notBoth('at', 'from'),
    ],
    'a disconnection ends once': [
      fault('kind: disconnect-agents, from: 1m, for: 1m, ▶until: 2m, reconnect: 1s'),
      messages.notBoth('for', 'until'),
    ],
    'a disconnection says for how long': [
      'faults: [ ▶{ kind: disconnect-agents, at: 1m } ]',
      messages.missing('faults.0.reconnect', []),
    ],
    'an error has a status of an error': [
      fault('kind: api-error, at: 1m, on: { verb: list, resource: pods }, status: ▶200'),
      messages.tooSmall('faults.0.status', 200, 400, true),
    ],
    'a fault is of a known pool': [
      fault('kind: slot-conflict, at: 1m, pool: ▶x'),
      messages.unknownName('pool', 'x', ['pool']),
    ],
  });
});

describe('expectations', () => {
  const at = (condition: string): string => `${tasks(T1)}\nexpect:\n  - { at: 1m, that: { ${condition} } }`;
  const path = 'expect.0.that';
  const forms = ['task.<id>.status', 'task.<id>.pod', 'workspace.<name>.running', 'pod.<number>.phase'];
  check({
    'a series is known': [at('▶tasks.runing: 2'), messages.unknownSeries('tasks.runing', SERIES_NAMES, forms)],
    'a measure of the whole run has no value at an instant': [
      at('▶wait.p95: "< 65s"'),
      messages.metricIsNoSeries('wait.p95'),
    ],
    'a measure of a pool has none, too': [at('▶pool/wait.p95: 2'), messages.metricIsNoSeries('pool/wait.p95')],
    'a series is no measure of the whole run': [
      `${tasks(T1)}\nexpect:\n  - { metric: { ▶pods.connected: 2 } }`,
      messages.seriesIsNoMetric('pods.connected'),
    ],
    'a task of a series is known': [at('task.t2.status: ▶applied'), messages.unknownName('task', 't2', ['t1'])],
    'a status is known': [
      at('task.t1.status: ▶succes'),
      messages.unknownChoice(`${path}.task.t1.status`, 'succes', ['success']),
    ],
    'words have no order': [
      at('pod.1.phase: ▶"> running"'),
      messages.orderOfWords(`${path}.pod.1.phase`, '> running', [
        'pending',
        'running',
        'succeeded',
        'failed',
        'terminating',
        'gone',
      ]),
    ],
    'a comparison has one sign': [at('pods: ▶"<== 2"'), messages.notComparison(`${path}.pods`, '<== 2')],
    'a number is compared with a number': [at('pods: ▶"< few"'), messages.notNumber(`${path}.pods`, 'few')],
    'a number is finite': [at('pods: ▶.inf'), messages.notNumber(`${path}.pods`, Number.POSITIVE_INFINITY)],
    'a number is finite, however it is written': [at('pods: ▶"< 1e999"'), messages.notNumber(`${path}.pods`, '1e999')],
    'a range is not empty': [at('pods: ▶"4..2"'), messages.emptyRange(`${path}.pods`, '4', '2')],
    'a time needs its unit': [at('queue.oldest: ▶"< 4"'), messages.durationWithoutUnit(`${path}.queue.oldest`, '4')],
    'something is expected': ['expect: [ { always: ▶{} } ]', messages.noConditions('expect.0.always')],
    'a metric is known': [
      'expect: [ { metric: { ▶wait.p96: "< 4s" } } ]',
      messages.unknownName('metric', 'wait.p96', METRIC_NAMES),
    ],
    'a metric of a ratio is no percentage': [
      'expect: [ { metric: { utilization.mean: ▶">= 60%" } } ]',
      messages.percent('expect.0.metric.utilization.mean', '60%'),
    ],
    'a share is at most 1': [
      'expect: [ { metric: { utilization.mean: ▶50 } } ]',
      messages.tooBig('expect.0.metric.utilization.mean', 50, 1),
    ],
    'a metric is of a known pool': [
      'expect: [ { metric: { ▶x/cost: 3 } } ]',
      messages.unknownName('pool', 'x', ['pool']),
    ],
    'an expectation is read during the run': [
      'expect: [ { at: ▶2h, that: { pods: 1 } } ]',
      messages.afterTheEnd(2 * HOUR, HOUR),
    ],
    'two expectations have two names': [
      'expect:\n  - { name: a, at: 1m, that: { pods: 1 } }\n  - { name: ▶a, always: { pods: 1 } }',
      messages.duplicateName('expectation', 'a'),
    ],
    'work cannot settle later than the run ends': ['laws: { settleWithin: ▶10m }', messages.settleNeedsDrain()],
    'breaks names an expectation or a law': [
      'expect: [ { name: stays small, always: { pods: 1 } } ]\nvariants: { v: { breaks: [▶stays smal] } }',
      messages.breaksNothing('stays smal', ['stays small', ...LAW_NAMES]),
    ],
  });
});

test('all problems of a file come at once, in the order of the text', () => {
  const problems = problemsOf(`
labels: [3]
run: { duration: 10, warmup: 5x }
pool: { max: 2, agent: { rule: single, slots: 2 }, autoscaler: { policy: magic } }
profiles: { p: { type: plan } }
workload:
  - { arrivals: { poisson: 3 }, profile: p }
  - { arrivals: { every: 1m }, profile: q }
faults: [ 7 ]
expect: [ { at: 1s, that: { pod: 1 } } ]`);
  expect(problems.map(({ line, message }) => [line, message])).toEqual([
    [1, messages.wrongType('labels.0', 'string', 3).message],
    [2, messages.durationWithoutUnit('run.duration', '10').message],
    [2, messages.unknownUnit('run.warmup', '5x', 'x').message],
    [3, messages.singleHasOneSlot(2).message],
    [3, messages.unknownPolicy('magic', POLICY_NAMES).message],
    [4, messages.needsTime('plan', 'plan').message],
    [6, messages.rateWithoutUnit('workload.0.arrivals.poisson', 3).message],
    [7, messages.unknownName('profile', 'q', ['p']).message],
    [8, messages.wrongType('faults.0', 'object', 7).message],
    [9, messages.unknownSeries('pod', SERIES_NAMES, []).message],
  ]);
});

test('a problem is shown with its line, a caret and a remedy', () => {
  const [problem] = problemsOf('pool:\n  min: 5\n  max: 3');
  expect(formatProblem(problem!)).toBe(
    ['test.yaml:2:8: min 5 is above max 3', '    min: 5', '         ^', '  → lower min or raise max'].join('\n'),
  );
});

/** Messages whose mistakes an editor's schema cannot know, and why: their bad examples pass it. */
const ONLY_THE_DECODER: Readonly<Record<string, string>> = {
  'after-the-end': 'compares with the length of the run',
  'arrivals-need-clock': 'two sections',
  'arrives-too-late': 'compares with the length of the run',
  'backward-cron-range': 'compares two numbers',
  'breaks-nothing': 'names something elsewhere',
  'settle-needs-drain': 'two sections',
  'copies-hold-task': 'two sections',
  'cpu-too-fine': 'the size of a number is not in its letters',
  'cron-never-due': 'needs the calendar',
  'cron-without-day': 'needs the calendar',
  'duplicate-name': 'two places',
  'duration-too-long': 'the size of a duration is not in its letters',
  'empty-range': 'compares two numbers',
  'empty-window': 'compares two durations',
  'freeze-needs-clock': 'two sections',
  'fits-no-node': 'two sections',
  'min-above-max': 'compares two numbers',
  'more-than-max-tasks': 'two sections',
  'never-online': 'compares two durations',
  'no-nodes': 'two places',
  'no-room-at-start': 'two sections',
  'no-weight': 'a sum',
  'not-ascending': 'compares two durations',
  'not-cron-step': 'a number within a text',
  'not-cron-value': 'a number within a text',
  'age-is-no-trigger': 'a series that other conditions may name',
  'fault-needs-cluster': 'two sections',
  'not-local-time': 'needs the calendar',
  'nodes-out-of-range': 'compares two numbers',
  'not-number': 'the size of a number is not in its letters',
  'nothing-to-unfreeze': 'two sections',
  'only-applies-reserve': 'two sections',
  'p95-below-median': 'compares two durations',
  'quantity-too-big': 'a number within a text',
  'rate-too-high': 'a number within a text',
  'schedule-needs-clock': 'two sections',
  'slot-of-state': 'two places',
  'stage-in-jump': 'compares two durations',
  'starts-before-from': 'compares two durations',
  'task-of-other-pool': 'two sections',
  'pool-too-large': 'a product',
  'run-too-long': 'a sum',
  'too-many-copies': 'a sum',
  'too-many-initial-pods': 'a sum',
  'too-many-slots': 'two sections',
  'too-many-tasks': 'compares with the length of the run',
  'too-often': 'compares with the length of the run',
  'two-active': 'two places',
  'two-slots': 'two places',
  'unknown-name': 'names something elsewhere',
  'unknown-time-zone': 'the zones are not listed',
  'weekly-never-busy': 'needs the calendar',
  'weight-above-slots': 'compares two numbers',
  'which-pool': 'two sections',
};

describe('the schema for editors', () => {
  const passed = EXAMPLES.filter(({ text }) => markedByEditor(scenarioText(text.replace(MARK, ''))).length === 0);

  test('refuses every bad example that a schema can know to be bad', () => {
    const loose = passed.filter(({ id }) => !Object.hasOwn(ONLY_THE_DECODER, id));
    expect(loose.map(({ id, name }) => `${id}: ${name}`)).toEqual([]);
  });

  test('is excused for nothing that it refuses', () => {
    const refused = Object.keys(ONLY_THE_DECODER).filter((id) => !passed.some((example) => example.id === id));
    expect(refused).toEqual([]);
  });
});

describe('every message', () => {
  const kebab = (written: string): string => written.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const functions = Object.entries(messages).filter(([written]) => !['inVariant', 'usedAt'].includes(written));
  const tests = globSync('test/**/*.test.ts').map((file) => readFileSync(file, 'utf8'));

  test('has a bad example, here or in a test of its own', () => {
    const untried = functions.filter(
      ([written]) =>
        !EXAMPLES.some(({ id }) => id === kebab(written)) &&
        !tests.some((text) => text.includes(`messages.${written}(`)),
    );
    expect(untried.map(([written]) => written)).toEqual([]);
  });

  test('is known to programs by the name of its function', () => {
    const source = readFileSync('src/scenario/messages.ts', 'utf8');
    const said = source.split(/^export const /m).flatMap((part) => {
      const [, written, id] = /^(\w+) = [\s\S]*?\bsay\(\s*'([^']+)'/.exec(part) ?? [];
      return written === undefined || id === undefined ? [] : [[written, id] as const];
    });
    expect(said.map(([written]) => written)).toEqual(expect.arrayContaining(functions.map(([written]) => written)));
    expect(said.filter(([written, id]) => kebab(written) !== id)).toEqual([]);
  });
});
