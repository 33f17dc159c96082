import { expect, it } from 'vitest';
import { programWord } from '../../../src/experiment/tune/program-word.ts';

it.each([
  // Of this repository: what is a file is named from there, what is none stays.
  [
    ['python3', 'examples/policies/active_tasks.py', '--fast'],
    'scenarios',
    'exec:python3 ../examples/policies/active_tasks.py --fast',
  ],
  [['./package.json'], 'scenarios/policies', 'exec:../../package.json'],
  [['package.json'], 'scenarios', 'exec:package.json'],
  [['./gone', '/etc/hostname'], 'scenarios', 'exec:./gone /etc/hostname'],
  [['node', 'two words'], '', 'exec:node "two words"'],
])('%j is called from %s as %s', (command, there, word) => {
  expect(programWord(command, '', there)).toBe(word);
});
