import { describe, expect, it } from 'vitest';
import { comparisonText } from '../../src/cli/compare/comparison-text.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { evaluateComparison } from '../../src/experiment/compare/evaluate-comparison.ts';
import type { Interrupted } from '../../src/experiment/compare/policy-comparison.ts';
import type { FinishedRun } from '../../src/experiment/run-outcome.ts';
import { comparisonMarkdown } from '../../src/report/compare/compare-markdown.ts';
import { compareOverview } from '../../src/report/compare/compare-overview.ts';
import { comparePage } from '../../src/report/compare/compare-page.ts';
import { comparisonSummary } from '../../src/report/compare/compare-summary.ts';
import { plannedVariant } from '../support/made-results.ts';
import { runsWith } from '../support/made-runs.ts';

const LABELS = ['own-policy', 'static', 'erlang-c'];
const terminal = { width: 300, paint: (_style, text) => text } as Terminal;

const compared = (runs: readonly (readonly FinishedRun[])[], interrupted: Interrupted | null) =>
  evaluateComparison(
    {
      base: plannedVariant(),
      contenders: LABELS.map((label, index) => ({ label, isOwn: index === 0, planned: plannedVariant() })),
      baseline: 0,
    },
    runs,
    {
      policies: LABELS,
      baseline: LABELS[0]!,
      wait: 'wait.p95',
      cost: 'pods.hours',
      measures: [],
      confidence: 0.95,
      interval: 't',
      replications: 2,
      goal: null,
    },
    interrupted,
  );

const twice = runsWith({ 'wait.p95': [1000, 2000], 'pods.hours': [1, 1] });
const once = runsWith({ 'wait.p95': [500], 'pods.hours': [2] });
const stopped = compared([twice, once, []], { runs: 3, planned: 6 });
const whole = compared([twice, twice, twice], null);

const NOTE =
  'interrupted after 3 of 6 runs: ranks and front are of these alone. Policies have 1 to 2 runs and did not meet the same luck. Not run (1 of 3): erlang-c.';

describe('a comparison that was interrupted', () => {
  it('says so on its page, in Markdown, in the terminal and in JSON', () => {
    const page = comparePage(stopped, [], '0.1.0');
    expect(page).toContain(`<p class="banner" role="note">${NOTE}</p>`);
    expect(page).toContain('So far, least <code>wait.p95</code>');
    expect(comparisonMarkdown(stopped, '0.1.0').replaceAll('\\', '')).toContain(`\n**${NOTE}**\n`);
    expect(comparisonText(stopped, terminal)).toContain(`\n${NOTE}\n`);
    expect(comparisonSummary(stopped).interrupted).toEqual({ runs: 3, planned: 6 });
  });

  it('neither ranks a policy that did not run nor says that it broke no law', () => {
    const [, , missing] = stopped.policies;
    expect(missing).toMatchObject({ runs: 0, rank: null, isOnFront: false });
    const rows = comparisonMarkdown(stopped, '0.1.0')
      .split('\n')
      .filter((line) => /^\|.*erlang/.test(line))
      .map((line) => line.split('|').map((cell) => cell.trim()));
    // Rank, policy, wait, cost, front; then policy, ups … laws.
    expect(rows[0]!.slice(1, -1)).toEqual(['', 'erlang-c', 'not run', 'not run', '']);
    expect(rows[1]!.slice(1, -1)).toEqual(['erlang-c', '', '', '', '', '', '', '', '']);
    const ran = comparisonMarkdown(stopped, '0.1.0').match(/^\| static \|.*$/m)?.[0];
    expect(ran?.split('|').at(-2)?.trim()).toBe('0');
  });

  it('says so on the overview, with those that were not run at all', () => {
    const entries = [stopped, whole].map((comparison) => ({ comparison, href: 'a/compare.html' }));
    const page = compareOverview(entries, '0.1.0', [plannedVariant({ scenario: 'tuesday' })]);
    expect(page).toContain('interrupted: of 3 comparisons 1 was stopped half-way, 1 was not run');
    expect(page).toContain('<td>so far static</td>');
    expect(page).toContain('0 with every policy, interrupted');
    expect(page).toContain('<td>tuesday &gt; after</td><td>not run</td>');
  });

  it('of which all was run says nothing', () => {
    const texts = [
      comparePage(whole, [], '0.1.0'),
      comparisonMarkdown(whole, '0.1.0'),
      comparisonText(whole, terminal),
      compareOverview([{ comparison: whole, href: 'a' }], '0.1.0'),
    ];
    for (const text of texts) expect(text).not.toMatch(/interrupted|not run|so far|class="banner"/i);
    expect(comparisonSummary(whole).interrupted).toBeNull();
  });
});
