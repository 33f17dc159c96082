// Writes schema/output: what each command prints with --json, one schema for each, from the types in src/cli/json-outputs.ts.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { TypeSchemas } from './type-schema.js';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const { config } = ts.readConfigFile(path('tsconfig.json'), ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, path('.'));

const schemas = new TypeSchemas(path('src/cli/json-outputs.ts'), { ...options, noEmit: true }).ofMembers('JsonOutputs');
rmSync(path('schema/output'), { recursive: true, force: true });
mkdirSync(path('schema/output'), { recursive: true });
for (const [command, schema] of Object.entries(schemas)) {
  const whole = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `urn:poolproof:output:${command}`,
    title: `poolproof ${command} --json`,
    ...schema,
  };
  writeFileSync(path(`schema/output/${command}.schema.json`), `${JSON.stringify(whole, null, 2)}\n`);
}
