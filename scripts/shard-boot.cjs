/**
 * The first thing that a shard's pod runs, mounted beside the parts of its package: puts the files where the pod may write and goes on
 * with the program among them. Knows nothing of either, and runs on any Node from version 20 on.
 */
const { mkdirSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { gunzipSync } = require('node:zlib');

// The first process of a container is not ended by a signal that it does not handle.
process.on('SIGTERM', () => process.exit(143));

const root = join(process.env.POOLPROOF_SCRATCH, 'poolproof');
const parts = readdirSync(__dirname).filter((name) => name.startsWith('part-'));
const packed = Buffer.concat(parts.sort().map((name) => readFileSync(join(__dirname, name))));
const { files, folder, program } = JSON.parse(gunzipSync(packed).toString());
for (const { path, mode, encoding, data } of files) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), Buffer.from(data, encoding), { mode });
}
mkdirSync(join(root, folder), { recursive: true });
process.chdir(join(root, folder));
void import(pathToFileURL(join(root, program)).href);
