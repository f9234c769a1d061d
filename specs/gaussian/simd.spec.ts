import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { backwardModel, lossModel, renderModel } from '../../src/gaussian/model.js';
import { testImage } from '../../src/gaussian/scene.js';
import { SimdRasterizer } from '../../src/gaussian/simd.js';
import {
  distanceTo,
  largestError,
  rasterizer as open,
  randomShapes,
  relativeError,
  type Scene,
  stepOf,
} from '../support/simd-scene.js';

const opened: SimdRasterizer[] = [];
afterEach(() => {
  for (const rasterizer of opened.splice(0)) rasterizer.close();
});
function rasterizer(scene: Scene, count: number): SimdRasterizer {
  opened.push(open(scene, count));
  return opened[opened.length - 1];
}

const RENDERERS = [
  { renderer: 'normalized', eps: 0, cutoff: 12.25 },
  { renderer: 'normalized', eps: 0.01, cutoff: 40 },
  { renderer: 'normalized', eps: 0.01, cutoff: 9 },
  { renderer: 'softmax', eps: 0, cutoff: 12.25 },
  { renderer: 'sum', eps: 0, cutoff: 12.25 },
  { renderer: 'sum', eps: 0, cutoff: 40 },
] as const;
/** No multiple of 4, and more rows than the kernel's SSIM takes at once. */
const SIZES = [
  { width: 37, height: 23 },
  { width: 18, height: 145 },
] as const;
const nameOf = ({
  renderer,
  eps,
  cutoff,
  gradient,
  sheared,
  width,
  height,
}: Required<Omit<Scene, 'threads'>> & { sheared: boolean }) =>
  `${renderer}, eps ${eps}, cutoff ${cutoff}, gradient ${gradient}, ${sheared ? 'sheared' : 'axis-aligned'}, ${width}x${height}`;
const named = <Case extends Parameters<typeof nameOf>[0]>(scenes: readonly Case[]) =>
  scenes.map((scene) => [nameOf(scene), scene] as const);

const cases = RENDERERS.flatMap((renderer) =>
  (['l2', 'full'] as const).flatMap((gradient) =>
    [false, true].flatMap((sheared) => SIZES.map((size) => ({ ...renderer, gradient, sheared, ...size }))),
  ),
);

function model(scene: Omit<Required<Scene>, 'threads'>, shapes: ReturnType<typeof randomShapes>) {
  const rendered = renderModel(shapes, scene, scene);
  const { imageGradient, ...terms } = lossModel(rendered, testImage(scene), scene.gradient, scene);
  return { ...rendered, imageGradient, terms, ...backwardModel(shapes, rendered, imageGradient, scene, scene) };
}

describe('the SIMD rasterizer against the model in double precision', () => {
  it.each(named(cases))('%s', (_, scene) => {
    const shapes = randomShapes(40, 7, scene.sheared);
    // or single precision might decide otherwise whether a pixel is inside, which is no error
    expect(Math.min(distanceTo(scene.cutoff, shapes, scene), distanceTo(12.25, shapes, scene))).toBeGreaterThan(2e-5);
    const expected = model(scene, shapes);
    const simd = rasterizer(scene, 40);
    simd.render(shapes);
    const { image, weight } = simd.readImage();
    const { terms, sums, color } = stepOf(simd, shapes);

    // d reaches 40 with a relative error of some 2^-23, so a weight is off by up to 40/2 * 1.2e-7 where it hardly counts
    expect(relativeError(weight, expected.weight)).toBeLessThan(1e-6);
    expect(largestError(image, expected.image)).toBeLessThan(5e-6);
    expect(terms?.uncovered).toBe(expected.terms.uncovered);
    // means of values below 2 that are off by 1e-6 either way
    for (const [name, value] of Object.entries(expected.terms)) {
      expect(Math.abs((terms as typeof expected.terms)[name as 'loss'] - value), name).toBeLessThan(3e-7);
    }
    // sums over some hundred pixels of terms of both signs: rounding of 6e-8 a term, magnified by their cancellation
    for (let k = 0; k < 5; k++) {
      const column = (values: ArrayLike<number>) => Array.from({ length: 40 }, (_, i) => values[5 * i + k]);
      expect(relativeError(column(sums), column(expected.sums)), `sum ${k}`).toBeLessThan(3e-6);
    }
    expect(relativeError(color, expected.color)).toBeLessThan(1e-6);
  });

  it('any number of Gaussians on any size', () => {
    const law = fc.property(
      fc.integer({ min: 9, max: 45 }),
      fc.integer({ min: 9, max: 45 }),
      fc.integer({ min: 1, max: 30 }),
      fc.constantFrom(...RENDERERS),
      fc.boolean(),
      fc.nat(1000),
      (width, height, count, renderer, sheared, seed) => {
        const scene = { ...renderer, gradient: 'full', width, height } as const;
        const shapes = randomShapes(count, seed, sheared);
        fc.pre(distanceTo(scene.cutoff, shapes, scene) > 1e-4 && distanceTo(12.25, shapes, scene) > 1e-4);
        const expected = model(scene, shapes);
        const simd = open(scene, count);
        const { terms, sums, color } = stepOf(simd, shapes);
        simd.close();
        expect(terms?.uncovered).toBe(expected.terms.uncovered);
        expect(Math.abs((terms?.loss ?? Number.NaN) - expected.terms.loss)).toBeLessThan(1e-6);
        // held against all gradients together, since those of a lone Gaussian's shape cancel to nothing
        expect(relativeError([...sums, ...color], [...expected.sums, ...expected.color])).toBeLessThan(1e-5);
      },
    );
    fc.assert(law, { seed: 42, numRuns: 60 });
  });
});

