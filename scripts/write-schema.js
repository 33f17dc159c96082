// Writes schema/scenario.schema.json, which editors read, from the decoder's own schema. Run after a build.
import { mkdirSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { scenarioSchema } from '../dist/scenario/document.js';

const schema = {
  title: 'Poolproof scenario',
  description: 'What the pool is, what work arrives, what goes wrong and what must hold.',
  ...z.toJSONSchema(scenarioSchema, { io: 'input', unrepresentable: 'any' }),
};
const directory = new URL('../schema/', import.meta.url);
mkdirSync(directory, { recursive: true });
writeFileSync(new URL('scenario.schema.json', directory), `${JSON.stringify(schema, null, 2)}\n`);
