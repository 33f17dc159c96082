import { describe, expect, it } from 'vitest';
import { parseComparison } from '../../src/scenario/comparison.ts';
import { comparedMetric } from '../../src/scenario/expectation-section.ts';
import * as messages from '../../src/scenario/messages.ts';

describe('a comparison with a measure that is a share', () => {
  const share = comparedMetric('utilization.mean');

  it('reaches from 0 to 1, wherever the number stands', () => {
    expect(parseComparison('<= 1', share, 'x')).toEqual({ op: '<=', value: 1 });
    expect(parseComparison('< 50', share, 'x')).toEqual(messages.tooBig('x', 50, 1));
    expect(parseComparison('0.5..80', share, 'x')).toEqual(messages.tooBig('x', 80, 1));
  });

  it('is not one where a ratio may be above 1', () => {
    expect(parseComparison('< 3', comparedMetric('elasticity.overAccuracy'), 'x')).toEqual({ op: '<', value: 3 });
  });
});
