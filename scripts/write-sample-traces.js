// Writes scenarios/traces: one morning of a made-up company as three job logs, one in each format that a trace entry reads, and the run
// times of its builds. Made with a fixed seed, with the blemishes that real logs have. A folder may be named to write into instead.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { randomExponential, randomLogNormal } from 'd3-random';
import seedrandom from 'seedrandom';

/** Tuesday 13 January 2026, 08:00 UTC, in seconds. */
const MORNING = Date.UTC(2026, 0, 13, 8) / 1000;
const HOUR = 3600;

const stream = (name) => seedrandom.alea(`sample-traces/${name}`).quick;
const draw = (name, of) => {
  const next = of.source(stream(name));
  return (...parameters) => next(...parameters);
};
const timestamp = (seconds) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

/** Independent instants at a mean rate per hour, from one second to another after 08:00. */
function instants(name, perHour, from, until) {
  const gap = draw(name, randomExponential)(perHour / HOUR);
  const found = [];
  for (let at = from + gap(); at < until; at += gap()) found.push(Math.floor(at));
  return found;
}

/** The build server: repositories push all morning, and three times the monorepo builds everything at once. */
function builds() {
  const REPOSITORIES = ['shop', 'billing', 'search', 'mobile', 'docs', 'infra/network', 'infra/dns'];
  const pick = stream('repository');
  const took = draw('build', randomLogNormal)(Math.log(70), 0.6);
  const waited = draw('wait', randomExponential)(1 / 20);
  const submitted = [
    ...instants('pushes', 45, 0, 4 * HOUR).map((at) => ({ at, repository: REPOSITORIES[Math.floor(pick() * 7)] })),
    ...[1.1, 2.4, 3.2].flatMap((hour) =>
      Array.from({ length: 60 }, (_, index) => ({
        at: Math.floor(hour * HOUR) + Math.floor(index / 30),
        repository: `monorepo, part ${(index % 12) + 1}`,
      })),
    ),
  ].sort((a, b) => a.at - b.at);
  const rows = submitted.map(({ at, repository }, index) => {
    const queued = MORNING + at;
    const started = queued + Math.floor(waited());
    const run = Math.max(1, Math.round(took()));
    // Every 40th was cancelled in the queue.
    const times = index % 40 === 39 ? ['', ''] : [timestamp(started), timestamp(started + run)];
    const name = repository.includes(',') ? `"${repository}"` : repository;
    return { run: times[0] === '' ? null : run, line: [`b${index + 1}`, timestamp(queued), ...times, name].join(',') };
  });
  // The server writes a row when a job ends, so neighbours may change places; and somebody left a blank line.
  for (let index = 10; index < rows.length; index += 25)
    [rows[index - 1], rows[index]] = [rows[index], rows[index - 1]];
  const lines = rows.map(({ line }) => line);
  lines.splice(100, 0, '');
  return {
    'builds.csv': `id,queued_at,started_at,finished_at,repository\n${lines.join('\n')}\n`,
    'build-times.txt': `# Run times of builds.csv\n${rows
      .flatMap(({ run }) => run ?? [])
      .map((run) => `${run}s\n`)
      .join('')}`,
  };
}

/** The batch cluster: one user submits a campaign in a single second, others a few jobs; some never ran. */
function batch() {
  const took = draw('batch', randomLogNormal)(Math.log(300), 0.7);
  const jobs = [
    ...instants('batch-users', 6, 0, 4 * HOUR).map((at, index) => ({ at, user: (index % 5) + 1 })),
    ...Array.from({ length: 24 }, () => ({ at: 1.75 * HOUR, user: 9 })),
  ].sort((a, b) => a.at - b.at);
  const lines = jobs.map(({ at, user }, index) => {
    const run = took();
    // Every eleventh was cancelled before it began (status 5, no run time); the accounting has hundredths of seconds.
    const isCancelled = index % 11 === 10;
    const shown = isCancelled ? '-1' : index % 3 === 0 ? run.toFixed(2) : String(Math.round(run));
    const fields = [
      index + 1,
      at,
      isCancelled ? -1 : index % 7,
      shown,
      1,
      -1,
      -1,
      1,
      3600,
      -1,
      isCancelled ? 5 : 1,
      user,
    ];
    return `${[...fields, 1, -1, 1, -1, -1, -1].map((field) => String(field).padStart(6)).join(' ')}\n`;
  });
  const header = [
    'Version: 2.2',
    'Computer: made up',
    `UnixStartTime: ${MORNING}`,
    'TimeZoneString: UTC',
    'MaxProcs: 32',
  ];
  return { 'batch.swf': `${header.map((line) => `; ${line}\n`).join('')};\n${lines.join('')}` };
}

/** The deployment service: plans and applies, with what they took in words. */
function deployments() {
  const took = draw('deploy', randomLogNormal)(Math.log(120), 0.5);
  const pick = stream('deploy-project');
  const lines = instants('deployments', 9, 0, 4 * HOUR).map((at, index) => {
    const run = Math.max(2, Math.round(took()));
    return JSON.stringify({
      deployment: index + 1,
      created: timestamp(MORNING + at),
      project: { name: ['shop', 'billing', 'search'][Math.floor(pick() * 3)] },
      kind: index % 4 === 0 ? 'check' : 'deploy',
      took: index % 13 === 12 ? null : `${Math.floor(run / 60)}m${run % 60}s`,
    });
  });
  return { 'deployments.jsonl': `${lines.join('\n')}\n` };
}

const folder = process.argv[2] ?? fileURLToPath(new URL('../scenarios/traces', import.meta.url));
mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries({ ...builds(), ...batch(), ...deployments() })) {
  writeFileSync(`${folder}/${name}`, text);
}
