import { ExecaError, execa } from 'execa';
import { ClusterProblem } from './cluster-problem.ts';

export interface ProgramCall {
  readonly signal?: AbortSignal;
  readonly input?: string;
  /** Of a `ClusterProblem`, instead of a general one. */
  readonly remedy?: string;
  /** It ends by itself: neither Ctrl-C in the terminal nor the end of this process stops it half-way. */
  readonly isDetached?: boolean;
}

/** Standard output of a program; a failure is told with the program's own last words. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { signal, input, remedy, isDetached = false }: ProgramCall = {},
): Promise<string> {
  try {
    const { stdout } = await execa(program, args, {
      ...(signal === undefined ? {} : { cancelSignal: signal }),
      ...(input === undefined ? {} : { input }),
      ...(isDetached ? { detached: true, cleanup: false } : {}),
    });
    return stdout;
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    if (error.code === 'ENOENT') {
      throw new ClusterProblem(`${program} is not installed, or not on the PATH`, remedy ?? `Install ${program}.`);
    }
    const words = String(error.stderr ?? '')
      .trim()
      .split('\n')
      .slice(-LAST_WORDS)
      .join('\n');
    const what = error.isCanceled ? 'was stopped' : `ended with ${error.exitCode ?? error.signal}`;
    throw new ClusterProblem(
      `${program} ${args.slice(0, 2).join(' ')} ${what}${words === '' ? '' : `:\n${words}`}`,
      remedy ?? 'See whether the same command works by hand.',
    );
  }
}

const LAST_WORDS = 8;
