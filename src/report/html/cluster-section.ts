import type { VariantResult } from '../../experiment/variant-result.ts';
import { clusterSentences, harnessSentences } from '../cluster-text.ts';
import { type Markup, markup } from '../markup.ts';

/** Pods that did not start and why, what could not be removed, and how well the harness kept up; null in the simulation. */
export function clusterSection(result: VariantResult): Markup | null {
  const sentences = [...clusterSentences(result), ...harnessSentences(result)];
  if (sentences.length === 0) return null;
  return markup`<section aria-labelledby="cluster">
<h2 id="cluster">On the cluster</h2>
<ul>${sentences.map((sentence) => markup`<li>${sentence}</li>`)}</ul>
</section>
`;
}
