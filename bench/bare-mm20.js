// M/M/20 bare: the simulation's calendar, two draws per customer and a queue, without engine, agents, laws or measures. It is what SimPy's
// program beside it does, so it shows what the language and the calendar leave for all the rest.
//
// Usage: node bench/bare-mm20.js TASKS SEED. Prints one line of JSON: tasks, processor seconds of the whole process, mean wait in seconds.
import alea from 'seedrandom/lib/alea.js';
import { Calendar } from '../dist/sim/calendar.js';

const MEAN_GAP_MS = 1000 / 1.8;
const MEAN_SERVICE_MS = 10_000;
const SERVERS = 20;
const ARRIVAL = 0;
const DEPARTURE = 1;
/** So many begun ones are dropped at once. */
const FORGET = 1024;

const [tasks, seed] = [Number(process.argv[2]), process.argv[3]];
const random = alea(seed);
const exponential = (mean) => Math.round(-Math.log(1 - random()) * mean);

const calendar = new Calendar();
/** When those who wait came, oldest first; `served` of them have begun. */
let waiting = [];
let served = 0;
let idle = SERVERS;
let arrived = 0;
let departed = 0;
let waitMs = 0;

calendar.schedule(0, ARRIVAL, ARRIVAL, 0, 0);
while (departed < tasks) {
  calendar.next();
  if (calendar.kind === ARRIVAL) arrive();
  else depart();
}

const { user, system } = process.cpuUsage();
console.log(
  JSON.stringify({ count: departed, seconds: (user + system) / 1e6, meanWaitSeconds: waitMs / departed / 1000 }),
);

function arrive() {
  arrived += 1;
  if (arrived < tasks) calendar.schedule(calendar.at + exponential(MEAN_GAP_MS), ARRIVAL, ARRIVAL, arrived, 0);
  if (idle === 0) {
    waiting.push(calendar.at);
    return;
  }
  idle -= 1;
  serve();
}

function depart() {
  departed += 1;
  if (served === waiting.length) {
    idle += 1;
    return;
  }
  waitMs += calendar.at - waiting[served];
  served += 1;
  if (served === FORGET) {
    waiting = waiting.slice(served);
    served = 0;
  }
  serve();
}

function serve() {
  calendar.schedule(calendar.at + exponential(MEAN_SERVICE_MS), DEPARTURE, DEPARTURE, 0, 0);
}
