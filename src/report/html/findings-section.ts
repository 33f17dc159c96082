import type { VariantResult } from '../../experiment/variant-result.ts';
import { findingsOf } from '../findings/findings.ts';
import { type Markup, markup } from '../markup.ts';

/** The run in words: what happened, why, and what may be worth a try. */
export function findingsSection(result: VariantResult): Markup | null {
  const findings = findingsOf(result);
  if (findings === null) return null;
  const { happened, why, advice } = findings;
  return markup`<section aria-labelledby="in-words">
<h2 id="in-words">In words</h2>
<dl class="story">
${part('What happened', happened)}${part('Why they waited', why)}${part('Worth a try', advice)}</dl>
</section>
`;
}

const part = (title: string, sentences: readonly string[]): Markup | null =>
  sentences.length === 0
    ? null
    : markup`<dt>${title}</dt><dd>${sentences.map((sentence) => markup`<p>${withCode(sentence)}</p>`)}</dd>
`;

/** Words in backticks are code. */
const withCode = (sentence: string): readonly Markup[] =>
  sentence.split('`').map((piece, index) => (index % 2 === 1 ? markup`<code>${piece}</code>` : markup`${piece}`));
