import { describe, expect, it } from 'vitest';
import { analyze, blocks, everyPixel, sampling, synthesize } from '../../../src/ilt/imaging/index.js';
import {
  clearField,
  computeKernels,
  energyCaptured,
  type KernelCache,
  type KernelSet,
  type Optics,
} from '../../../src/ilt/optics/index.js';
import { imagingOf } from '../../../src/ilt/system.js';
import { attachTable, belongsTo } from '../../support/allure.js';
import { randomArray } from '../../support/dense-imaging.js';
import { abbeImage } from '../../support/direct-abbe.js';

belongsTo('ilt', 'optics', 'computed kernels');

const nowhere: KernelCache = { read: () => undefined, write: () => {} };
const ALL = 500;
const annular = { shape: 'annular', inner: 0.5, outer: 0.8, opening: 40, axis: 0, points: 7 } as const;
const OPTICS: Optics = { wavelength: 193, na: 1.35, index: 1.44, defocus: 40, field: 400, count: ALL, source: annular };

/** The image of a mask [size, size] at every pixel. */
function imageBy(set: KernelSet, mask: Float64Array, size: number): Float64Array {
  const { fields, image } = imagingOf(set, set.count, 'true');
  const spectrum = analyze(mask, blocks(everyPixel(size), set.radius));
  return synthesize(image(fields(spectrum)), sampling(everyPixel(size), 2 * set.radius));
}

const worst = (a: Float64Array, b: Float64Array) => a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i])), 0);
const SIZE = 20;
const mask = randomArray(SIZE * SIZE, 3, 0, 1);

describe('with all kernels', () => {
  it.each([
    ['circular', { shape: 'circular' }],
    ['annular', {}],
    ['a dipole', { shape: 'dipole', axis: 30 }],
    ['a quadrupole', { shape: 'quadrupole', axis: 45 }],
  ] as const)('the image is that of direct Abbe summation, in focus and out of it: %s', (_, shape) => {
    const source = { ...annular, ...shape };
    const { focus, defocus } = computeKernels({ ...OPTICS, source }, nowhere);
    for (const [set, z] of [
      [focus, 0],
      [defocus, OPTICS.defocus],
    ] as const) {
      const direct = abbeImage(mask, SIZE, source, { ...OPTICS, defocus: z }, OPTICS.field);
      expect(Math.max(...direct)).toBeGreaterThan(0.1);
      expect(worst(imageBy(set, mask, SIZE), direct)).toBeLessThan(1e-6);
    }
  });

  it('a clear field has intensity 1, however far out of focus', () => {
    for (const defocus of [0, 40, 500]) {
      const kernels = computeKernels({ ...OPTICS, defocus }, nowhere);
      expect(clearField(kernels.focus)).toBeCloseTo(1, 9);
      expect(clearField(kernels.defocus)).toBeCloseTo(1, 9);
    }
  });

  it('a mask that lets a share d of the amplitude through has d^2 of the image', () => {
    const { defocus } = computeKernels(OPTICS, nowhere);
    const image = imageBy(defocus, mask, SIZE);
    const dimmed = imageBy(
      defocus,
      mask.map((value) => 0.9 * value),
      SIZE,
    );
    expect(
      worst(
        dimmed,
        image.map((value) => 0.81 * value),
      ),
    ).toBeLessThan(1e-13);
  });

  it('defocus to either side prints the same, and is nothing at zero', () => {
    const at = (defocus: number) => imageBy(computeKernels({ ...OPTICS, defocus }, nowhere).defocus, mask, SIZE);
    expect(worst(at(40), at(-40))).toBeLessThan(1e-9);
    expect(worst(at(0), imageBy(computeKernels(OPTICS, nowhere).focus, mask, SIZE))).toBeLessThan(1e-9);
    expect(worst(at(0), at(40))).toBeGreaterThan(0.01);
  });
});

