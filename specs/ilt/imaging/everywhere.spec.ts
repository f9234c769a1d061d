import { describe, expect, it } from 'vitest';
import { analyze, blocks, bothEverywhere, everyPixel, sampling, synthesize } from '../../../src/ilt/imaging/index.js';
import { belongsTo } from '../../support/allure.js';
import { randomArray } from '../../support/dense-imaging.js';

belongsTo('ilt', 'imaging', 'every pixel');

describe('two images in every pixel', () => {
  // smooth sizes, one that leaves rows over; a prime, and a field with fewer pixels than bins
  it.each([64, 90, 31, 9])('are those that the harmonics add up to, on a field of %i', (pixels) => {
    const [radius, grid] = [6, everyPixel(pixels)];
    const [a, b] = [1, 2].map((seed) => analyze(randomArray(pixels * pixels, seed), blocks(grid, radius)));
    const expected = [a, b].map((spectrum) => synthesize(spectrum, sampling(grid, radius)));
    const found = bothEverywhere(a, b, pixels);
    for (const [i, image] of expected.entries()) {
      const worst = image.reduce((most, value, j) => Math.max(most, Math.abs(value - found[i][j])), 0);
      expect(worst).toBeLessThan(1e-13);
    }
  });
});
