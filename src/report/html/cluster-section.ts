import type { VariantResult } from '../../experiment/variant-result.ts';
import { clusterSentences } from '../cluster-text.ts';
import { type Markup, markup } from '../markup.ts';

/** Pods that did not start and why, and what could not be removed; null where there is nothing to tell. */
export function clusterSection(result: VariantResult): Markup | null {
  const sentences = clusterSentences(result);
  if (sentences.length === 0) return null;
  return markup`<section aria-labelledby="cluster">
<h2 id="cluster">Pods that did not start</h2>
<ul>${sentences.map((sentence) => markup`<li>${sentence}</li>`)}</ul>
</section>
`;
}