describe('three beams from a source on the axis', () => {
  const field = 800;
  const source = { ...annular, shape: 'circular', points: 1 } as const;
  const grating = (orders: number) =>
    Float64Array.from({ length: 32 * 32 }, (_, i) => 0.5 + 0.5 * Math.cos((2 * Math.PI * orders * (i % 32)) / 32));

  it.each([0, 30, 80])('are 1/2 and 1/2 cos with the phase of a defocus of %i nm between them', (z) => {
    const orders = 4;
    const { defocus } = computeKernels({ ...OPTICS, source, field, defocus: z }, nowhere);
    const [k, f] = [OPTICS.index / OPTICS.wavelength, orders / field];
    const phase = 2 * Math.PI * z * (Math.sqrt(k * k - f * f) - k);
    const expected = grating(orders).map((value) => {
      const wave = value - 0.5;
      return 0.25 + wave * wave + wave * Math.cos(phase);
    });
    expect(worst(imageBy(defocus, grating(orders), 32), expected)).toBeLessThan(1e-9);
  });

  it('are one where the grating is finer than NA / wavelength', () => {
    const { focus } = computeKernels({ ...OPTICS, source, field }, nowhere);
    // 5.6 orders fit into the pupil
    const contrast = (orders: number) => {
      const image = imageBy(focus, grating(orders), 32);
      return Math.max(...image) - Math.min(...image);
    };
    expect(contrast(5)).toBeGreaterThan(0.9);
    expect(contrast(6)).toBeLessThan(1e-12);
  });
});

describe('the light in the first kernels', () => {
  it('grows with each, to all of it', () => {
    const { focus, defocus } = computeKernels(OPTICS, nowhere);
    const shares = energyCaptured(focus);
    attachTable('share of the light', [
      ['kernels', 'focus', 'defocus'],
      ...shares.map((share, i) => [i + 1, share, energyCaptured(defocus)[i]]),
    ]);
    for (const set of [focus, defocus]) {
      const captured = energyCaptured(set);
      for (let i = 1; i < captured.length; i++) expect(captured[i]).toBeGreaterThan(captured[i - 1]);
      expect(captured[captured.length - 1]).toBeCloseTo(1, 9);
    }
    expect(shares[3]).toBeGreaterThan(0.75);
  });

  it('is so much that fewer kernels are the first ones, and the image is off by the rest', () => {
    const [few, all] = [10, ALL].map((count) => computeKernels({ ...OPTICS, count }, nowhere).focus);
    expect(few.count).toBe(10);
    expect(worst(few.weights, all.weights.subarray(0, 10))).toBeLessThan(1e-9 * all.weights[0]);
    const error = worst(imageBy(few, mask, SIZE), imageBy(all, mask, SIZE));
    expect(error).toBeLessThan(1 - energyCaptured(few)[9]);
    expect(error).toBeGreaterThan(0);
  });
});

describe('moving and turning', () => {
  const at = (image: Float64Array, move: (x: number, y: number) => [number, number]) =>
    image.map((_, i) => {
      const [x, y] = move(i % SIZE, Math.floor(i / SIZE)).map((place) => (place + SIZE) % SIZE);
      return image[y * SIZE + x];
    });
  const dipole = (axis: number) =>
    computeKernels({ ...OPTICS, source: { ...annular, shape: 'dipole', axis } }, nowhere).defocus;

  it('a mask moves its image along, round the edge of the field', () => {
    const set = dipole(20);
    const moved = (image: Float64Array) => at(image, (x, y) => [x + 3, y - 7]);
    expect(worst(imageBy(set, moved(mask), SIZE), moved(imageBy(set, mask, SIZE)))).toBeLessThan(1e-12);
  });

  it('a mask and the source in a mirror have the image in that mirror', () => {
    const mirrored = (image: Float64Array) => at(image, (x, y) => [-x, y]);
    const expected = mirrored(imageBy(dipole(20), mask, SIZE));
    expect(worst(imageBy(dipole(160), mirrored(mask), SIZE), expected)).toBeLessThan(1e-9);
    // and not the mask alone
    expect(worst(imageBy(dipole(20), mirrored(mask), SIZE), expected)).toBeGreaterThan(1e-3);
  });
});
