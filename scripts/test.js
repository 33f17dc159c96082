/**
 * `npm test`: both projects side by side. The control-plane arm keeps real time and mostly waits; the unit tests take the processors that it
 * leaves, so they have a lower priority. What follows on the command line goes to both: `npm test -- test/engine`.
 */
import { constants, setPriority } from 'node:os';
import { execa } from 'execa';

const run = (project, options) =>
  execa('vitest', ['run', '--passWithNoTests', '--project', project, ...process.argv.slice(2)], {
    preferLocal: true,
    reject: false,
    stdin: 'inherit',
    ...options,
  });

// One is read as it goes on, the other when it is over.
const arm = run('control-plane', { all: true });
const unit = run('unit', { stdout: 'inherit', stderr: 'inherit' });
setPriority(unit.pid, constants.priority.PRIORITY_LOW);

const first = await unit;
const second = await arm;
console.log(second.all);
process.exitCode = first.exitCode || second.exitCode || (first.failed || second.failed ? 1 : 0);
