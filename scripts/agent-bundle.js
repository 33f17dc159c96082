import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * The agent program as one file for any image with Node, mounted as it is. It may be taken for either kind of module there, so
 * `require` is made by an import that both kinds can do.
 */
export async function bundleAgent(outfile) {
  await build({
    entryPoints: [fileURLToPath(new URL('../src/real/agent/main.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'iife',
    minify: true,
    legalComments: 'none',
    // The WebSocket library's native accelerators are not there.
    define: { 'process.env.WS_NO_BUFFER_UTIL': '"1"', 'process.env.WS_NO_UTF_8_VALIDATE': '"1"' },
    banner: {
      js: 'import("node:module").then(({ createRequire }) => { const require = createRequire(process.execPath);',
    },
    footer: { js: '});' },
  });
}
