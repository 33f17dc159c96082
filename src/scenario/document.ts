import * as z from 'zod';
import { type Clock, clockSchema } from './clock.ts';
import { checkCluster } from './cluster-check.ts';
import { type ClusterSection, clusterSchema } from './cluster-section.ts';
import { type DecodedExpectation, decodeExpectation, expectationSchema } from './expectation-section.ts';
import { type DecodedFault, decodeFault } from './fault-check.ts';
import { faultSchema } from './fault-field.ts';
import { absent, keys, name, parsed } from './fields.ts';
import { checkInitial } from './initial-check.ts';
import { type InitialSection, initialSchema } from './initial-section.ts';
import { isNeverJudged, type LawsSection, lawsSchema } from './laws-section.ts';
import * as messages from './messages.ts';
import { MODES, type Mode } from './mode.ts';
import { checkTaskIds, collectNames, isOnePool } from './names.ts';
import { personSchema, type WrittenAction } from './people.ts';
import { checkPerson } from './people-check.ts';
import { checkPolicy, checkPool, type DecodedPool } from './pool-check.ts';
import { namedPoolSchema, type PoolSection, poolSchema } from './pool-section.ts';
import type { Sentence } from './problem.ts';
import { type Profile, profileSchema } from './profile.ts';
import { checkReplications } from './replications.ts';
import type { Review } from './review.ts';
import { arrivalsEnd, type RunSection, runEnd, runSchema } from './run-section.ts';
import { namesOf, type Scope } from './scope.ts';
import { checkSizes } from './size-check.ts';
import { checkNeeds } from './task-needs.ts';
import { attachTrace } from './trace/attach-trace.ts';
import { workspaceNames } from './trace/workspace-names.ts';
import { findNode, labelOf, type TreeNode, type TreePath } from './tree.ts';
import { variantSchema } from './variant-section.ts';
import { checkWorkloadEntry } from './workload-check.ts';
import { type WorkloadEntry, type WrittenEntry, workloadEntrySchema } from './workload-section.ts';
import { defaultWorkspaces, type WorkspacesSection, workspacesSchema } from './workspaces.ts';
import { needing } from './written.ts';

const seed = parsed(
  (value, path): string | Sentence =>
    (typeof value === 'string' && value !== '') || Number.isSafeInteger(value)
      ? String(value)
      : messages.notSeed(path, value),
  { expected: 'text or whole number' },
  { anyOf: [{ type: 'string', minLength: 1 }, { type: 'integer' }] },
);

/** The whole language. Its sections are decoded one by one, so that a mistake in one does not hide those of another. */
export const scenarioSchema = keys({
  scenario: name.describe('Name of the scenario; also the folder of its report.'),
  about: z.string().default('').describe('What it is for, in a sentence.'),
  labels: z.array(name).default([]).describe('Words that `run --label` selects by.'),
  modes: absent(z.array(z.enum(MODES)).min(1)).describe(
    'Where it may run; unless given, wherever all of it can be made to happen.',
  ),
  seed: seed.default('1').describe("The one root of the run's chance."),
  clock: absent(clockSchema).describe('Needed where something goes by the wall clock.'),
  run: runSchema.describe('How long a run is, and how often it is repeated.'),
  pool: poolSchema.optional().describe('The pool, when there is one.'),
  pools: z
    .record(name, namedPoolSchema)
    .optional()
    .describe('Several pools by name, instead of `pool`; each is written as `pool` is, without its name.'),
  cluster: absent(clusterSchema).describe(
    'The nodes that all pools share; without it every pod finds a node when it wants one.',
  ),
  workspaces: workspacesSchema
    .optional()
    .describe(
      'The workspaces that arrivals pick from; twenty unless given. With `{ count: 200, pick: { zipf: 1.1 } }` few are busy and most are quiet; without `pick` all are equally likely.',
    ),
  profiles: z
    .record(name, profileSchema)
    .default({})
    .describe('What a kind of task needs, by name; drawn when a task arrives.'),
  workload: z.array(workloadEntrySchema).default([]).describe('The tasks that arrive.'),
  initial: initialSchema.prefault({}).describe('Pods and tasks that exist when the run begins.'),
  people: z.array(personSchema).default([]).describe('What persons do at given times.'),
  faults: z.array(faultSchema).default([]).describe('What goes wrong.'),
  expect: z.array(expectationSchema).default([]).describe('What must hold.'),
  laws: lawsSchema.prefault({}).describe('Which laws the run is held to beyond those that always hold.'),
  variants: z
    .record(name, variantSchema.nullable())
    .meta({ maxProperties: 500 })
    .optional()
    .describe('Runs of the scenario with some fields changed, by name; one unchanged run unless given.'),
}).meta({ oneOf: [needing('pool'), needing('pools')] });

type Section = keyof typeof scenarioSchema.shape;
export const SECTIONS = Object.keys(scenarioSchema.shape) as readonly Section[];

