import { describe, expect, it } from 'vitest';
import { belongsTo } from '../support/allure.js';
import { BEST, bestOf } from '../support/sweep.js';

const ITERATIONS = 10_000;

describe('the sweep over the number of Gaussians', () => {
  belongsTo('gaussian', 'gaussian-divergence', 'the sweep over N');

  it.each(BEST)('reaches with %i Gaussians the published best loss %s', async (gaussians, best) => {
    expect((await bestOf(gaussians, ITERATIONS)).toFixed(6)).toBe(best);
  });
});
