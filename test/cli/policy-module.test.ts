import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as messages from '../../src/scenario/messages.ts';
import { folderOf, poolproof, SCENARIO } from '../support/command-line.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/policies/', import.meta.url));
const ACTIVE = join(EXAMPLES, 'active-tasks.js');

const good = (decide: string, more = ''): string =>
  `export default {
  name: 'mine', summary: 'Mine.', nativePeriodMs: 10000, parameters: [], ${more}
  promises: () => ({ economy: false, responsive: false }), initialMemory: () => null,
  decide(signals, memory, parameters) { ${decide} },
};
`;
const TWO = `return { decision: { kind: 'scale-to', pods: 2, reason: { rule: 'two', text: 'two', figures: {}, limitedBy: null } }, memory };`;

const folder = folderOf({
  'pair.yaml': SCENARIO,
  'inside/own.yaml': SCENARIO.replace('scenario: pair', 'scenario: own').replace(
    '  max: 4\n',
    '  max: 4\n  autoscaler: { policy: ../two.mjs, with: { extra: 1 } }\n',
  ),
  'two.mjs': good(TWO.replace('pods: 2', 'pods: 1 + parameters.extra')).replace(
    'parameters: []',
    "parameters: [{ name: 'extra', kind: 'count', default: 1, summary: 'More.' }]",
  ),
  'compiled.cjs': good(TWO).replace(
    'export default',
    'Object.defineProperty(exports, "__esModule", { value: true });\nexports.default =',
  ),
  'common/package.json': '{ "type": "commonjs" }',
  'common/mine.js': `import 'node:fs';\n${good(TWO)}`,
  'nothing.mjs': 'export const policy = 1;\n',
  'wrong.mjs': `export default { name: 'Wrong Name', summary: '', nativePeriodMs: 1.5, decide: 3, initialMemory: () => null, promises: () => ({}), parameters: [{ name: 'a', kind: 'size', summary: 'A.', default: 1 }, { name: 'b', kind: 'ratio', summary: 'B.', default: 7 }] };\n`,
  'ours.mjs': good(TWO).replace("'mine'", "'pending-only'"),
  'syntax.mjs': 'export default {\n  name: \n};\n',
  'absent.mjs': "import { x } from 'not-installed-anywhere';\nexport default x;\n",
  'typed.ts': 'export default {} as { name: string };\n',
  'throws.mjs': good("throw new TypeError('no such thing');"),
  'nan.mjs': good(TWO.replace('pods: 2', 'pods: Number.NaN')),
  'later.mjs': good(`return Promise.resolve(1);`),
  'silent.mjs': good(TWO.replace(/reason: .*null \}/, 'reason: 3')),
  'exits.mjs': good(`if (signals.now > 60000) process.exit(0); ${TWO}`),
  'exits-at-once.mjs': 'process.exit(0);\n',
  'never-there.mjs': 'await new Promise(() => {});\n',
  'rejects.mjs': good(`Promise.reject(new Error('nobody waits')); ${TWO}`),
  'timer.mjs': good(`setTimeout(() => { throw new Error('in a timer'); }, 0); ${TWO}`),
  'late.mjs': `setTimeout(() => { throw new Error('much later'); }, 2000);\n${good(TWO)}`,
  'talks.mjs': `console.log('talk');\n${good(`console.log('talk'); console.info('talk'); ${TWO}`)}`,
});
afterAll(() => folder.remove());

const run = (...line: string[]) => poolproof(folder.path, ['run', 'pair.yaml', '--variant', 'plain', ...line]);
const recordsOf = (file: string): string[] => readFileSync(join(folder.path, file), 'utf8').split('\n').slice(1);

