import { describe, expect, it } from 'vitest';
import { doubles, square } from '../../../src/ilt/arrays.js';
import { analyze, blocks } from '../../../src/ilt/imaging/index.js';
import { pool } from '../../../src/ilt/recipe/pool.js';
import { solverOf } from '../../../src/ilt/recipe/prepare.js';
import type { Problem } from '../../../src/ilt/recipe/problem.js';
import { openCursor, type Scalars, type State, type Values } from '../../../src/solver.js';
import { belongsTo } from '../../support/allure.js';
import { randomArray } from '../../support/dense-imaging.js';
import { problem, randomParams, type Sketch } from '../../support/ilt-problems.js';

belongsTo('ilt', 'engines', 'simd');

const SIMPLE = { start: 32, count: 64 };
const SKETCHES: [string, Sketch][] = [
  ['SimpleILT', { size: 128, simple: SIMPLE }],
  ['SimpleILT with the band and Adam', { size: 128, simple: { ...SIMPLE, band: 0.5, adam: true } }],
  ['a single kernel', { size: 128, kernels: 1, simple: SIMPLE }],
  ['as many kernels as two vectors hold', { size: 128, kernels: 8, simple: SIMPLE }],
  ['an odd number of phases, and a window of odd rows', { size: 192, simple: { start: 33, count: 101 } }],
  ['the smallest grid, all of it a window', { size: 64, radius: 3, simple: { start: 0, count: 64 } }],
  ['more bins than points', { size: 64, radius: 20, kernels: 2, simple: { start: 7, count: 50 } }],
  ['what is dark left out', { size: 128, simple: { ...SIMPLE, steepness: 100, skips: true } }],
  ["OpenILT's coherent gradient", { size: 128, gradient: 'openilt-simple', simple: SIMPLE }],
  ["OpenILT's kernel by kernel", { size: 128, gradient: 'openilt-exact', simple: SIMPLE }],
  [
    'multi-level ILT with flare',
    {
      size: 256,
      flare: true,
      levels: [
        { block: 4, start: 32, pool: 3 },
        { block: 2, start: 32, pool: 5 },
      ],
    },
  ],
  ['blocks off the grid, seen twice as finely', { size: 256, levels: [{ block: 4, start: 18, pool: 1, sample: 2 }] }],
];

/** The names and values of all that the stages of one step pass on. */
function outputsOf(given: Problem, engine: 'simd' | 'strict', start: State): Values {
  const outputs: Record<string, Values[string]> = {};
  solverOf(given, engine, 1).step(start, (_, values) => Object.assign(outputs, values));
  return outputs;
}

const startOf = (given: Problem, engine: 'simd' | 'strict'): State => {
  const { iteration, values } = solverOf(given, engine, 1).init();
  const params = randomParams(given);
  return { iteration, values: { ...values, params: square(engine === 'simd' ? params : Float64Array.from(params)) } };
};

/** The largest difference against the largest value. */
function distance(values: Values, others: Values, name: string): number {
  const [a, b] = [doubles(values, name), doubles(others, name)];
  expect(a.length).toBe(b.length);
  const largest = b.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0) / largest;
}

function rowsOf(
  given: Problem,
  start: State,
  count: number,
  threads: number,
): { rows: (Scalars | undefined)[]; end: State } {
  const cursor = openCursor(solverOf(given, 'simd', threads), start);
  try {
    return { rows: Array.from({ length: count }, () => cursor.advance(true)), end: cursor.state() };
  } finally {
    cursor.close();
  }
}

describe.each(SKETCHES)('the SIMD engine of lithography: %s', (_, sketch) => {
  const given = problem(sketch);
  const [fast, exact] = (['simd', 'strict'] as const).map((engine) => outputsOf(given, engine, startOf(given, engine)));

  it.each(['mask', 'spectrum.re', 'spectrum.im', 'aerial.focus', 'aerial.defocus'])(
    'has the %s of the strict engine',
    (name) => {
      // single precision, 6e-8, through transforms of a few hundred terms
      expect(distance(fast, exact, name)).toBeLessThan(1e-5);
    },
  );

  it.each(['gradient.focus', 'gradient.defocus', 'gradient.params'])('has the %s of the strict engine', (name) => {
    // the resist multiplies the error of an intensity by its steepness
    expect(distance(fast, exact, name)).toBeLessThan(1e-4);
  });

  it.each(['loss', 'nominal', 'grad_norm', 'update_norm', 'saturated'])('has the %s of the strict engine', (name) => {
    expect(Math.abs((fast[name] as number) - (exact[name] as number))).toBeLessThan(
      1e-5 * Math.abs(exact[name] as number) + 1e-12,
    );
  });

  it.runIf(given.gradient === 'true')('carries the gradient back by the adjoint of its images', () => {
    const { mask, pool: side } = given.recipe.levels[0];
    const { stages } = solverOf(given, 'simd', 1);
    const run = (name: string, values: Values) =>
      stages.find((stage) => stage.name === name)?.run({ ...values, iteration: 1 }) as Values;
    const spectrum = (values: Float64Array) => {
      const { re, im } = analyze(values, blocks(mask, given.system.kernels.focus.radius));
      return { 'spectrum.re': square(re), 'spectrum.im': square(im) };
    };
    const [before, direction] = [22, 23].map((seed) => randomArray(mask.count * mask.count, seed, 0, 1));
    const along = pool(direction, mask.count, side);
    const [plus, minus] = [1, -1].map((sign) => run('aerial', spectrum(before.map((v, i) => v + sign * along[i]))));
    const pixels = doubles(plus, 'aerial.focus').length;
    const gradients = [24, 25].map((seed) => randomArray(pixels, seed));
    const back = run('gradient', {
      ...spectrum(before),
      // where theta m (1 - m) is theta / 4, which is 1
      mask: square(new Float64Array(before.length).fill(0.5)),
      'gradient.focus': square(gradients[0]),
      'gradient.defocus': square(gradients[1]),
    });
    let [there, scale] = [0, 0];
    for (const [c, name] of ['aerial.focus', 'aerial.defocus'].entries()) {
      const [a, b] = [doubles(plus, name), doubles(minus, name)];
      for (let i = 0; i < pixels; i++) {
        // an image is a square, so that half the difference of both sides is its derivative along the direction
        const change = (gradients[c][i] * (a[i] - b[i])) / 2;
        there += change;
        scale += Math.abs(change);
      }
    }
    const here = doubles(back, 'gradient.params').reduce((sum, g, i) => sum + g * direction[i], 0);
    expect(Math.abs(here - there)).toBeLessThan(1e-6 * scale);
  });

  it('goes the same way in one go, in parts, on several threads and when it goes on from a state on the way', () => {
    const start = startOf(given, 'simd');
    const steps = 6;
    const whole = rowsOf(given, start, steps, 1);
    const parts: { rows: (Scalars | undefined)[]; end: State } = { rows: [], end: start };
    const solver = solverOf(given, 'simd', 1);
    for (let i = 0; i < steps; i++) {
      const { state, scalars } = solver.step(parts.end);
      parts.rows.push(scalars);
      parts.end = state;
    }
    expect(parts).toEqual(whole);
    expect(rowsOf(given, start, steps, 3)).toEqual(whole);
    const half = rowsOf(given, start, 2, 1);
    expect(rowsOf(given, half.end, steps - 2, 2)).toEqual({ rows: whole.rows.slice(2), end: whole.end });
  });
});
