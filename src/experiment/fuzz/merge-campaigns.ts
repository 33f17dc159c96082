import type { CampaignEnd, Find } from './campaign.ts';
import { kindOf } from './trial.ts';

/** What shards of a campaign came to, in their order, as one: of finds of one kind the first document counts. */
export function mergeCampaigns(ends: readonly CampaignEnd[], findsMax: number): CampaignEnd {
  const finds = new Map<string, Find>();
  for (const find of ends.flatMap((end) => end.finds).sort((a, b) => a.index - b.index)) {
    const kind = kindOf(find.failure);
    const known = finds.get(kind);
    if (known === undefined) finds.set(kind, { ...find });
    else known.times += find.times;
  }
  return {
    tried: sum(ends.map(({ tried }) => tried)),
    finds: [...finds.values()].slice(0, findsMax),
    refused: {
      count: sum(ends.map(({ refused }) => refused.count)),
      first: ends.find(({ refused }) => refused.first !== null)?.refused.first ?? null,
    },
    features: new Set(ends.flatMap(({ features }) => [...features])),
    corpus: ends.flatMap(({ corpus }) => corpus),
  };
}

const sum = (figures: readonly number[]): number => figures.reduce((total, each) => total + each, 0);
