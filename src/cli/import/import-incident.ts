import { type Incident, incidentOf, knowsPool } from '../../scenario/incident/incident.ts';
import type { Known } from '../../scenario/incident/known.ts';
import { type LogReading, readLog } from '../../scenario/incident/read-log.ts';
import { nearest } from '../../scenario/nearest.ts';
import { counted } from '../counted.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { jsonText } from '../json-outputs.ts';
import type { Terminal } from '../terminal.ts';
import { textTable } from '../text-table.ts';
import { UsageError } from '../usage-error.ts';
import { incidentOutput } from './incident-output.ts';
import { scenarioTarget } from './scenario-target.ts';
import { tellScenario } from './tell-scenario.ts';
import { type TriedIncident, tryIncident } from './try-incident.ts';

/** From the platform's own log to a scenario that passes as it stands. */
export async function importIncident(
  log: { readonly file: string; readonly text: string },
  given: GivenArguments,
  terminal: Terminal,
): Promise<ExitCode> {
  refuseJobOptions(given);
  const target = scenarioTarget(given, log.file);
  const reading = readLog(log.text);
  if (reading.said.length === 0) throw nothingUnderstood(log.file, reading);
  const incident = incidentOf(reading.said, poolOf(given, reading));
  const tried = await tryIncident(incident, { scenario: target.scenario, log: log.file });
  const found = given.flag('json')
    ? jsonText<'import'>(incidentOutput({ file: log.file, target, reading, incident, tried }))
    : findings(log.file, reading, incident, tried, terminal);
  tellScenario({ target, text: tried.text, found, isJson: given.flag('json') }, terminal);
  return EXIT.good;
}

const JOB_OPTIONS = ['map', 'unit', 'limit', 'from', 'until', 'time-scale'];

function refuseJobOptions(given: GivenArguments): void {
  const extra = JOB_OPTIONS.find((name) => given.list(name).length > 0);
  if (extra !== undefined)
    throw new UsageError(
      `--${extra} means nothing for a platform log`,
      'leave it out, or say with --format that it is a job log',
    );
}

function nothingUnderstood(file: string, { lines, examples }: LogReading): UsageError {
  const first =
    examples[0] === undefined ? '' : `; line ${examples[0].line} is ${JSON.stringify(cut(examples[0].text))}`;
  return new UsageError(
    `nothing understood in ${file}: ${counted(lines, 'line')} read${first}`,
    'a platform log has lines such as "Pool p status: pods=1, slots(total=3, used=1, reserved=0, idle=2)"; for job logs give --format swf, csv or jsonl',
  );
}

function poolOf(given: GivenArguments, { said }: LogReading): string | null {
  const wanted = given.text('pool');
  if (wanted === null) return null;
  const { known, pools } = knowsPool(said, wanted);
  if (known) return wanted;
  const close = nearest(wanted, pools);
  throw new UsageError(
    `the log names no pool ${wanted}`,
    close === null ? `it names: ${pools.join(', ') || 'none'}` : `did you mean ${close}?`,
  );
}

function findings(
  file: string,
  reading: LogReading,
  incident: Incident,
  { breaks }: TriedIncident,
  terminal: Terminal,
): string {
  const { width } = terminal;
  const understood = [...reading.understood].map(([kind, lines]) => [kind, String(lines)]);
  const examples = reading.examples.map(({ line, text }) => `  line ${line}: ${cut(text)}\n`);
  return [
    `${terminal.paint('bold', file)}: ${counted(reading.lines, 'line')}\n\n`,
    textTable(
      ['understood', 'lines'],
      [
        ...understood,
        ...(reading.continued === 0 ? [] : [['continued from the line before', String(reading.continued)]]),
        ['not understood', String(reading.notUnderstood)],
      ],
      width,
    ),
    ...examples,
    '\n',
    textTable(['found', 'value', 'from'], foundRows(incident), width),
    ...leftOut(reading, incident).map((line) => `${line}\n`),
    breaks.length === 0
      ? '\nTried once: every expectation and law held.\n'
      : `\nTried once; it broke, and \`breaks\` says so: ${breaks.join(', ')}.\n`,
  ].join('');
}

function foundRows({ episode, pool, platform, zero, arriving, faults, expectations }: Incident): string[][] {
  const row = (name: string, known: Known<string | number | boolean> | null): string[][] =>
    known === null ? [] : [[name, String(known.value), known.because]];
  return [
    ['pool', episode.pool ?? 'pool', episode.pool === null ? 'guess: no line names one' : 'named by its lines'],
    ...row('min', pool.min),
    ...row('max', pool.max),
    ...row('slots', pool.slots),
    ...row('rule', pool.rule),
    ...row('policy', platform.policy),
    ...row('every', platform.every === null ? null : { ...platform.every, value: `${platform.every.value / 1000}s` }),
    ...row('mode', platform.mode),
    ...row('readiness', platform.readiness),
    ...row('pods at start', zero.count),
    ['tasks', String(zero.tasks.length + arriving.length), `${zero.tasks.length} of them there at the start`],
    ['faults', String(faults.length), faults[0]?.because ?? 'no line speaks of one'],
    ['expectations', String(expectations.length), 'see the file'],
  ];
}

function leftOut(reading: LogReading, { episode }: Incident): readonly string[] {
  const lines: string[] = [];
  if (reading.timeKind === null) lines.push('No line has a time: a second is taken to lie between two lines.');
  else if (reading.withoutTime > 0)
    lines.push(`${counted(reading.withoutTime, 'line')} without a time to compare got that of the line before.`);
  if (episode.otherPools.length > 0)
    lines.push(
      `Left out, for other pools (import them with --pool): ${episode.otherPools.map(({ pool, lines: count }) => `${pool} ${count}`).join(', ')}.`,
    );
  if (episode.otherTimes > 0)
    lines.push(
      `Left out, a day or more away from the rest: ${counted(episode.otherTimes, 'line')}; cut the log to import them.`,
    );
  return lines;
}

const cut = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
const SHOWN = 100;
