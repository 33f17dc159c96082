import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { isModule, packageOf, usedFiles } from '../../experiment/used-files.ts';
import { UsageError } from '../usage-error.ts';
import { VERSION } from '../version.ts';
import { type ShardTask, TASK_FILE } from './shard-task.ts';

/**
 * What every pod of an experiment is given, in parts for a ConfigMap each: this program, the files of its scenarios in folders as here, and the
 * task. `scripts/shard-boot.cjs` unpacks it.
 */
export function shardPackage(task: ShardTask, files: readonly string[]): readonly Uint8Array[] {
  const outside = files.find((file) => isAbsolute(file));
  if (outside !== undefined)
    throw new UsageError(
      `${outside} does not lie below the working directory, and pods have nothing else`,
      'start in a folder that holds all scenarios',
    );
  const folder = resolve('');
  const sources = [...new Set([...files.map((file) => resolve(file)), ...usedFiles()])];
  const base = commonFolder([folder, ...sources.map(dirname)]);
  const placed = (path: string): string => join('tree', relative(base, path)).split(sep).join('/');
  const packages = sources.filter(isModule).flatMap((path) => packageOf(path) ?? []);
  const contents: readonly PackedFile[] = [
    ...programFiles(),
    ...sources.map((path) => packed(placed(path), path)),
    ...[...new Set(packages)].flatMap((path) => packageKind(path, base, placed)),
    text(TASK_FILE, JSON.stringify(task)),
  ];
  const whole = gzipSync(JSON.stringify({ files: contents, folder: placed(folder), program: PROGRAM }), { level: 9 });
  if (whole.length > PARTS_MAX * PART_BYTES)
    throw new UsageError(
      `the files of these scenarios take ${mebibytes(whole.length)} MiB packed, and a cluster is given at most ${mebibytes(PARTS_MAX * PART_BYTES)}`,
      'share them out by hand: --shard 1/2 --results FILE, and so on (docs/shards.md)',
    );
  return Array.from({ length: Math.ceil(whole.length / PART_BYTES) }, (_, part) =>
    whole.subarray(part * PART_BYTES, (part + 1) * PART_BYTES),
  );
}

interface PackedFile {
  readonly path: string;
  readonly mode: number;
  readonly encoding: 'utf8' | 'base64';
  readonly data: string;
}

/** A ConfigMap holds 1 MiB with its names. */
const PART_BYTES = 900 * 1024;
/** etcd is no place for more. */
const PARTS_MAX = 16;
const PACKAGE = 'node_modules/poolproof';
const PROGRAM = `${PACKAGE}/dist/cli/shard-worker.js`;

/** The built workers and the library with what they share; of the packages that they load the one that a second process needs. */
function programFiles(): readonly PackedFile[] {
  const folder = fileURLToPath(new URL('./shard/', import.meta.url));
  const names = readdirSync(folder).filter((name) => name.endsWith('.js'));
  const tinypool = dirname(createRequire(import.meta.url).resolve('tinypool/package.json'));
  const parts = readdirSync(join(tinypool, 'dist'), { recursive: true, encoding: 'utf8' });
  const manifest = { name: 'poolproof', version: VERSION, type: 'module', exports: './dist/cli/index.js' };
  return [
    text(`${PACKAGE}/package.json`, JSON.stringify(manifest)),
    ...names.map((name) => packed(`${PACKAGE}/dist/cli/${name}`, join(folder, name))),
    ...['package.json', ...parts.filter((name) => name.endsWith('.js')).map((name) => `dist/${name}`)].map((name) =>
      packed(`node_modules/tinypool/${name}`, join(tinypool, name)),
    ),
  ];
}

/** Of a user's package only what kind of modules it has: it may be called as ours is, and has no dependencies there. */
function packageKind(path: string, base: string, placed: (path: string) => string): readonly PackedFile[] {
  const { type = 'commonjs' } = JSON.parse(readFileSync(path, 'utf8')) as { readonly type?: string };
  const isBelow = !relative(base, path).startsWith('..');
  return [text(isBelow ? placed(path) : 'tree/package.json', JSON.stringify({ type }))];
}

function packed(path: string, from: string): PackedFile {
  const bytes = readFileSync(from);
  const plain = bytes.toString('utf8');
  const isText = Buffer.from(plain).equals(bytes);
  const mode = statSync(from).mode & 0o111 ? 0o755 : 0o644;
  return { path, mode, encoding: isText ? 'utf8' : 'base64', data: isText ? plain : bytes.toString('base64') };
}

const text = (path: string, data: string): PackedFile => ({ path, mode: 0o644, encoding: 'utf8', data });

function commonFolder(folders: readonly string[]): string {
  const [first = sep, ...others] = folders;
  const holds = (folder: string): boolean =>
    others.every((each) => each === folder || each.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`));
  let common = first;
  while (!holds(common)) common = dirname(common);
  return common;
}

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
