import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Window } from '../../src/clnf/engine.js';
import { simdEngine } from '../../src/clnf/simd.js';
import { SAMPLES, STEPS, strictEngine } from '../../src/clnf/strict.js';
import type { GrayImage } from '../../src/clnf/warp.js';
import { belongsTo } from '../support/allure.js';
import { worst } from '../support/clnf.js';
import { drawnModel, type ModelShape } from '../support/clnf-model.js';

belongsTo('clnf', 'engines', 'simd and strict');

const shapes = fc.record<ModelShape>({
  points: fc.integer({ min: 2, max: 9 }),
  modes: fc.integer({ min: 1, max: 6 }),
  patch: fc.integer({ min: 2, max: 11 }),
  neurons: fc.integer({ min: 1, max: 8 }),
  smoothing: fc.constantFrom('none', 'symmetric', 'askew'),
  windows: fc.constant([3, 5, 7, 9, 11]),
  hidden: fc.integer({ min: 0, max: 1 }),
});

/** Any model, window and pose: the landmarks may lie in the image, over its edge or far outside. */
const situations = fc.record({
  shape: shapes,
  seed: fc.integer(),
  side: fc.constantFrom(3, 5, 7, 9, 11),
  scale: fc.constantFrom(0, 1),
  weight: fc.constantFrom(0, 2.5),
  isPlain: fc.boolean(),
  rigid: fc.boolean(),
  yaw: fc.constantFrom(0, 0.5),
  place: fc.tuple(fc.integer({ min: -60, max: 160 }), fc.integer({ min: -60, max: 160 })),
});

it('come to the same in every stage, for any model, window, pose and image', () => {
  fc.assert(
    fc.property(situations, ({ shape, seed, side, scale, weight, isPlain, rigid, yaw, place }) => {
      const draw = drawing(seed);
      const model = drawnModel(shape, draw);
      const image = noise(draw, 97, 61);
      const window: Window = { model: 0, scale, side, regularization: 9, sigma: 1.4, weight, iterations: 5 };
      const params = Float64Array.from({ length: 6 + shape.modes }, (_, i) => (i < 6 ? 0 : 4 * draw() - 2));
      params.set([0.4 + draw(), 0.2 * draw(), yaw, 0.3 * draw(), ...place]);
      const fast = simdEngine({ models: [model], windows: [window], pixels: 97 * 61, isPlain });
      const exact = strictEngine([model], { ...STEPS, sample: SAMPLES[isPlain ? 'bilinear' : 'opencv'] });

      const [a, b] = [fast, exact].map((engine) => engine.place(window, params, image));
      expect(a.view).toBe(b.view);
      expect(worst(a.base, b.base)).toBeLessThan(1e-10);
      expect(worst(a.toImage, b.toImage)).toBeLessThan(1e-11);
      expect(worst(a.warp, b.warp)).toBeLessThan(1e-9);
      // bilinear sampling is rounded to 1/1024 of a gray value; a step of 1/32 px may turn at its very middle, never in these
      expect(worst(a.areas, b.areas)).toBeLessThan(isPlain ? 1 / 2047 : 1e-9);

      // from here on the same inputs, which both engines can hold: the fast engine's own
      const sums = [fast, exact].map((engine) => engine.patchResponse(window, a.view, a.areas));
      // correlations of up to 121 products in single precision, times a norm of 5, into logistic functions of slope 1/4
      expect(worst(sums[0], sums[1])).toBeLessThan(2e-5 * shape.neurons);
      const maps = [fast, exact].map((engine) => engine.responseMap(window, a.view, sums[0]));
      // an inverse of condition up to 100 in single precision
      expect(worst(maps[0], maps[1])).toBeLessThan(2e-5 * shape.neurons);
      const moved = params.map((value, i) => value + (i > 3 ? 0.7 * draw() : 0));
      const shifts = [fast, exact].map((engine) => engine.meanShift(window, moved, a, maps[0]));
      if (shifts[1].reference.every(Number.isFinite)) {
        // pixels of the reference frame up to 11 in single precision, of the image up to 6 times as many
        expect(worst(shifts[0].reference, shifts[1].reference)).toBeLessThan(1e-4);
        expect(worst(shifts[0].image, shifts[1].image)).toBeLessThan(6e-4);
      }
      expect(worst(shifts[0].coordinates, shifts[1].coordinates)).toBeLessThan(1e-8);

      const jacobian = exact.jacobian(window, a.view, moved, rigid);
      expect(worst(fast.jacobian(window, a.view, moved, rigid), jacobian)).toBe(0);
      const drawn = shifts[1].image.map((value) => (Number.isFinite(value) ? value : 0));
      const [c, d] = [fast, exact].map((engine) => engine.solve(window, a.view, moved, jacobian, drawn));
      const size = d.hessian.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
      // the same sums in double precision in another order
      expect(worst(c.hessian, d.hessian)).toBeLessThan(1e-12 * size);
      expect(worst(c.gradient, d.gradient)).toBeLessThan(1e-9 * Math.sqrt(size));
    }),
    { seed: 42, numRuns: 60 },
  );
});

it("solve for any Jacobian that they are given, not only for the shape's own", () => {
  const draw = drawing(7);
  const model = drawnModel(
    { points: 6, modes: 3, patch: 5, neurons: 3, smoothing: 'none', windows: [5], hidden: 0 },
    draw,
  );
  const window: Window = { model: 0, scale: 0, side: 5, regularization: 9, sigma: 1.4, weight: 0, iterations: 5 };
  const params = Float64Array.of(1, 0.1, 0.2, 0.1, 50, 40, 1, -1, 2);
  const engines = [
    simdEngine({ models: [model], windows: [window], pixels: 1, isPlain: false }),
    strictEngine([model]),
  ];
  const jacobian = engines[1].jacobian(window, 0, params, false).map((value) => value * (1 + 0.1 * draw()));
  const shifts = Float64Array.from({ length: 12 }, () => draw() - 0.5);
  const [a, b] = engines.map((engine) => engine.solve(window, 0, params, jacobian, shifts));
  expect(worst(a.update, b.update)).toBe(0);
});

/** Numbers from 0 to 1 without their bounds, by a multiplicative generator (Lehmer). */
function drawing(seed: number): () => number {
  let state = (Math.abs(seed) % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

const noise = (draw: () => number, width: number, height: number): GrayImage => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height }, () => Math.floor(256 * draw())),
});
