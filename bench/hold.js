// The hold model on the simulation's calendar: take the first entry, schedule one later, with so many standing. It is the load that a
// run puts on a calendar, without the rest of the run. Exponential gaps are the common case; gaps of zero make every entry tie, which
// is where calendars of other designs collapse; half of them zero is what ticks make of a run.
//
// Usage: node bench/hold.js STANDING exponential|ties|half HOLDS. Prints one line of JSON: holds and the seconds of processor time for
// them, once the compiler is warm.
import alea from 'seedrandom/lib/alea.js';
import { Calendar } from '../dist/sim/calendar.js';

const [standing, kind, holds] = [Number(process.argv[2]), process.argv[3], Number(process.argv[4])];

/** Drawn beforehand, so that drawing is not measured. A power of two. */
const GAPS = 1 << 16;
const random = alea('calendar');
const exponential = Float64Array.from({ length: GAPS }, () => Math.round(-Math.log(1 - random()) * 10_000));
const gaps = {
  exponential,
  ties: new Float64Array(GAPS),
  half: exponential.map((gap, index) => (index % 2 === 0 ? 0 : gap)),
}[kind];

hold(Math.min(standing, 1000), 200_000);
const began = process.cpuUsage();
hold(standing, holds);
const { user, system } = process.cpuUsage(began);
console.log(JSON.stringify({ count: holds, seconds: (user + system) / 1e6 }));

function hold(entries, times) {
  const calendar = new Calendar();
  for (let at = 0; at < entries; at += 1) calendar.schedule(gaps[at & (GAPS - 1)], at % 9, 0, at, 0);
  for (let done = 0; done < times; done += 1) {
    calendar.next();
    calendar.schedule(calendar.at + gaps[done & (GAPS - 1)], done % 9, 0, calendar.subject, 0);
  }
}
