import { describe, expect, it } from 'vitest';
import { belongsTo } from '../support/allure.js';
import { follow, HYPOTHESES, REMEDIES } from '../support/experiments.js';

describe('remedies and hypotheses to their ends', () => {
  belongsTo('gaussian', 'gaussian-divergence', 'final losses');

  it.each([...REMEDIES, ...HYPOTHESES])('%s: %s from %i ends at the published loss', async (...experiment) => {
    expect((await follow(experiment)).toFixed(6)).toBe(experiment[4]);
  });
});
