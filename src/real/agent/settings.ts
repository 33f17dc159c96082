import { SLOTS_MAX, WORK_MS_MAX } from '../protocol.ts';

/** What the agent program is told by its pod's environment. Times in wall ms. */
export interface AgentSettings {
  /** `ws://` or `wss://`, with the path of the control channel. */
  readonly url: string;
  /** Read anew for every connection, so that a Secret can be replaced. */
  readonly tokenFile: string;
  readonly podName: string;
  readonly podUid: string;
  readonly slots: number;
  readonly beatMs: number;
  /** Before the first connection; `Infinity` = never connects. */
  readonly connectDelayMs: number;
  /** The first pause after a lost connection; it doubles up to 25 times this with every failure. */
  readonly reconnectMs: number;
  readonly work: WorkKind;
  /** Program and arguments; empty unless the work is `command`. */
  readonly command: readonly string[];
  /** It leaves after so many tasks; `Infinity` = stays. */
  readonly maxTasks: number;
  /** Wrong from the start. */
  readonly frozen: boolean;
  readonly zombie: boolean;
  /** It ends with this status instead of connecting; null = it does not. */
  readonly exitCode: number | null;
}

const WORK_KINDS = ['sleep', 'cpu', 'command'] as const;
export type WorkKind = (typeof WORK_KINDS)[number];
/** What an agent does for the time of a task. */
export type AgentWork = Pick<AgentSettings, 'work' | 'command'>;
export const SLEEP: AgentWork = { work: 'sleep', command: [] };
export type Environment = Readonly<Record<string, string | undefined>>;

/** All problems at once, each naming its variable. */
export function readSettings(environment: Environment): AgentSettings | { readonly problems: readonly string[] } {
  const problems: string[] = [];

  const text = (name: string): string => {
    const value = environment[name] ?? '';
    if (value === '') problems.push(`${name} is missing`);
    return value;
  };
  const whole = (
    name: string,
    range: { min: number; max: number; fallback: number | null; never?: boolean },
  ): number => {
    const given = environment[name] ?? '';
    if (given === '' && range.fallback !== null) return range.fallback;
    if (given === 'never' && range.never === true) return Number.POSITIVE_INFINITY;
    const value = /^\d{1,10}$/.test(given) ? Number(given) : Number.NaN;
    if (value >= range.min && value <= range.max) return value;
    const never = range.never === true ? ' or never' : '';
    problems.push(
      `${name} must be a whole number from ${range.min} to ${range.max}${never}, not ${JSON.stringify(given)}`,
    );
    return range.min;
  };
  const kind = (): WorkKind => {
    const given = environment.POOLPROOF_WORK || 'sleep';
    const known = WORK_KINDS.find((each) => each === given);
    if (known === undefined)
      problems.push(`POOLPROOF_WORK must be one of ${WORK_KINDS.join(', ')}, not ${JSON.stringify(given)}`);
    return known ?? 'sleep';
  };
  const url = text('POOLPROOF_URL');
  if (url !== '' && !isWebSocketUrl(url))
    problems.push(`POOLPROOF_URL must be as ws://host:port/path, or with wss, not ${JSON.stringify(url)}`);
  const work = kind();
  const faults = (environment.POOLPROOF_FAULTS ?? '').split(',').filter((each) => each !== '');
  for (const fault of faults) {
    if (fault !== 'freeze' && fault !== 'zombie')
      problems.push(`POOLPROOF_FAULTS may list freeze and zombie, not ${JSON.stringify(fault)}`);
  }
  const settings: AgentSettings = {
    url,
    tokenFile: text('POOLPROOF_TOKEN_FILE'),
    podName: text('POD_NAME'),
    podUid: text('POD_UID'),
    slots: whole('POOLPROOF_SLOTS', { min: 1, max: SLOTS_MAX, fallback: null }),
    beatMs: whole('POOLPROOF_BEAT_MS', { min: 1, max: WORK_MS_MAX, fallback: null }),
    connectDelayMs: whole('POOLPROOF_CONNECT_DELAY_MS', { min: 0, max: WORK_MS_MAX, fallback: 0, never: true }),
    reconnectMs: whole('POOLPROOF_RECONNECT_MS', { min: 1, max: 60_000, fallback: 200 }),
    work,
    command: work === 'command' ? commandOf(environment, problems) : [],
    maxTasks: whole('POOLPROOF_MAX_TASKS', { min: 1, max: WORK_MS_MAX, fallback: Number.POSITIVE_INFINITY }),
    frozen: faults.includes('freeze'),
    zombie: faults.includes('zombie'),
    exitCode: environment.POOLPROOF_EXIT_CODE
      ? whole('POOLPROOF_EXIT_CODE', { min: 0, max: 255, fallback: null })
      : null,
  };
  return problems.length > 0 ? { problems } : settings;
}

/** The variables from which `readSettings` reads it. */
export const workEnvironment = ({ work, command }: AgentWork): Readonly<Record<string, string>> => ({
  ...(work === 'sleep' ? {} : { POOLPROOF_WORK: work }),
  ...(work === 'command' ? { POOLPROOF_COMMAND: JSON.stringify(command) } : {}),
});

/** A JSON list of words: no shell reads it, so nothing needs quoting. */
function commandOf(environment: Environment, problems: string[]): readonly string[] {
  const given = environment.POOLPROOF_COMMAND ?? '';
  try {
    const words: unknown = JSON.parse(given);
    if (Array.isArray(words) && words[0] !== '' && words.length > 0 && words.every(isWord)) return words;
  } catch {
    // Told below.
  }
  problems.push(`POOLPROOF_COMMAND must be a JSON list of words, as ["node","job.js"], not ${JSON.stringify(given)}`);
  return [];
}

/** No program can be given a word with a NUL in it. */
const isWord = (word: unknown): boolean => typeof word === 'string' && !word.includes('\0');

function isWebSocketUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hash } = new URL(text);
  return /^wss?:$/.test(protocol) && hash === '';
}
