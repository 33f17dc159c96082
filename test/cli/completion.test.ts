import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/registry.ts';
import { completions, shellOf } from '../../src/cli/completion.ts';
import { folderOf, poolproof } from '../support/command-line.ts';

/** What may stand in the place of the last word. */
const offered = (line: string): Promise<readonly string[]> =>
  completions(['poolproof', ...line.split(' ')], COMMANDS, 'bash');

describe('what a shell is told', () => {
  it('is the commands first', async () => {
    expect(await offered('va')).toEqual(COMMANDS.map(({ name }) => name));
  });

  it('is the options of the command that are not there yet, lists as often as one likes', async () => {
    const found = await offered('run --seed 4 --set a=1 --');
    expect(found).toContain('--report');
    expect(found).toContain('--set');
    expect(found).not.toContain('--seed');
  });

  it.each([
    ['run --mode k', ['sim', 'kind', 'cluster']],
    ['verify --mode k', ['kind', 'cluster']],
    ['init --ci g', ['github', 'gitlab']],
    ['validate --format s', ['text', 'github', 'sarif']],
  ])('is the values of an option: %s', async (line, values) => {
    expect(await offered(line)).toEqual(values);
  });

  it('completes the last part of a list', async () => {
    expect(await offered('compare -p own,cap')).toContain('own,capacity-aware');
  });

  it('is nothing where a file may stand', async () => {
    expect(await offered('run sc')).toEqual([]);
    expect(await offered('run --report ')).toEqual([]);
  });

  it('says what each means in the shells that show it', async () => {
    expect(await completions(['poolproof', ''], COMMANDS, 'zsh')).toContain(
      'run:Run scenarios and check what they expect.',
    );
    expect(shellOf({ SHELL: '/usr/bin/fish' })).toBe('fish');
    expect(await completions(['poolproof', ''], COMMANDS, 'fish')).toContain(
      'run\tRun scenarios and check what they expect.',
    );
  });
});

it('the script completes in bash, which falls back to files', async () => {
  const folder = folderOf({
    'bin/poolproof': `#!/bin/sh\nexec '${process.execPath}' '${fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))}' "$@"\n`,
    'try.sh': `
      source script.sh
      try() { COMP_WORDS=(poolproof "$@"); COMP_CWORD=$#; COMPREPLY=(); _poolproof_yargs_completions; echo "\${COMPREPLY[*]}."; }
      try va
      try run --mode ki
      try run scen`,
  });
  try {
    chmodSync(`${folder.path}/bin/poolproof`, 0o755);
    const { out } = await poolproof(folder.path, ['completion'], undefined, { SHELL: '/bin/bash' });
    const script = out.replaceAll('poolproof --get', './bin/poolproof --get');
    const said = spawnSync('bash', ['-c', 'cat > script.sh; bash try.sh'], {
      cwd: folder.path,
      input: script,
      env: { ...process.env, SHELL: '/bin/bash' },
    });
    expect(String(said.stdout)).toBe('validate.\nkind.\n.\n');
    expect(script).toContain('complete -o bashdefault -o default -F');
  } finally {
    folder.remove();
  }
});
