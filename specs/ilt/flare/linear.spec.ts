import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { historicalFlare, physicalFlare } from '../../../src/ilt/aware/model.js';
import { difference } from '../../../src/ilt/aware/steps.js';
import { correlation, type Linear, separable, wideGaussian } from '../../../src/ilt/flare/linear.js';
import { historicalPsf } from '../../../src/ilt/flare/psf.js';
import { belongsTo } from '../../support/allure.js';
import { randomArray } from '../../support/dense-imaging.js';

belongsTo('ilt', 'flare', 'linear maps');

const inner = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);
const worst = (a: Float64Array, b: Float64Array) => a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i])), 0);

/** Correlation with zeros around the image, written out. */
function correlated(image: Float64Array, size: number, kernel: Float64Array, side: number): Float64Array {
  const reach = (side - 1) / 2;
  return image.map((_, at) => {
    let sum = 0;
    for (let v = -reach; v <= reach; v++) {
      for (let u = -reach; u <= reach; u++) {
        const [y, x] = [Math.floor(at / size) + v, (at % size) + u];
        if (x < 0 || y < 0 || x >= size || y >= size) continue;
        sum += kernel[(v + reach) * side + u + reach] * image[y * size + x];
      }
    }
    return sum;
  });
}

const gaussian = (deviation: number, reach: number) =>
  Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) * (i - reach)) / (2 * deviation * deviation)),
  );

describe('correlation', () => {
  it.each([
    [7, 3],
    [8, 5],
    [9, 9],
    [5, 13],
  ])('of an image of side %i with a kernel of side %i is the sum written out', (size, side) => {
    const [image, kernel] = [randomArray(size * size, 1), randomArray(side * side, 2)];
    expect(worst(correlation(kernel, side, size).apply(image), correlated(image, size, kernel, side))).toBeLessThan(
      1e-13,
    );
  });

  it('of symmetric rows along both axes is that with their product', () => {
    const taps = gaussian(2, 3);
    const kernel = Float64Array.from({ length: 49 }, (_, i) => taps[Math.floor(i / 7)] * taps[i % 7]);
    const image = randomArray(100, 3);
    expect(worst(separable(taps, 10).apply(image), correlated(image, 10, kernel, 7))).toBeLessThan(1e-13);
  });

  it('with a wide Gaussian by a few moments is that with the kernel written out', () => {
    const [size, deviation] = [12, 40];
    const image = randomArray(size * size, 4);
    const taps = gaussian(deviation, size - 1);
    const kernel = Float64Array.from({ length: 23 * 23 }, (_, i) => 0.3 * taps[Math.floor(i / 23)] * taps[i % 23]);
    expect(worst(wideGaussian(deviation, 0.3, size).apply(image), correlated(image, size, kernel, 23))).toBeLessThan(
      1e-13,
    );
  });
});

const SIZE = 10;
const density = (branch: 'main' | 'v2'): Linear => {
  const { alpha, adjoint } = historicalFlare(branch, SIZE).density;
  return { apply: alpha, adjoint };
};
const MAPS: [string, Linear][] = [
  ['the scattered light of main', correlation(historicalPsf('main'), 101, SIZE)],
  ['the scattered light of v2', correlation(historicalPsf('v2'), 33, SIZE)],
  ['correlation with a kernel that has no symmetry', correlation(randomArray(25, 7), 5, SIZE)],
  ['the blur', separable(gaussian(2, 7), SIZE)],
  ['the density of main', density('main')],
  ['the density of v2', density('v2')],
  ['physical scatter', physicalFlare({ tis: 0.1, inner: 50, range: 500, power: 2.5 }, SIZE, 400).scatter],
  ...(['central', 'forward'] as const).flatMap((kind) =>
    (['x', 'y'] as const).map((axis): [string, Linear] => [
      `${kind} differences along ${axis}`,
      difference(kind, SIZE, axis),
    ]),
  ),
];

describe.each(MAPS)('%s', (_, map) => {
  it('has its adjoint: <A x, y> = <x, A* y>', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        const [x, y] = [randomArray(SIZE * SIZE, a), randomArray(SIZE * SIZE, b)];
        const [left, right] = [inner(map.apply(x), y), inner(x, map.adjoint(y))];
        expect(Math.abs(left - right)).toBeLessThan(1e-12 * Math.sqrt(inner(x, x) * inner(y, y)));
      }),
      { seed: 42, numRuns: 20 },
    );
  });

  it('leaves what it is given alone', () => {
    const image = randomArray(SIZE * SIZE, 1);
    const copy = image.slice();
    map.apply(image);
    map.adjoint(image);
    expect(image).toEqual(copy);
  });
});
