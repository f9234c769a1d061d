import { beforeAll, describe, expect, it } from 'vitest';
import { doubles } from '../../src/ilt/arrays.js';
import { type Made, makeUp } from '../../src/ilt/load.js';
import { problemOf } from '../../src/ilt/recipe/prepare.js';
import { levelAt } from '../../src/ilt/recipe/recipe.js';
import { parseIltSettings, type RecipeSettings } from '../../src/ilt/settings.js';
import { tensorflowObjective } from '../../src/ilt/tensorflow/objective.js';
import { openTensorflow, type Tensorflow } from '../../src/kernels/tensorflow.js';
import { readRegularFile } from '../../src/run/index.js';
import type { Settings } from '../../src/settings.js';
import { tensor } from '../../src/tensor.js';
import { belongsTo } from '../support/allure.js';
import { randomArray } from '../support/dense-imaging.js';
import { prepareIlt, runFor } from '../support/ilt.js';

belongsTo('ilt', 'engines', 'TensorFlow.js');

const SMALL: Settings = { size: 128, pixel: 8, kernel_count: 12 };
const RECIPES: [string, Settings, number][] = [
  ['SimpleILT, with a frame around its window', { program: 'simple' }, 1],
  ['SimpleILT with a band, corners and flare', { program: 'simple', weight_band: 0.5, flare: 'physical', tis: 0.1 }, 1],
  ['the first level of the default recipe', { program: 'multilevel' }, 3],
  ['the second level, of another power', { program: 'multilevel' }, 110],
  ['a recipe with samples finer than its blocks', { program: 'multilevel', recipe: 'few-shots', flare: 'off' }, 20],
];

let tf: Tensorflow;
beforeAll(async () => {
  ({ tf } = await openTensorflow());
});

const furthest = (a: ArrayLike<number>, b: Float64Array) =>
  b.reduce((most, v, i) => Math.max(most, Math.abs(v - a[i])), 0);
const largest = (a: Float64Array) => a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

describe.each(RECIPES)('%s, in matrix products', (_, settings, iteration) => {
  const given = { ...SMALL, ...settings };
  const made = makeUp(parseIltSettings(given) as RecipeSettings) as Made<RecipeSettings>;

  it('has the images and the loss of the other engine within 1e-5, and by the tape its gradient within 1e-4', async () => {
    const problem = problemOf(made, { read: (_name, path) => readRegularFile(path) });
    const { level, step } = levelAt(problem.recipe, iteration);
    const params = randomArray(level.mask.count * level.mask.count, 3, 0.2, 0.8);
    const { solver } = await prepareIlt(given, { engine: 'strict' });
    const seen: Record<string, unknown> = {};
    const values = { ...solver.init().values };
    for (const name of Object.keys(values).filter((each) => each.endsWith('params'))) {
      values[name] = tensor([level.mask.count, level.mask.count], new Float64Array(params.length));
    }
    const state = {
      iteration: iteration - 1,
      values: { ...values, params: tensor([level.mask.count, level.mask.count], params) },
    };
    const { scalars } = solver.step(state, (_stage, outputs) => Object.assign(seen, outputs));

    const before = tf.memory().numTensors;
    const found = tensorflowObjective(tf, problem, level)(params, step);
    expect(tf.memory().numTensors).toBe(before);
    for (const condition of ['focus', 'defocus'] as const) {
      const expected = doubles(seen as never, `aerial.${condition}`);
      expect(found.aerial[condition]).toHaveLength(expected.length);
      expect(furthest(found.aerial[condition], expected)).toBeLessThan(1e-5 * largest(expected));
    }
    for (const name of ['loss', 'nominal', 'corners', 'band'] as const) {
      expect(Math.abs(found[name] - scalars[name])).toBeLessThanOrEqual(1e-5 * scalars.loss);
    }
    const gradient = doubles(seen as never, 'gradient.params');
    expect(found.gradient).toHaveLength(gradient.length);
    expect(furthest(found.gradient, gradient)).toBeLessThan(1e-4 * largest(gradient));
  });
});

describe('the engine tensorflow', () => {
  it('takes a run the way that the strict one takes it', async () => {
    const settings = { ...SMALL, kernel_count: 6, program: 'multilevel' };
    const [own, strict] = await Promise.all(
      (['tensorflow', 'strict'] as const).map((engine) => prepareIlt(settings, { engine })),
    );
    expect(own.engine).toBe('tensorflow');
    const [actual, expected] = [own, strict].map((prepared) => runFor(prepared, 4).rows);
    for (const [i, row] of expected.entries()) {
      expect(Object.keys(actual[i])).toEqual(Object.keys(row));
      // Adam divides by the gradient's size, so that small entries of it count as much as large ones
      expect(Math.abs(actual[i].loss / row.loss - 1)).toBeLessThan(1e-4);
    }
  });

  it('has no approximate gradients', async () => {
    const act = prepareIlt({ ...SMALL, program: 'simple', gradient: 'openilt-exact' }, { engine: 'tensorflow' });
    await expect(act).rejects.toThrow('setting gradient=openilt-exact: the tape has the true one; use --engine strict');
  });
});
