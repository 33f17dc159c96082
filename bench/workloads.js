// What is measured, and beside what. `least` is what the ratio to that peer must not fall below; the guard takes a share of it, since
// machines differ. `unit`: what `count` counts.
import { cpp, emptyNode, hasCpp, hasNs3, hasSimpy, poolproof, scenario, script, simpy } from './children.js';

/** @param {boolean} isQuick less work in each run, and none of the runs that take minutes */
export function workloads(isQuick) {
  const everywhere = [
    ...calendars(isQuick ? [100, 10_000] : [100, 10_000, 1_000_000], isQuick ? 1_000_000 : 3_000_000),
    mm20(isQuick ? 500_000 : 1_000_000),
    {
      name: 'busy day, plan_and_apply with faults',
      unit: 'tasks',
      run: () => scenario('busy-day.yaml', ...(isQuick ? ['workload.0.arrivals.poisson=417/h'] : [])),
      peers: [],
    },
    {
      name: 'busy month by the hours of the week',
      unit: 'tasks',
      // Three days bring a tenth of the tasks that the scenario expects of thirty.
      run: () => scenario('busy-month.yaml', ...(isQuick ? ['run.duration=3d', 'expect=[]'] : [])),
      peers: [],
    },
    ...startUps(),
  ];
  return isQuick ? everywhere : [...everywhere, manyPods(), ...outputs(), ...workers()];
}

function calendars(sizes, holds) {
  return sizes.flatMap((standing) =>
    ['exponential', 'ties', 'half'].map((gaps) => ({
      name: `calendar, ${standing} standing, ${GAPS[gaps]}`,
      unit: 'holds',
      run: () => script('hold.js', String(standing), gaps, String(holds)),
      peers: [
        // A tenth of the holds: the ratio is of speeds, and SimPy takes its time.
        peer(
          hasSimpy,
          'SimPy',
          () => simpy('hold.py', String(standing), gaps, String(holds / 10)),
          isHuge(standing) ? 5 : 10,
        ),
        peer(hasNs3, 'ns-3 map', () => cpp('ns3', String(standing), gaps, String(holds)), isHuge(standing) ? 1 : 1.5),
        peer(hasCpp, 'C++ priority_queue', () => cpp('plain', String(standing), gaps, String(holds)), 0.5),
      ].flat(),
    })),
  );
}

/** Larger than the processor's caches: then the memory is measured. */
const isHuge = (standing) => standing > 100_000;

const GAPS = { exponential: 'exponential', ties: 'all ties', half: 'half ties' };

function mm20(tasks) {
  return {
    name: `M/M/20, ${tasks} tasks`,
    unit: 'tasks',
    run: () => mm20Run(tasks),
    peers: [
      peer(hasSimpy, 'SimPy, bare', () => simpy('mm20.py', String(tasks), '1'), tasks < 1_000_000 ? 1.2 : 1.5),
      // Where the time goes: without series and measures, and without engine, agents and laws, too.
      peer(true, 'itself, unmeasured', () => mm20Run(tasks, '--unmeasured'), 0),
      peer(true, 'our calendar, bare', () => script('bare-mm20.js', String(tasks), '1'), 0),
    ].flat(),
  };
}

/** The whole harness; 1.8 tasks arrive per second. */
export const mm20Run = (tasks, ...options) =>
  scenario('mm20.yaml', `run.duration=${Math.round(tasks / 1.8)}s`, ...options);

const manyPods = () => ({
  name: 'ten thousand pods, a million tasks',
  unit: 'tasks',
  run: () => scenario('ten-thousand-pods.yaml'),
  peers: [],
});

function startUps() {
  const commands = [
    { name: 'poolproof --help', args: ['--help'], least: 0.5 },
    { name: 'poolproof validate', args: ['validate', 'scenarios/spot-reclaim.yaml'], least: 0.33 },
  ];
  return commands.map(({ name, args, least }) => ({
    name,
    unit: 'starts',
    run: () => poolproof(...args),
    peers: peer(true, 'node -e 0', emptyNode, least),
  }));
}

/** The same run with and without its report. */
function outputs() {
  const run = ['run', 'scenarios/steady-office-day.yaml', '--quiet', '--jobs', '1'];
  return [
    {
      name: 'a report of the office day',
      unit: 'runs',
      run: () => poolproof(...run, '--report', 'OUT/report'),
      peers: peer(true, 'without report', () => poolproof(...run), 0),
    },
  ];
}

/** By the clock on the wall: the same processor time, side by side. */
function workers() {
  const compare = (jobs) => {
    const args = ['compare', 'scenarios/steady-office-day.yaml', '--policies', 'own,capacity-aware'];
    const { count, wallSeconds } = poolproof(...args, '--replications', '8', '--jobs', jobs);
    return { count, seconds: wallSeconds };
  };
  return [
    {
      name: 'compare on 2 workers',
      unit: 'runs',
      run: () => compare('2'),
      peers: peer(true, 'on 1', () => compare('1'), 0),
    },
  ];
}

/** None where it is not installed. */
const peer = (isThere, name, run, least) => (isThere ? [{ name, run, least }] : []);