describe('a policy of the user in a module', () => {
  it('of the same formula as one of ours gives the same journal, byte for byte', async () => {
    await run('--policy', 'pending-plus-running', '--journal', 'ours.jsonl');
    const { code } = await run('--policy', ACTIVE, '--journal', 'module.jsonl');
    expect(code).toBe(0);
    expect(recordsOf('module.jsonl').length).toBeGreaterThan(50);
    expect(recordsOf('module.jsonl')).toEqual(recordsOf('ours.jsonl'));
  });

  it('gives the same results in worker threads', async () => {
    const many = ['--policy', ACTIVE, '--replications', '4', '--json'];
    const [one, two] = await Promise.all([run(...many, '--jobs', '1'), run(...many, '--jobs', '2')]);
    expect(two.code).toBe(0);
    expect(two.out).toBe(one.out);
  });

  it('may be compiled to CommonJS', async () => {
    const { code, out } = await run('--policy', './compiled.cjs', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out).runs[0].run.pools[0].policy).toBe('mine');
  });

  // Node 22.12 and newer find out by themselves that it is one.
  it.runIf(process.versions.node.startsWith('20.'))(
    'that Node takes for CommonJS is told what to call it',
    async () => {
      const { code, err } = await run('--policy', './common/mine.js');
      expect(err).toContain(
        './common/mine.js cannot be loaded: SyntaxError: Cannot use import statement outside a module',
      );
      expect(err).toContain('call it mine.mjs, or write "type": "module" into the package.json of its folder');
      expect(code).toBe(2);
    },
  );

  it('is named by a scenario from its own folder, and has its parameters under `with`', async () => {
    const line = ['run', 'inside/own.yaml', '--variant', 'plain', '--json'];
    const { code, out } = await poolproof(folder.path, line);
    expect(code).toBe(0);
    const { runs } = JSON.parse(out);
    expect(runs[0].run.pools[0]).toMatchObject({ policy: 'mine', parameters: { extra: 1 } });
  });

  it('is found again by replay, which says so when the file is another one now', async () => {
    copyFileSync(join(folder.path, 'two.mjs'), join(folder.path, 'replayed.mjs'));
    await run('--policy', './replayed.mjs', '--journal', 'replayed.jsonl');
    const before = await poolproof(folder.path, ['replay', 'replayed.jsonl']);
    expect(before).toMatchObject({ code: 0, err: '' });
    const text = readFileSync(join(folder.path, 'replayed.mjs'), 'utf8');
    writeFileSync(join(folder.path, 'replayed.mjs'), text.replace('1 + parameters.extra', '2 + parameters.extra'));
    const after = await poolproof(folder.path, ['replay', 'replayed.jsonl']);
    expect(after.err).toContain('replayed.mjs has changed since replayed.jsonl was recorded');
    expect(after.code).toBe(3);
  });

  it.each([
    ['that is not there', './gone.mjs', [messages.policyFileMissing('./gone.mjs').message]],
    ['without a default export', './nothing.mjs', [messages.policyNotExported('./nothing.mjs').message]],
    [
      'with several mistakes, all at once',
      './wrong.mjs',
      [
        'name must be a word like my-policy, not "Wrong Name"',
        'summary must be one sentence',
        'nativePeriodMs must be a whole number of ms above 0, not 1.5',
        'decide must be a function, not 3',
        'parameters[0].kind must be one of ratio, count, duration, number, boolean, choice, not "size"',
        'parameters[1].default must be a number within its range, not 7',
      ],
    ],
    ['with the name of one of ours', './ours.mjs', ['the name pending-only is taken']],
    [
      'that is no JavaScript',
      './syntax.mjs',
      ['./syntax.mjs cannot be loaded: SyntaxError', 'node --check ./syntax.mjs shows where'],
    ],
    [
      'that imports what is not there',
      './absent.mjs',
      [
        messages.policyModuleFails('./absent.mjs', 'Error: Cannot find package').message,
        'or install the package where the module is',
      ],
    ],
  ])('%s is bad input', async (_, module, sentences) => {
    const { code, err } = await run('--policy', module);
    for (const sentence of sentences) expect(err).toContain(sentence);
    expect(err).toContain('→');
    expect(code).toBe(2);
  });

  it('written in TypeScript runs where Node loads that, and says how to compile it where not', async () => {
    const { code, err } = await run('--policy', './typed.ts');
    expect(code).toBe(2);
    const loads = (process.features as { readonly typescript?: unknown }).typescript;
    expect(err).toContain(
      loads ? 'name must be a word' : messages.policyNotJavascript('./typed.ts', process.versions.node).message,
    );
  });

  it('is checked with its file and place in `validate`', async () => {
    writeFileSync(
      join(folder.path, 'bad.yaml'),
      SCENARIO.replace('  max: 4\n', '  max: 4\n  autoscaler: { policy: ./nothing.mjs }\n'),
    );
    const { code, err } = await poolproof(folder.path, ['validate', 'bad.yaml']);
    expect(err).toContain('bad.yaml:8:25: ./nothing.mjs has no default export');
    expect(code).toBe(2);
  });

  it.each([
    ['throws', './throws.mjs', /the policy mine failed at .*decide threw TypeError: no such thing \(at .*throws\.mjs/],
    ['says no number', './nan.mjs', /decision\.pods must be a whole number of 0 or more, not NaN/],
    ['promises to answer', './later.mjs', /decide returned a promise/],
    ['gives no reason', './silent.mjs', /decision\.reason must hold/],
  ])('that %s stops the run, which names it', async (_, module, message) => {
    const { code, out } = await run('--policy', module);
    expect(out).toMatch(message);
    expect(code).toBe(3);
  });
});