describe('the SIMD rasterizer', () => {
  const threaded = [
    { ...RENDERERS[0], gradient: 'l2', sheared: false, ...SIZES[0] },
    { ...RENDERERS[1], gradient: 'full', sheared: false, ...SIZES[1] },
    { ...RENDERERS[3], gradient: 'full', sheared: true, ...SIZES[0] },
    { ...RENDERERS[4], gradient: 'full', sheared: true, ...SIZES[1] },
  ] as const;
  it.each(named(threaded))('gives the same bits on any number of threads: %s', (_, scene) => {
    const shapes = randomShapes(25, 3, scene.sheared);
    const [one, ...others] = [1, 2, 3, 4].map((threads) => stepOf(rasterizer({ ...scene, threads }, 25), shapes));
    for (const other of others) expect(other).toEqual(one);
  });

  it.each(named(cases))('gives the same bits stage by stage: %s', (_, scene) => {
    const shapes = randomShapes(30, 5, scene.sheared);
    const fused = rasterizer(scene, 30);
    const terms = fused.step(shapes, true);
    const drawing = rasterizer(scene, 30);
    drawing.render(shapes);
    const image = drawing.readImage();
    const measuring = rasterizer(scene, 30);
    measuring.writeImage(image);
    expect(measuring.loss()).toEqual(terms);
    measuring.imageGradient();
    const carrying = rasterizer(scene, 30);
    carrying.write(shapes);
    carrying.writeImage(image);
    carrying.writeGradient(measuring.readGradient());
    carrying.backward();
    expect(carrying.sums).toEqual(fused.sums);
    expect(carrying.colorGradient).toEqual(fused.colorGradient);
    expect(carrying.sums.some((value) => value !== 0)).toBe(true);
  });

  it.each(named(cases.filter(({ width }) => width === 37)))(
    'steps alike whether or not the terms are wanted: %s',
    (_, scene) => {
      const shapes = randomShapes(20, 9, scene.sheared);
      const simd = rasterizer(scene, 20);
      const measured = stepOf(simd, shapes);
      expect(simd.step(shapes, false)).toBeUndefined();
      expect(simd.sums).toEqual(measured.sums);
      expect(simd.colorGradient).toEqual(measured.color);
    },
  );

  it('splits l2 exactly into its covered and uncovered parts', () => {
    const scene = { renderer: 'normalized', eps: 0.01, cutoff: 40, width: 37, height: 23 } as const;
    const { terms } = stepOf(rasterizer(scene, 5), randomShapes(5, 1, true));
    expect(terms?.uncovered).toBeGreaterThan(0);
    expect(terms?.l2).toBe((terms?.l2_covered ?? 0) + (terms?.l2_uncovered ?? 0));
  });

  it('tells of a stage that has nothing to work on', () => {
    const scene = { renderer: 'sum', width: 9, height: 9 } as const;
    const simd = rasterizer(scene, 1);
    const shapes = randomShapes(1, 1, false);
    expect(() => simd.loss()).toThrow('holds no image');
    simd.step(shapes, false);
    expect(() => simd.readImage()).toThrow('holds no image');
    simd.render(shapes);
    expect(() => simd.backward()).toThrow('no image gradient');
    expect(() => simd.readGradient()).toThrow('no image gradient');
    expect(() => simd.render({ ...shapes, color: [1, 2] })).toThrow(
      new RangeError('color: 2 values given, expected 3'),
    );
  });

  const options = {
    count: 1,
    width: 9,
    height: 9,
    target: new Float32Array(243),
    renderer: 'sum',
    gradient: 'l2',
  } as const;
  it.each([
    [{ count: 0 }, 'rasterizer count: 0 given, expected an integer from 1 to 100000'],
    [{ count: 100_001 }, 'rasterizer count: 100001 given, expected an integer from 1 to 100000'],
    [{ width: 8 }, 'rasterizer width: 8 given, expected an integer from 9 to 2048'],
    [{ height: 2049 }, 'rasterizer height: 2049 given, expected an integer from 9 to 2048'],
    [{ width: 9.5 }, 'rasterizer width: 9.5 given, expected an integer from 9 to 2048'],
    [{ threads: 65 }, 'rasterizer threads: 65 given, expected an integer from 1 to 64'],
    [{ eps: -1 }, 'rasterizer eps: -1 given, expected a finite number of at least 0'],
    [{ cutoff: Number.NaN }, 'rasterizer cutoff: NaN given, expected a finite number above 0'],
    [{ renderer: 'toString' as 'sum' }, 'rasterizer renderer: toString given, expected normalized, softmax, sum'],
    [{ gradient: 'l1' as 'l2' }, 'rasterizer gradient: l1 given, expected l2, full'],
    [{ target: new Float32Array(81) }, 'rasterizer target: 81 values given, expected 9 x 9 x 3 = 243'],
  ])('refuses %o', (wrong, message) => {
    expect(() => new SimdRasterizer({ ...options, ...wrong })).toThrow(new InputError(message));
  });
});
