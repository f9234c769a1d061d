import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import type { Settings } from '../../src/settings.js';
import { openCursor, type State, type Values } from '../../src/solver.js';
import type { EngineName } from '../../src/subject.js';
import type { Tensor } from '../../src/tensor.js';
import { belongsTo } from '../support/allure.js';
import { prepareGaussian, rowsOf } from '../support/gaussian.js';
import { relativeError } from '../support/simd-scene.js';

belongsTo('gaussian', 'engines');

const COVARIANCES = ['axis', 'rotation', 'cholesky'] as const;
const RENDERERS: Settings[] = [{ eps: 0.01, cutoff: 40 }, { renderer: 'softmax' }, { renderer: 'sum', cutoff: 40 }];
const SMALL = { size: 24, gaussians: 10, seed: 3 };
const data = (values: Values, name: string) => (values[name] as Tensor<Float32Array>).data;

describe('the engine', () => {
  it.each<[EngineName, Settings]>([
    ['strict', {}],
    ['strict', { cutoff: 25, optimizer: 'sgd', freeze: 'scale' }],
    ['strict', { precision: 'f64', renderer: 'softmax' }],
    ['simd', { eps: 0.01 }],
    ['simd', { gradient: 'full' }],
    ['simd', { covariance: 'rotation' }],
    ['simd', { renderer: 'sum' }],
  ])('is %s for %j, when none is asked for', async (engine, settings) => {
    expect((await prepareGaussian({ ...SMALL, ...settings })).engine).toBe(engine);
  });

  it.each(['simd', 'tensorflow'] as const)('%s refuses double precision', async (engine) => {
    await expect(prepareGaussian({ precision: 'f64' }, { engine })).rejects.toThrow(
      new InputError(`setting precision=f64: the ${engine} engine is single precision; use --engine strict`),
    );
  });

  it('tensorflow refuses to divide by nothing', async () => {
    await expect(prepareGaussian({ ...SMALL, eps: 0 }, { engine: 'tensorflow' })).rejects.toThrow(InputError);
  });
});

describe('the engines simd and strict', () => {
  const cases = COVARIANCES.flatMap((covariance) =>
    RENDERERS.flatMap((renderer) =>
      (['l2', 'full'] as const).map((gradient) => ({ covariance, gradient, ...renderer })),
    ),
  );

  it.each(cases)('go the same way for 20 iterations: %j', async (settings) => {
    const [fast, exact] = await Promise.all(
      (['simd', 'strict'] as const).map((engine) => prepareGaussian({ ...SMALL, ...settings }, { engine })),
    );
    const start = fast.solver.init();
    const rows = rowsOf(exact, start, 20);
    for (const [iteration, { loss }] of rowsOf(fast, start, 20)) {
      // a step of Adam is the rate however small the gradient, so that rounding of 1e-7 can turn single entries around
      expect(Math.abs(loss / (rows.get(iteration)?.loss as number) - 1), `${iteration}`).toBeLessThan(1e-4);
    }
    expect(rows.get(20)?.loss).toBeLessThan(rows.get(1)?.loss as number);
  });

  it('agree about the reference program', async () => {
    const [fast, exact] = await Promise.all(
      (['simd', 'strict'] as const).map((engine) => prepareGaussian({}, { engine })),
    );
    const rows = rowsOf(exact, exact.solver.init(), 100);
    for (const [iteration, row] of rowsOf(fast, fast.solver.init(), 100)) {
      const strict = rows.get(iteration);
      // double and single precision, too, part by 1e-6 from iteration 19 and by 1e-5 from 552
      expect(Math.abs(row.loss / (strict?.loss as number) - 1), `${iteration}`).toBeLessThan(1e-5);
      expect(row.uncovered).toBe(strict?.uncovered);
    }
  });
});

describe('the engine tensorflow', () => {
  it.each(COVARIANCES)('has the gradient of the model: %s', async (covariance) => {
    const settings = { size: 12, gaussians: 5, covariance, gradient: 'full', eps: 0.01, cutoff: 40 };
    const gradients = await Promise.all(
      (['tensorflow', 'strict'] as const).map(async (engine) => {
        const { solver } = await prepareGaussian(settings, { engine });
        let backward: Values = {};
        solver.step(askew(solver.init()), (stage, outputs) => {
          if (stage === 'backward') backward = outputs;
        });
        return backward;
      }),
    );
    const [tensorflow, model] = gradients;
    expect(Object.keys(tensorflow).sort()).toEqual(Object.keys(model).sort());
    for (const name of Object.keys(model)) {
      // single precision, with weights down to exp(-20) of distances that are rounded at 40 * 6e-8
      expect(relativeError(data(tensorflow, name), data(model, name)), name).toBeLessThan(1e-4);
    }
  });
});

/** A start whose Gaussians are not round, so that a rotation has a gradient. */
function askew(state: State): State {
  const values = Object.fromEntries(
    Object.entries(state.values).map(([name, value]) => {
      if (typeof value === 'number' || !['scale', 'rotation', 'cholesky'].includes(name)) return [name, value];
      const stretched = value.data.map(((entry: number, i: number) =>
        name === 'scale' || name === 'cholesky' ? entry * (1.5 + 0.25 * (i % 4)) : 0.3 * i) as never);
      return [name, { ...value, data: stretched } as Tensor];
    }),
  );
  return { ...state, values };
}

describe('a trainable covariance', () => {
  it.each(['rotation', 'cholesky'] as const)('learns, and stays within its clamps: %s', async (covariance) => {
    const settings = { size: 32, gaussians: 20, covariance, gradient: 'full', eps: 0.01, cutoff: 40, lr: 0.01 };
    const prepared = await prepareGaussian(settings);
    const { solver } = prepared;
    const start = solver.init();
    const cursor = openCursor(solver, start);
    const losses = Array.from({ length: 200 }, () => cursor.advance(true)?.loss as number);
    const { values } = cursor.state();
    cursor.close();
    expect(Math.min(...losses.slice(-10))).toBeLessThan(0.5 * losses[0]);
    const within = (name: string, low: number, high: number, column = 0, width = 1) => {
      const entries = data(values, name).filter((_, i) => i % width === column);
      expect(Math.min(...entries), name).toBeGreaterThanOrEqual(Math.fround(low));
      expect(Math.max(...entries), name).toBeLessThanOrEqual(Math.fround(high));
    };
    within('position', 0, 1);
    within('color', 0, 1);
    if (covariance === 'rotation') {
      within('scale', 0.001, 0.5);
      expect(data(values, 'rotation').some((angle) => Math.abs(angle) > 0.05)).toBe(true);
    } else {
      within('cholesky', 0.001, 0.5, 0, 3);
      within('cholesky', -0.5, 0.5, 1, 3);
      within('cholesky', 0.001, 0.5, 2, 3);
      expect(data(values, 'cholesky').some((entry, i) => i % 3 === 1 && Math.abs(entry) > 0.01)).toBe(true);
    }
  });
});