describe('the example in TypeScript', () => {
  beforeAll(async () => {
    const { transform } = await import('esbuild');
    const { code } = await transform(readFileSync(join(EXAMPLES, 'step-toward.ts'), 'utf8'), { loader: 'ts' });
    const library = new URL('../../dist/index.js', import.meta.url).href;
    writeFileSync(
      join(folder.path, 'step-toward.mjs'),
      code.replace("'poolproof'", `'${library}'`).replace('"poolproof"', `'${library}'`),
    );
  });

  it('runs when compiled, with its parameters', async () => {
    const { code, out } = await run('--policy', './step-toward.mjs', '--json', '--set', 'pool.min=1');
    const pool = JSON.parse(out).runs[0].run.pools[0];
    expect(pool).toMatchObject({ policy: 'step-toward', parameters: { busyShare: 0.8, step: 2, pause: 60_000 } });
    expect(code).toBe(0);
  });
});

describe('a module that forgets that it is a guest', () => {
  it('breaks the run, not the program, where it ends the process', async () => {
    const { code, out } = await run('--policy', './exits.mjs', '--reporter', 'pretty,junit=exits.xml');
    expect(code).toBe(3);
    expect(out).toMatch(/the policy mine failed at .*process\.exit\(0\) was called \(at .*exits\.mjs/);
    expect(readFileSync(join(folder.path, 'exits.xml'), 'utf8')).toContain('process.exit(0) was called');
  });

  it('is refused where it ends the process as it is loaded, or is never loaded', async () => {
    for (const [file, why] of [
      ['exits-at-once.mjs', 'process.exit(0) was called (line 1)'],
      ['never-there.mjs', 'its top-level await waits for what never comes'],
    ] as const) {
      const { code, err } = await run('--policy', `./${file}`);
      expect(code).toBe(2);
      expect(err).toContain(`./${file} cannot be loaded: Error: ${why}`);
    }
  });

  it.each([['rejects.mjs', 'nobody waits'] as const, ['timer.mjs', 'in a timer'] as const])(
    'breaks its own runs where it fails outside of decide: %s',
    async (file, message) => {
      const told = `the policy ${file} failed`;
      const { code, out, err } = await run('--policy', `./${file}`, '--replications', '3');
      expect({ code, err }).toEqual({ code: 3, err: '' });
      expect(out).toContain(told);
      expect(out).toMatch(new RegExp(`outside of decide: Error: ${message} \\(line \\d+\\)`));
    },
  );

  it('leaves what other policies did in a comparison', async () => {
    const line = ['compare', 'pair.yaml', '--variant', 'plain', '--policies', './timer.mjs,pending-only', '--json'];
    const { code, out } = await poolproof(folder.path, line);
    const policies: { label: string; crashed: string | null }[] = JSON.parse(out).comparisons[0].policies;
    expect(code).toBe(3);
    const broken = policies.filter(({ crashed }) => crashed !== null).map(({ label }) => label);
    expect({ all: policies.length, broken }).toEqual({ all: 3, broken: ['./timer.mjs'] });
  });

  it('is told where it fails after its run is told', async () => {
    const { code, out, err } = await run('--policy', './late.mjs');
    expect(out).toContain('1 passed');
    expect({ code, err }).toEqual({
      code: 3,
      err: 'error: late.mjs failed outside of decide: Error: much later (line 1)\n',
    });
  });

  it('talks on standard error, since results stand on standard output', async () => {
    const { code, out, err } = await run('--policy', './talks.mjs', '--json', '--check-determinism');
    expect(code).toBe(0);
    expect(JSON.parse(out).exitCode).toBe(0);
    expect(err).toContain('talk\n');
  });

  it('talks on standard error in a worker, too', async () => {
    const line = ['fuzz', '--policy', './talks.mjs', '--runs', '4', '--jobs', '2', '--json'];
    const { out, err } = await poolproof(folder.path, line);
    expect(JSON.parse(out).tried).toBe(4);
    expect(err).toContain('talk\n');
  });
});
