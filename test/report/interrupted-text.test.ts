import { describe, expect, it } from 'vitest';
import { prettyReport } from '../../src/cli/run/pretty.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { fixedReplications } from '../../src/experiment/replication-plan.ts';
import { overviewPage } from '../../src/report/html/overview.ts';
import { reportPage } from '../../src/report/html/report-page.ts';
import { ALL_RAN, interruptedText, suiteInterruptedText } from '../../src/report/interrupted-text.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { stepSummary } from '../../src/report/step-summary.ts';
import { summaryOf } from '../../src/report/summary.ts';
import { finishedRun, plannedVariant, resultOf } from '../support/made-results.ts';

const runs = [0, 1, 2].map((replication) => finishedRun({ replication }));
const halfWay = resultOf(runs, { replications: fixedReplications(400) });
const whole = resultOf(runs, { variant: 'whole' });
const cut = resultOf([finishedRun({ end: { endedAt: 90_000, cause: 'interrupted', events: 5, breaches: [] } })]);
const goal = { precision: 0.01, confidence: 0.95, metrics: ['wait.p95'] };
const imprecise = resultOf(runs.slice(0, 1), { replications: { min: 2, max: 9, goal } });

const subjectOf = (result: typeof halfWay) => ({ result, command: 'poolproof run monday.yaml', version: '0.1.0' });
const TOLD = 'interrupted: 3 of 400 replications';

describe('a variant that was interrupted', () => {
  it('says how far it came, and one that was not says nothing', () => {
    expect(interruptedText(halfWay)).toBe(TOLD);
    expect(interruptedText(whole)).toBeNull();
    expect(interruptedText(cut)).toBe('interrupted: replication 0 was stopped at 0:01:30');
    expect(interruptedText(imprecise)).toMatch(/^interrupted after 1 replication, before precision 1 %/);
  });

  it('says so on its page, in Markdown, in the terminal and in JSON', () => {
    const terminal = { paint: (_: string, text: string) => text, shownWidth: null } as unknown as Terminal;
    const shown = { quiet: false, fingerprint: false };
    expect(reportPage(subjectOf(halfWay), [])).toContain(`<p class="banner" role="note">${TOLD}</p>`);
    expect(markdownReport(subjectOf(halfWay))).toContain(`\n**${TOLD}**\n`);
    expect(prettyReport([subjectOf(halfWay)], terminal, shown)).toContain(TOLD);
    expect(summaryOf(subjectOf(halfWay)).interrupted).toBe(TOLD);
    expect(reportPage(subjectOf(whole), [])).not.toContain('class="banner"');
    expect(markdownReport(subjectOf(whole))).not.toContain('interrupted');
    expect(summaryOf(subjectOf(whole)).interrupted).toBeNull();
  });

  it('tells its precision once in Markdown', () => {
    expect(markdownReport(subjectOf(imprecise)).match(/before precision/g)).toHaveLength(1);
  });
});

describe('a suite that was interrupted', () => {
  const notRun = { variants: [plannedVariant({ scenario: 'tuesday' })], why: 'interrupted' };
  const SENTENCE = 'interrupted: of 3 variants 1 was stopped half-way, 1 was not run';

  it('counts what was stopped and what did not run, and is silent when all ran', () => {
    expect(suiteInterruptedText([halfWay, whole], notRun)).toBe(SENTENCE);
    expect(suiteInterruptedText([whole], ALL_RAN)).toBeNull();
    const why = 'an earlier variant did not pass';
    expect(suiteInterruptedText([whole], { ...notRun, why })).toBe(`${why}: of 2 variants 1 was not run`);
  });

  it('says so on the overview, which names what did not run, and in the step summary', () => {
    const entries = [halfWay, whole].map((result) => ({ subject: subjectOf(result), href: 'a/report.html' }));
    const page = overviewPage(entries, '0.1.0', notRun);
    expect(page).toContain(`<p class="banner" role="note">${SENTENCE}</p>`);
    expect(page).toContain(TOLD);
    expect(page).toMatch(/<td>not run<\/td><td><span class="group">tuesday<\/span><\/td>/);
    expect(stepSummary([subjectOf(halfWay), subjectOf(whole)], 100_000, notRun)).toContain(`**${SENTENCE}**`);
    expect(overviewPage(entries.slice(1), '0.1.0')).not.toMatch(/class="banner"|not run/);
  });
});
