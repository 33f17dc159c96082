// The hold model on the simulation's calendar: take the first entry, schedule one later, with N entries standing. It is the
// load that a run puts on a calendar, without the rest of the run. Exponential gaps are the common case; gaps of zero make
// every entry tie, which is where calendars of other designs collapse.
//
// Usage: node bench/calendar.js [--quick]
import { parseArgs } from 'node:util';
import alea from 'seedrandom/lib/alea.js';
import { Calendar } from '../dist/sim/calendar.js';

const { values: options } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const HOLDS = options.quick ? 300_000 : 3_000_000;
const ROUNDS = options.quick ? 3 : 9;

/** Drawn beforehand, so that drawing is not measured. A power of two. */
const GAPS = 1 << 16;
const random = alea('calendar');
const exponential = Float64Array.from({ length: GAPS }, () => Math.round(-Math.log(1 - random()) * 10_000));
const ties = new Float64Array(GAPS);

const cases = [
  { name: 'exponential gaps', standing: 100, gaps: exponential },
  { name: 'exponential gaps', standing: 10_000, gaps: exponential },
  { name: 'all at one instant', standing: 100, gaps: ties },
  { name: 'all at one instant', standing: 10_000, gaps: ties },
];

for (const each of cases) hold(each.standing, each.gaps, HOLDS >> 2);
const measured = cases.map(() => []);
for (let round = 0; round < ROUNDS; round += 1) {
  cases.forEach((each, index) => {
    measured[index].push(hold(each.standing, each.gaps, HOLDS));
  });
}

console.log('hold model              standing   holds/s min      median         max');
cases.forEach(({ name, standing }, index) => {
  const sorted = measured[index].toSorted((a, b) => a - b);
  const figures = [sorted[0], sorted[ROUNDS >> 1], sorted[ROUNDS - 1]].map((value) => count(value).padStart(12));
  console.log(`${name.padEnd(22)}${count(standing).padStart(10)}  ${figures.join('')}`);
});

/** Holds per second. */
function hold(standing, gaps, holds) {
  const calendar = new Calendar();
  for (let at = 0; at < standing; at += 1) calendar.schedule(gaps[at & (GAPS - 1)], at % 9, 0, at, 0);
  const began = process.hrtime.bigint();
  for (let done = 0; done < holds; done += 1) {
    calendar.next();
    calendar.schedule(calendar.at + gaps[done & (GAPS - 1)], done % 9, 0, calendar.subject, 0);
  }
  return holds / (Number(process.hrtime.bigint() - began) / 1e9);
}

function count(value) {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ' ');
}