/** One variant of the document, decoded and found sound: names are still names, chance is still a distribution. */
export interface DecodedScenario {
  readonly name: string;
  readonly about: string;
  readonly labels: readonly string[];
  readonly modes: readonly Mode[] | null;
  readonly seed: string;
  readonly clock: Clock | null;
  readonly run: RunSection;
  readonly pools: readonly DecodedPool[];
  readonly cluster: ClusterSection | null;
  readonly workspaces: WorkspacesSection;
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly workload: readonly WorkloadEntry[];
  readonly initial: InitialSection;
  readonly people: readonly WrittenAction[];
  readonly faults: readonly DecodedFault[];
  readonly expectations: readonly DecodedExpectation[];
  readonly laws: LawsSection;
}

/** Null when anything is wrong with it, all of which is then reported. */
export function decodeScenario(review: Review): DecodedScenario | null {
  checkSections(review);
  const { shape } = scenarioSchema;
  const header = {
    name: review.decode(shape.scenario, ['scenario']),
    about: review.decode(shape.about, ['about']),
    labels: review.decode(shape.labels, ['labels']),
    modes: review.decode(shape.modes, ['modes']),
    seed: review.decode(shape.seed, ['seed']),
  };
  const run = review.decode(shape.run, ['run']);
  const clock = review.decode(shape.clock, ['clock']);
  const pools = decodePools(review);
  const workload = decodeItems(workloadEntrySchema, ['workload'], review).flatMap(([index, entry]) =>
    withLog(index, entry, review),
  );
  const isPickedFrom =
    workload.length < lengthOf(review.root, 'workload') || workload.some(([, entry]) => picksWorkspace(entry));
  const workspaces = review.has(['workspaces'])
    ? review.decode(workspacesSchema, ['workspaces'])
    : defaultWorkspaces(isPickedFrom);
  const scope: Scope = {
    review,
    names: collectNames(review.root, SECTIONS),
    clock,
    pools: new Map(pools.map((pool) => [pool.name, pool])),
    declaredWorkspaces: namesOf(
      workspaces,
      workload.flatMap(([, entry]) => replayedWorkspaces(entry)),
    ),
    arrivalsEnd: run === null ? Number.POSITIVE_INFINITY : arrivalsEnd(run),
    runEnd: run === null ? Number.POSITIVE_INFINITY : runEnd(run),
  };
  if (run !== null) checkReplications(run.replications, ['run', 'replications'], scope);
  checkTaskIds(review);
  const profiles = decodeProfiles(review);
  checkSizes(workload, scope);
  for (const [index, entry] of workload) checkWorkloadEntry(entry, ['workload', index], scope);
  checkUnique(workload, 'workload', 'workload entry', review);
  const initial = review.decode(shape.initial, ['initial']);
  if (initial !== null) checkInitial(initial, scope);
  const cluster = review.decode(shape.cluster, ['cluster']);
  if (cluster !== null) checkCluster(cluster, initial, scope);
  const people = decodeItems(personSchema, ['people'], review);
  for (const [index, action] of people) checkPerson(action, ['people', index], scope);
  const faults = decodeItems(faultSchema, ['faults'], review);
  const decodedFaults = faults.map(([index, fault]) => decodeFault(fault, ['faults', index], scope));
  checkUnique(faults, 'faults', 'fault', review);
  const written = decodeItems(expectationSchema, ['expect'], review);
  checkUnique(written, 'expect', 'expectation', review);
  const laws = review.decode(shape.laws, ['laws']);
  if (laws !== null && run !== null && isNeverJudged(laws, run))
    review.report(['laws', 'settleWithin'], messages.settleNeedsDrain());
  const expectations = written.map(([index, item]) => decodeExpectation(item, ['expect', index], scope));
  if (review.problems.length > 0) return null;
  return complete({
    ...header,
    run,
    clock,
    pools,
    cluster,
    workspaces,
    profiles,
    workload: workload.map(([, entry]) => entry),
    initial,
    people: people.map(([, action]) => action),
    faults: decodedFaults,
    expectations: uniquelyNamed(expectations),
    laws,
  });
}

type Draft = { readonly [K in keyof DecodedScenario]: DecodedScenario[K] | null };

/** Without problems every section was decoded; only what may be left out may rightly be null. */
function complete(draft: Draft): DecodedScenario | null {
  for (const [key, value] of Object.entries(draft))
    if (value === null && !['modes', 'clock', 'cluster'].includes(key)) return null;
  return draft as DecodedScenario;
}

function checkSections(review: Review): void {
  const { root } = review;
  if (root.kind !== 'map') {
    review.report([], messages.notDocument());
    return;
  }
  for (const key of root.entries.keys()) {
    if (!(SECTIONS as readonly string[]).includes(key))
      review.reportKey([key], messages.unknownKey(key, key, SECTIONS));
  }
}

