#!/usr/bin/env node
/**
 * dist/cli/main.js: loads the bundled program with the code that the build compiled ahead. Where the Node that runs it is not the one
 * that built it, the engine refuses that code and compiles as ever.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

const file = fileURLToPath(new URL('poolproof.cjs', import.meta.url));
const cache = `${file}.cache`;
const isWritten = process.env.POOLPROOF_WRITE_CODE_CACHE === '1';

const script = new Script(
  `(function (exports, require, module, __filename, importPackage) {${readFileSync(file, 'utf8')}\n})`,
  {
    filename: file,
    ...(!isWritten && existsSync(cache) ? { cachedData: readFileSync(cache) } : {}),
  },
);
const module = { exports: {} };
script.runInThisContext()(module.exports, createRequire(import.meta.url), module, file, (name) => import(name));
await module.exports.main();
if (isWritten) {
  // Of use to most are the ways of a command that reads a file, and of help.
  process.argv.splice(2, Number.POSITIVE_INFINITY, '--help');
  await module.exports.main();
  writeFileSync(cache, script.createCachedData());
}
