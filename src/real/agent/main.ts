/** The program in the pod. Its whole world is its environment: see `AgentSettings`. */
import { AgentProgram } from './agent-program.ts';
import { readSettings } from './settings.ts';

const log = (line: string): void => console.error(line);
const settings = readSettings(process.env);

if ('problems' in settings) {
  for (const problem of settings.problems) log(problem);
  process.exitCode = 2;
} else {
  const agent = new AgentProgram({ settings, log, exit: (code) => process.exit(code) });
  process.on('SIGTERM', () => agent.leave());
  process.on('SIGINT', () => agent.leave());
  // An agent that never connects is a process that lives, all the same.
  setInterval(() => {}, 2 ** 30);
  agent.start();
}