function decodePools(review: Review): readonly DecodedPool[] {
  if (review.has(['pool']) && review.has(['pools']))
    review.reportKey([addedKey(review.root, 'pool', 'pools')], messages.notBoth('pool', 'pools'));
  const list = findNode(review.root, ['pools']);
  if (list === null) {
    checkPolicy(['pool'], review);
    const pool = review.decode(poolSchema, ['pool']);
    if (pool === null) return [];
    const { name: poolName, ...section } = pool;
    return presentPools([checkDecodedPool(poolName, section, ['pool'], review)]);
  }
  if (list.kind !== 'map' || list.entries.size === 0) {
    review.report(['pools'], messages.poolsNotMap());
    return [];
  }
  if (isOnePool(list)) {
    review.reportKey(['pools'], messages.poolsIsOnePool());
    return [];
  }
  return presentPools(
    [...list.entries.keys()].map((key) => {
      checkName(key, ['pools', key], review);
      checkPolicy(['pools', key], review);
      const section = review.decode(namedPoolSchema, ['pools', key]);
      return section === null ? null : checkDecodedPool(key, section, ['pools', key], review);
    }),
  );
}

/** Of two keys the one that a variant or the command line added, else the later one: that is the one to take back. */
function addedKey(root: TreeNode, one: string, other: string): string {
  const [a, b] = [labelOf(root, [one]), labelOf(root, [other])];
  if (a.source.kind !== b.source.kind) return a.source.kind === 'argument' ? one : other;
  return (a.line - b.line || a.column - b.column) > 0 ? one : other;
}

function checkDecodedPool(poolName: string, section: PoolSection, path: TreePath, review: Review): DecodedPool | null {
  if (section.freeze.length > 0 && !review.has(['clock'])) {
    review.reportKey([...path, 'freeze'], messages.freezeNeedsClock());
  }
  section.autoscaler.modifiers.forEach(({ kind }, index) => {
    if (kind === 'schedule' && !review.has(['clock']))
      review.report([...path, 'autoscaler', 'modifiers', index, kind], messages.scheduleNeedsClock());
  });
  return checkPool(poolName, section, path, review);
}

const presentPools = (pools: readonly (DecodedPool | null)[]): readonly DecodedPool[] =>
  pools.filter((pool) => pool !== null);

function checkName(written: string, path: TreePath, review: Review): void {
  if (!name.safeParse(written).success) review.reportKey(path, messages.notName(written, written));
}

function decodeProfiles(review: Review): ReadonlyMap<string, Profile> {
  const node = findNode(review.root, ['profiles']);
  if (node !== null && node.kind !== 'map') review.report(['profiles'], messages.profilesNotMap());
  const profiles = new Map<string, Profile>();
  for (const key of node?.kind === 'map' ? node.entries.keys() : []) {
    checkName(key, ['profiles', key], review);
    const profile = review.decode(profileSchema, ['profiles', key]);
    if (profile === null) continue;
    checkNeeds(profile, ['profiles', key], review, { planIsOver: false });
    profiles.set(key, profile);
  }
  return profiles;
}

/** The sound items of a list section with their places. */
function decodeItems<T>(schema: z.ZodType<T>, path: TreePath, review: Review): readonly (readonly [number, T])[] {
  const node = findNode(review.root, path);
  if (node === null) return [];
  if (node.kind !== 'list') {
    review.report(path, messages.notList(path.join('.')));
    return [];
  }
  const decoded: (readonly [number, T])[] = [];
  for (const index of node.items.keys()) {
    const item = review.decode(schema, [...path, index]);
    if (item !== null) decoded.push([index, item]);
  }
  return decoded;
}

/** A trace entry gets its log; one whose log cannot be read is left out, and its problems are reported. */
function withLog(index: number, entry: WrittenEntry, review: Review): readonly (readonly [number, WorkloadEntry])[] {
  if (!('trace' in entry)) return [[index, entry]];
  const replay = attachTrace(entry, ['workload', index], review);
  return replay === null ? [] : [[index, replay]];
}

/** From those of the scenario, for all of its tasks or for some. */
const picksWorkspace = (entry: WorkloadEntry): boolean =>
  !('tasks' in entry) &&
  entry.workspaces === null &&
  ('arrivals' in entry || entry.reading.jobs.some(({ workspace }) => workspace === null));

const replayedWorkspaces = (entry: WorkloadEntry): readonly string[] =>
  'trace' in entry ? [...workspaceNames(entry.reading).values(), ...(entry.workspaces ?? [])] : [];

function lengthOf(root: TreeNode, section: string): number {
  const node = findNode(root, [section]);
  return node?.kind === 'list' ? node.items.length : 0;
}

type Named = { readonly name: string | null };

function checkUnique(items: readonly (readonly [number, Named])[], path: string, what: string, review: Review): void {
  const seen = new Set<string>();
  for (const [index, item] of items) {
    if (item.name === null) continue;
    if (seen.has(item.name)) review.report([path, index, 'name'], messages.duplicateName(what, item.name));
    seen.add(item.name);
  }
}

/** Names that were made, not given, may coincide: the second becomes `… (2)`. */
function uniquelyNamed(expectations: readonly DecodedExpectation[]): readonly DecodedExpectation[] {
  const seen = new Map<string, number>();
  return expectations.map((expectation) => {
    const times = (seen.get(expectation.name) ?? 0) + 1;
    seen.set(expectation.name, times);
    return times === 1 ? expectation : { ...expectation, name: `${expectation.name} (${times})` };
  });
}
