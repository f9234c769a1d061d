import { describe, expect, it } from 'vitest';
import { historicalPsf, PSF_SIDE } from '../../../src/ilt/flare/psf.js';
import { belongsTo } from '../../support/allure.js';
import { goldenArray } from '../../support/ilt.js';

belongsTo('ilt', 'flare', 'the historical models');

describe.each([
  ['main', 101, '0.6931', 1.07e-2],
  ['v2', 33, '0.9626', 1.54e-3],
] as const)('the point spread function of branch %s', (branch, side, middle, neighbor) => {
  const kernel = historicalPsf(branch);
  const center = (side * side - 1) / 2;

  it("is the original's", () => {
    const { data, shape } = goldenArray(`psf${side}.npy`);
    expect(shape).toEqual([side, side]);
    expect(PSF_SIDE[branch]).toBe(side);
    // the original's is in single precision
    const worst = kernel.reduce((most, value, i) => Math.max(most, Math.abs(value - data[i]) / value), 0);
    expect(worst).toBeLessThan(1e-6);
  });

  it('is no flare: nearly all light stays in the pixel that it comes from, and hardly any reaches the next one', () => {
    expect(kernel.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    expect(kernel[center].toFixed(4)).toBe(middle);
    expect(kernel[center + 1] / neighbor).toBeCloseTo(1, 2);
  });
});
