import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { folderOf, poolproof } from '../support/command-line.ts';

const INCIDENT = `2026/03/04 05:06:08 [TaskQueue] No free slot available for task 93: no free slot available in pool pool-k3v9
2026/03/04 05:06:11 [K8sPodService] Pool pool-k3v9 status: pods=1, slots(total=3, used=1, reserved=0, idle=2)
`;
const folder = folderOf({ 'incident.log': INCIDENT });
afterAll(() => folder.remove());

test('docs/continuous-integration.md: its commands pass, one after the other', async () => {
  const page = readFileSync('docs/continuous-integration.md', 'utf8');
  const commands = [...page.matchAll(/^npx poolproof ([^#\n]+?)(?: +#.*)?$/gm)].map(([, line = '']) => line.split(' '));
  expect(commands.map(([command]) => command)).toEqual(['init', 'import', 'run', 'run', 'compare']);
  for (const line of commands) {
    const { code, err } = await poolproof(folder.path, line);
    expect([line, code, err]).toEqual([line, 0, expect.anything()]);
  }
  for (const file of ['scenarios/incident.yaml', 'scenarios/golden.json', 'reports/index.html', 'reports/compare'])
    expect(existsSync(join(folder.path, file)), file).toBe(true);
});
