import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';

export const completion: Command = {
  name: 'completion',
  summary: 'Print the script that makes the shell of SHELL (bash, zsh or fish) complete commands and options.',
  files: null,
  options: {},
  examples: [
    ['completion >> ~/.bashrc', 'bash'],
    ['completion >> ~/.zshrc', 'zsh'],
    ['completion > ~/.config/fish/completions/poolproof.fish', 'fish'],
  ],
  execute: async (_given, terminal) => {
    const { printScript, shellOf } = await import('../completion.ts');
    printScript(shellOf(process.env), terminal);
    return EXIT.good;
  },
};
