import fc from 'fast-check';
import type { Patch, PatchExperts, Pdm, Smoothing } from '../../src/clnf/model/model.js';

const doubles = (length: number, more: fc.DoubleConstraints = {}) =>
  fc.float64Array({ minLength: length, maxLength: length, noNaN: true, noDefaultInfinity: true, ...more });
const floats = (length: number) =>
  fc.float32Array({ minLength: length, maxLength: length, noNaN: true, noDefaultInfinity: true });
const double = fc.double({ noNaN: true, noDefaultInfinity: true });

/** Point distribution models of any numbers, which need not make sense to a fit. */
export const pdms: fc.Arbitrary<Pdm> = fc
  .record({ points: fc.integer({ min: 1, max: 9 }), modes: fc.integer({ min: 1, max: 7 }) })
  .chain(({ points, modes }) =>
    fc.record({
      points: fc.constant(points),
      modes: fc.constant(modes),
      mean: doubles(3 * points),
      basis: doubles(3 * points * modes),
      variances: doubles(modes, { min: Number.MIN_VALUE }),
    }),
  );

/** Patch experts with any numbers of landmarks, views, windows, smoothing components and neurons. */
export const experts: fc.Arbitrary<PatchExperts & { readonly points: number }> = fc
  .record({
    points: fc.integer({ min: 1, max: 4 }),
    views: fc.integer({ min: 1, max: 3 }),
    components: fc.integer({ min: 0, max: 3 }),
    windows: fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
  })
  .chain(({ points, views, components, windows }) => {
    const betas = windows.length === 0 ? 0 : components;
    return fc.record({
      points: fc.constant(points),
      scale: fc.double({ min: 0.01, max: 100, noNaN: true }),
      smoothing: fc.tuple(...windows.map((window) => smoothingOf(window, components))),
      views: fc.array(
        fc.record({
          center: doubles(3),
          visible: fc.int32Array({ minLength: points, maxLength: points }),
          patches: fc.array(patchOf(betas), { minLength: points, maxLength: points }),
        }),
        { minLength: views, maxLength: views },
      ),
    });
  });

const smoothingOf = (window: number, components: number): fc.Arbitrary<Smoothing> =>
  fc.record({
    window: fc.constant(window),
    components: fc.array(floats(window * window * window * window), { minLength: components, maxLength: components }),
  });

const sides = fc.integer({ min: 0, max: 4 });
const patchOf = (betas: number): fc.Arbitrary<Patch> =>
  fc.record({ width: sides, height: sides, count: fc.integer({ min: 0, max: 3 }), unused: fc.integer() }).chain(
    ({ width, height, count, unused }): fc.Arbitrary<Patch> =>
      count === 0
        ? fc.constant({ width, height, neurons: [], betas: new Float64Array(0), confidence: 0, unused })
        : fc.record({
            width: fc.constant(width),
            height: fc.constant(height),
            neurons: fc.array(
              fc.record({ norm: double, bias: double, alpha: double, weights: floats(width * height) }),
              {
                minLength: count,
                maxLength: count,
              },
            ),
            betas: doubles(betas),
            confidence: double,
            unused: fc.constant(0),
          }),
  );

/** The smallest whole model that a fit can use: two landmarks, one mode, one view, patches of one pixel, one neuron. */
export const SMALLEST: { readonly pdm: Pdm; readonly experts: PatchExperts } = {
  pdm: {
    points: 2,
    modes: 1,
    mean: Float64Array.of(-10, 10, 0, 0, 0, 0),
    basis: Float64Array.of(-Math.SQRT1_2, Math.SQRT1_2, 0, 0, 0, 0),
    variances: Float64Array.of(1),
  },
  experts: {
    scale: 0.5,
    smoothing: [],
    views: [
      {
        center: new Float64Array(3),
        visible: Int32Array.of(1, 1),
        patches: [0, 1].map(() => ({
          width: 1,
          height: 1,
          neurons: [{ norm: 1, bias: 0, alpha: 1, weights: Float32Array.of(1) }],
          betas: new Float64Array(0),
          confidence: 1,
          unused: 0,
        })),
      },
    ],
  },
};
