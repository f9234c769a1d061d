import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doubles } from '../../../src/ilt/arrays.js';
import { blockMeans, doubled, pool } from '../../../src/ilt/recipe/pool.js';
import type { Settings } from '../../../src/settings.js';
import type { State } from '../../../src/solver.js';
import type { Prepared } from '../../../src/subject.js';
import { tensor } from '../../../src/tensor.js';
import { belongsTo } from '../../support/allure.js';
import { randomArray } from '../../support/dense-imaging.js';
import { prepareIlt } from '../../support/ilt.js';

belongsTo('ilt', 'solvers', 'recipes');

const SMALL: Settings = { size: 64, pixel: 8, crop: true, kernel_count: 5 };
const RECIPES: [string, Settings][] = [
  ['SimpleILT', { program: 'simple' }],
  ['SimpleILT with a band and flare', { program: 'simple', weight_band: 0.5, flare: 'physical', tis: 0.2 }],
  ['the default recipe', { program: 'multilevel' }],
  ['few shots', { program: 'multilevel', recipe: 'few-shots', flare: 'off' }],
];

const prepare = (settings: Settings) => prepareIlt({ ...SMALL, ...settings }, { engine: 'strict' });

/** Loss and gradient at parameters, at some iteration. */
function evaluate({ solver }: Prepared, { values }: State, params: Float64Array, iteration: number) {
  const side = Math.sqrt(params.length);
  const seen: Record<string, unknown> = {};
  const state = { iteration: iteration - 1, values: { ...values, params: tensor([side, side], params) } };
  const { scalars } = solver.step(state, (_stage, outputs) => Object.assign(seen, outputs));
  return { loss: scalars.loss, gradient: doubles(seen as never, 'gradient.params') };
}

describe.each(RECIPES)('the gradient of %s', (_name, settings) => {
  it.each([1, 40])(
    'is that of its loss, by central differences in random directions, at iteration %i',
    async (iteration) => {
      const prepared = await prepare(settings);
      const start = prepared.solver.init();
      const size = doubles(start.values, 'params').length;
      const params = randomArray(size, 5, 0.3, 0.7);
      const { gradient } = evaluate(prepared, start, params, iteration);
      for (const seed of [1, 2]) {
        const direction = randomArray(size, seed);
        const moved = (step: number) => params.map((value, i) => value + step * direction[i]);
        const at = (step: number) => evaluate(prepared, start, moved(step), iteration).loss;
        const step = 1e-6;
        const slope = (at(step) - at(-step)) / (2 * step);
        const expected = gradient.reduce((sum, g, i) => sum + g * direction[i], 0);
        const length = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
        expect(length).toBeGreaterThan(0);
        expect(Math.abs(slope - expected)).toBeLessThan(1e-6 * length);
      }
    },
  );
});

describe("OpenILT's approximate gradients", () => {
  it.each([
    // of the contest's kernels, which are nearly symmetric, 0.92 and 0.98 are known
    ['openilt-simple', 0.6],
    ['openilt-exact', 0.8],
  ])('%s points about the way of the true one, and is another', async (gradient, least) => {
    const [own, exact] = await Promise.all([prepare({ program: 'simple', gradient }), prepare({ program: 'simple' })]);
    const start = exact.solver.init();
    const params = doubles(start.values, 'params');
    const [a, b] = [own, exact].map((prepared) => evaluate(prepared, start, params, 1).gradient);
    const inner = (x: Float64Array, y: Float64Array) => x.reduce((sum, value, i) => sum + value * y[i], 0);
    const cosine = inner(a, b) / Math.sqrt(inner(a, a) * inner(b, b));
    expect(cosine).toBeGreaterThan(least);
    expect(cosine).toBeLessThan(0.99999);
  });
});

describe('the parts of a recipe', () => {
  const inner = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);

  it('averages over squares by a matrix that is its own adjoint', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.constantFrom(1, 3, 5, 7), fc.nat(), (count, side, seed) => {
        const [x, y] = [randomArray(count * count, seed), randomArray(count * count, seed + 1)];
        const difference = inner(pool(x, count, side), y) - inner(x, pool(y, count, side));
        expect(Math.abs(difference)).toBeLessThan(1e-12 * count * count);
      }),
      { seed: 42, numRuns: 50 },
    );
  });

  it('doubles a grid without a step at its edge, and keeps what is linear', () => {
    const count = 5;
    const plane = (side: number, step: number, from: number) =>
      Float64Array.from({ length: side * side }, (_v, i) => from + step * (i % side) - 2 * step * Math.floor(i / side));
    const fine = doubled(plane(count, 2, 3), count);
    const expected = plane(2 * count, 1, 3 + 0.5);
    for (let y = 1; y < 9; y++) {
      for (let x = 1; x < 9; x++) expect(fine[y * 10 + x]).toBeCloseTo(expected[y * 10 + x], 12);
    }
    expect(fine[0]).toBe(3);
  });

  it('means over blocks are those of their pixels', () => {
    const image = Float64Array.from({ length: 36 }, (_v, i) => i);
    expect(blockMeans(image, { pixels: 6, start: 1, block: 2, count: 2 })).toEqual(
      Float64Array.of(10.5, 12.5, 22.5, 24.5),
    );
  });
});
