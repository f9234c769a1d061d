import { describe, expect, it } from 'vitest';
import { doubles } from '../../../src/ilt/arrays.js';
import { gaussianDiffraction, historicalFlare, identityDiffraction } from '../../../src/ilt/aware/model.js';
import { sensitivityBy } from '../../../src/ilt/aware/sensitivity.js';
import { belongsTo } from '../../support/allure.js';
import { randomArray } from '../../support/dense-imaging.js';
import { prepareIlt } from '../../support/ilt.js';

belongsTo('ilt', 'ilt-flat-loss', 'defects of the historical models');

const BRANCHES = [
  ['main', 160, identityDiffraction, 50],
  // the blur reaches 7 pixels and the scattered light 16
  ['v2', 128, () => gaussianDiffraction(128), 23],
] as const;

const ones = (size: number) => new Float64Array(size * size).fill(1);
const largest = (values: Float64Array) => values.reduce((most, value) => Math.max(most, value), -Infinity);

describe.each(BRANCHES)('branch %s', (branch, size, lens, frame) => {
  const flare = historicalFlare(branch, size);
  const model = { size, diffraction: lens(), ...flare };
  const inner = (values: Float64Array) =>
    values.filter((_, i) => {
      const [x, y] = [i % size, Math.floor(i / size)];
      return Math.min(x, y, size - 1 - x, size - 1 - y) >= frame;
    });

  it('has a sensitivity S of 1/2 everywhere but in a frame as wide as its kernels reach', () => {
    const S = sensitivityBy(model)(randomArray(size * size, 1, 0, 1));
    const middle = inner(S);
    expect(middle.length).toBeGreaterThan(1000);
    // the original's 1e-8 in the divisor takes as much off
    expect(largest(middle.map((value) => Math.abs(value - 0.5)))).toBeLessThan(1e-8);
    expect(largest(S)).toBeLessThan(branch === 'main' ? 0.56 : 0.505);
  });

  it('has one and the same S for every mask', () => {
    const of = (seed: number) => sensitivityBy(model)(randomArray(size * size, seed, 0, 1));
    expect(of(1)).toEqual(of(2));
  });

  it('scatters next to nothing: the scattered image is nearly the image', () => {
    const image = new Float64Array(size * size);
    image[(size / 2) * size + size / 2] = 1;
    expect(largest(flare.scatter.apply(image))).toBeGreaterThan(branch === 'main' ? 0.69 : 0.96);
  });
});

describe('the share alpha', () => {
  it('of main is switched off by its own kernel, which is far wider than a tile', () => {
    const alpha = historicalFlare('main', 512).density.alpha(ones(512));
    expect(largest(alpha)).toBeLessThan(1.06e-3);
    expect(largest(alpha)).toBeGreaterThan(1e-3);
  });

  it('of v2 is the mean of the mask over 65 by 65 pixels, for all that its kernel is called a Gaussian', () => {
    const mask = randomArray(128 * 128, 1, 0, 1);
    const alpha = historicalFlare('v2', 128).density.alpha(mask);
    let sum = 0;
    for (let y = 64 - 32; y <= 64 + 32; y++) for (let x = 64 - 32; x <= 64 + 32; x++) sum += mask[y * 128 + x];
    expect(alpha[64 * 128 + 64]).toBeCloseTo((0.1 * sum) / (65 * 65), 5);
  });
});

describe('with partially coherent imaging', () => {
  it('S still hardly differs from 1/2', async () => {
    const settings = { program: 'v2', size: 64, diffraction: 'socs', kernel_count: 4, field: 512 };
    const { solver } = await prepareIlt(settings);
    const S = doubles(solver.init().values, 'S').filter((_, i) => {
      const [x, y] = [i % 64, Math.floor(i / 64)];
      return Math.min(x, y, 63 - x, 63 - y) >= 16;
    });
    expect(S.reduce((worst, value) => Math.max(worst, Math.abs(value - 0.5)), 0)).toBeLessThan(0.02);
  });
});
