import { describe, expect, it } from 'vitest';
import { belongsTo } from '../support/allure.js';
import { BEST, bestOf } from '../support/sweep.js';

/** The best of every N comes before this. */
const ITERATIONS = 2500;
/** sweep.full.ts looks at every N, and at all 10,000 iterations. */
const FEW = BEST.filter(([gaussians]) => [20, 45, 100].includes(gaussians));

describe('the sweep over the number of Gaussians', () => {
  belongsTo('gaussian', 'gaussian-divergence', 'the sweep over N');

  it.each(FEW)('reaches with %i Gaussians the published best loss %s', async (gaussians, best) => {
    expect((await bestOf(gaussians, ITERATIONS)).toFixed(6)).toBe(best);
  });
});
