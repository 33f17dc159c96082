import type { VariantResult } from '../../experiment/variant-result.ts';
import { type Markup, markup } from '../markup.ts';
import { programSentences } from '../program-text.ts';

/** Policy programs that failed; null where there is nothing to tell. */
export function programsSection(result: VariantResult): Markup | null {
  const sentences = programSentences(result);
  if (sentences.length === 0) return null;
  return markup`<section aria-labelledby="programs">
<h2 id="programs">The policy program failed</h2>
<ul>${sentences.map((sentence) => markup`<li>${sentence}</li>`)}</ul>
</section>
`;
}
