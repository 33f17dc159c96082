import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LAW_NAMES } from '../../src/engine/laws/law-catalogue.ts';
import { POLICIES } from '../../src/engine/policies/registry.ts';
import { DISTRIBUTION_KINDS } from '../../src/scenario/distribution.ts';
import { SECTIONS } from '../../src/scenario/document.ts';
import { FAULT_KINDS } from '../../src/scenario/fault-catalogue.ts';
import { METRIC_NAMES } from '../../src/scenario/metric-catalogue.ts';

const root = new URL('../../', import.meta.url);
const page = new URL('docs/scenario-reference.md', root);

describe('the scenario reference', () => {
  const tracked = readFileSync(page, 'utf8');

  it('is what the decoder and the catalogues say (npm run reference rewrites it)', () => {
    execFileSync(process.execPath, [fileURLToPath(new URL('scripts/write-reference.js', root))]);
    expect(readFileSync(page, 'utf8')).toBe(tracked);
  });

  it('has a row for every section, metric and law', () => {
    const rows = tracked.match(/^\| .+$/gm) ?? [];
    const firstCells = rows.map((row) => /`([^`]+)`/.exec(row.split(' | ')[0] ?? '')?.[1]);
    expect([...SECTIONS, ...METRIC_NAMES, ...LAW_NAMES].filter((name) => !firstCells.includes(name))).toEqual([]);
  });

  it('has a heading for every distribution, fault and policy', () => {
    const headings = (tracked.match(/^### .+$/gm) ?? []).map((line) => line.slice(4));
    const names = [...DISTRIBUTION_KINDS, ...FAULT_KINDS, ...Object.keys(POLICIES)];
    expect(names.filter((name) => !headings.includes(name))).toEqual([]);
  });

  it('gives defaults as an author writes them', () => {
    expect(tracked).toContain('| `heartbeat.every` | duration above 0 | `30s` |');
    expect(tracked).toContain('| `start` | [distribution](#distributions) | `20s` |');
    expect(tracked).toContain('| `max` | whole number from 1 to 100000 | **required** |');
  });
});
