import { describe, expect, it } from 'vitest';
import { belongsTo } from '../support/allure.js';
import { isLogged, prepareGaussian, rowsOf } from '../support/gaussian.js';

/** The smallest of the printed losses of 10,000 iterations, seed 42, as published for each number of Gaussians. */
const BEST = [
  [20, '0.106773'],
  [25, '0.101892'],
  [30, '0.091960'],
  [35, '0.082583'],
  [40, '0.085110'],
  [45, '0.084198'],
  [50, '0.071194'],
  [55, '0.068072'],
  [60, '0.061415'],
  [65, '0.057100'],
  [70, '0.058726'],
  [80, '0.044080'],
  [100, '0.029795'],
] as const;

describe('the sweep over the number of Gaussians', () => {
  belongsTo('gaussian', 'gaussian-divergence', 'the sweep over N');

  it.each(BEST)('reaches with %i Gaussians the published best loss %s', async (gaussians, best) => {
    const prepared = await prepareGaussian({ gaussians });
    const rows = rowsOf(prepared, prepared.solver.init(), 10_000, isLogged);
    expect(Math.min(...[...rows.values()].map(({ loss }) => loss)).toFixed(6)).toBe(best);
  });
});
