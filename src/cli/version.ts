import { readFileSync } from 'node:fs';

/** The package's version; package.json lies two folders up from the sources and from the build alike. */
export const VERSION: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
