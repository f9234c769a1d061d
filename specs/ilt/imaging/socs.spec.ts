import { describe, expect, it } from 'vitest';
import {
  analyze,
  backwardOf,
  blocks,
  everyPixel,
  fieldsOf,
  type Grid,
  intensityOf,
  sampling,
  smallGrid,
  synthesize,
} from '../../../src/ilt/imaging/index.js';
import type { KernelSet } from '../../../src/ilt/optics/index.js';
import { belongsTo } from '../../support/allure.js';
import { allPixels, denseGradient, denseImage, randomArray, randomKernels } from '../../support/dense-imaging.js';

belongsTo('ilt', 'imaging', 'small grid');

/** The image of a mask on one grid at the middles of another. */
function image(mask: Float64Array, on: Grid, set: KernelSet, at: Grid): Float64Array {
  const grid = smallGrid(set);
  const fields = fieldsOf(analyze(mask, blocks(on, set.radius)), set, grid);
  return synthesize(intensityOf(fields, set.weights, grid), sampling(at, 2 * set.radius));
}

/** The gradient of a mask on one grid, from that of its image at the middles of another. */
function gradient(mask: Float64Array, on: Grid, set: KernelSet, at: Grid, given: Float64Array): Float64Array {
  const grid = smallGrid(set);
  const basis = blocks(on, set.radius);
  const spectrum = analyze(mask, basis);
  const fields = fieldsOf(spectrum, set, grid);
  const back = backwardOf(set, 'true', grid);
  return synthesize(back.spectrum(fields, spectrum, analyze(given, sampling(at, 2 * set.radius))), basis);
}

const inner = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);
const worst = (a: Float64Array, b: Float64Array) => a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i])), 0);
const size = (a: Float64Array) => Math.sqrt(inner(a, a));

const set = randomKernels(3, 3, 11);
const GRIDS: [string, Grid, Grid][] = [
  ['every pixel', everyPixel(24), everyPixel(24)],
  ['a field whose images are undersampled', everyPixel(9), everyPixel(9)],
  ['a window of a field of odd size', { pixels: 27, start: 5, block: 1, count: 14 }, everyPixel(27)],
  [
    'blocks of three, seen at their middles in a smaller window',
    { pixels: 30, start: 3, block: 3, count: 8 },
    { pixels: 30, start: 6, block: 3, count: 5 },
  ],
  [
    'blocks of four, seen between pixels and finer',
    { pixels: 32, start: 4, block: 4, count: 6 },
    { pixels: 32, start: 2, block: 2, count: 13 },
  ],
];

describe('imaging on a small grid', () => {
  it.each(GRIDS)('is the sum over kernels, written out: %s', (_, on, at) => {
    const mask = randomArray(on.count * on.count, 1, 0, 1);
    const expected = denseImage(allPixels(mask, on), set, at);
    // what double precision leaves of sums of some hundred terms
    expect(worst(image(mask, on, set, at), expected) / Math.max(...expected)).toBeLessThan(1e-12);
  });

  it('has the gradient 2 Re sum_k s_k ifft2(conj(H_k) fft2(G A_k))', () => {
    const pixels = everyPixel(24);
    const [mask, given] = [randomArray(576, 2, 0, 1), randomArray(576, 3)];
    const expected = denseGradient(mask, given, set, 24);
    expect(worst(gradient(mask, pixels, set, pixels, given), expected)).toBeLessThan(1e-12 * size(expected));
  });

  it.each(GRIDS)('has a gradient that is the adjoint of its derivative: %s', (_, on, at) => {
    const mask = randomArray(on.count * on.count, 4, 0, 1);
    const direction = randomArray(mask.length, 5);
    const given = randomArray(at.count * at.count, 6);
    // the image is a square, so that its derivative along a direction is exactly half the difference of both sides
    const [plus, minus] = [1, -1].map((sign) =>
      image(
        mask.map((v, i) => v + sign * direction[i]),
        on,
        set,
        at,
      ),
    );
    const derivative = plus.map((value, i) => (value - minus[i]) / 2);
    const [there, back] = [inner(given, derivative), inner(gradient(mask, on, set, at, given), direction)];
    expect(Math.abs(there - back)).toBeLessThan(1e-12 * size(given) * size(derivative));
  });

  it('has a gradient that finite differences of a loss confirm', () => {
    const [on, at] = [GRIDS[4][1], GRIDS[4][2]];
    const mask = randomArray(on.count * on.count, 7, 0, 1);
    const loss = (values: Float64Array) => image(values, on, set, at).reduce((sum, v) => sum + Math.sin(v), 0);
    const computed = gradient(mask, on, set, at, image(mask, on, set, at).map(Math.cos));
    const h = 1e-5;
    for (const i of [0, 7, 20, 35]) {
      const moved = (by: number) => loss(mask.map((v, j) => (j === i ? v + by : v)));
      // the error of central differences is of order h^2, their rounding of order 1e-16 / h
      expect((moved(h) - moved(-h)) / (2 * h)).toBeCloseTo(computed[i], 7);
    }
  });
});

describe('the transforms between images and spectra', () => {
  it.each(GRIDS)('are adjoint to one another: %s', (_, on) => {
    for (const basis of [blocks(on, 3), sampling(on, 3)]) {
      const [a, b] = [randomArray(on.count * on.count, 8), randomArray(on.count * on.count, 9)];
      // of the spectrum of a real image, half is the conjugate of the other: b's own spectrum is one such
      const [sa, sb] = [analyze(a, basis), analyze(b, basis)];
      const there = inner(sa.re, sb.re) + inner(sa.im, sb.im);
      expect(Math.abs(there - inner(a, synthesize(sb, basis)))).toBeLessThan(1e-12 * Math.abs(there) + 1e-12);
    }
  });
});
