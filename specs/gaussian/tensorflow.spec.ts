import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { TensorflowModel } from '../../src/gaussian/tensorflow.js';
import type { TensorflowParameters, TensorflowSettings } from '../../src/gaussian/tensorflow-settings.js';
import { openTensorflow, type Tensorflow } from '../../src/kernels/tensorflow.js';
import { stdRng } from '../../src/random/std-rng.js';
import { finiteDifferences, forward } from '../support/finite-difference-gaussian.js';

const WIDTH = 24;
const HEIGHT = 20;
const COUNT = 8;
const RENDERERS = ['normalized', 'softmax', 'sum'] as const;
const COVARIANCES = ['axis', 'rotation', 'cholesky'] as const;

const random = stdRng(7);
const draw = (count: number, low: number, high: number) =>
  Float32Array.from({ length: count }, () => random(low, high));
// Scales from 2 pixels up and a cutoff of 40 (exp(-20) = 2e-9): no difference quotient sees a pixel enter or leave.
const base: TensorflowSettings = {
  width: WIDTH,
  height: HEIGHT,
  target: draw(WIDTH * HEIGHT * 3, 0, 1).map((noise, i) => 0.2 * noise + (0.7 * (Math.floor(i / 3) % WIDTH)) / WIDTH),
  renderer: 'normalized',
  eps: 0.01,
  cutoff: 40,
  covariance: 'axis',
  gradient: 'full',
};
const position = draw(2 * COUNT, 0.1, 0.9);
const color = draw(3 * COUNT, 0, 1);
const scale = draw(2 * COUNT, 0.08, 0.2);
const PARAMETERS = {
  axis: { position, scale, color },
  rotation: { position, scale, rotation: draw(COUNT, -2, 2), color },
  cholesky: { position, cholesky: draw(3 * COUNT, 0.08, 0.2).map((l, i) => (i % 3 === 1 ? 1.5 * l - 0.2 : l)), color },
};

/** The largest difference, relative to the largest expected value. */
function deviation(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  let [difference, size] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
    size = Math.max(size, Math.abs(expected[i]));
  }
  expect(size).toBeGreaterThan(0);
  return difference / size;
}

// Single precision rounds by 6e-8 an operation. A squared distance, up to 40 where a weight counts, multiplies that in the
// exponent, and a gradient sums 480 such terms of either sign. The JavaScript backend stays within 2e-6; the rest is for
// backends that sum in another order and round their exponential less well.
const TOLERANCE = 2e-5;

let tf: Tensorflow;
let model: TensorflowModel | undefined;
beforeAll(async () => {
  ({ tf } = await openTensorflow());
});
afterEach(() => model?.dispose());
/** One forward and backward pass. */
const evaluate = (model: TensorflowModel, parameters: TensorflowParameters) => {
  const drawn = model.render(parameters);
  const { imageGradient, ...terms } = model.loss(drawn.image);
  return { ...drawn, ...terms, gradients: model.backward(parameters, imageGradient) };
};

const open = (settings: Partial<TensorflowSettings> = {}) => {
  model = new TensorflowModel(tf, { ...base, ...settings });
  return model;
};

describe.each(RENDERERS)('the renderer %s', (renderer) => {
  describe.each(COVARIANCES)('with covariances of the form %s', (covariance) => {
    const scene = { ...base, renderer, covariance };
    const parameters = PARAMETERS[covariance];

    it('draws and scores the image of the double-precision textbook model', () => {
      const actual = evaluate(open(scene), parameters);
      const expected = forward(parameters, scene);
      for (const map of ['weight', 'nearest', 'image'] as const) {
        expect(deviation(actual[map], expected[map]), map).toBeLessThan(TOLERANCE);
      }
      for (const term of ['l1', 'l2', 'ssim', 'loss'] as const) {
        expect(deviation([actual[term]], [expected[term]]), term).toBeLessThan(TOLERANCE);
      }
    });

    it('has the gradients that finite differences find, of the squared error and of the whole loss', () => {
      const expected = finiteDifferences(parameters, scene);
      for (const [gradient, term] of [
        ['l2', 'l2'],
        ['full', 'loss'],
      ] as const) {
        const { gradients } = evaluate(open({ ...scene, gradient }), parameters);
        expect(Object.keys(gradients)).toEqual(Object.keys(parameters));
        for (const [name, group] of Object.entries(expected[term])) {
          expect(deviation(gradients[name], group), `${gradient} ${name}`).toBeLessThan(TOLERANCE);
        }
      }
    });
  });
});

describe('the cutoff', () => {
  it('leaves out a weight beyond it and keeps one at it', () => {
    // One Gaussian centered on pixel (0, 0), a standard deviation of one pixel: pixel (x, 0) lies at distance x².
    const one = {
      position: Float32Array.of(0, 0),
      scale: Float32Array.of(1 / 16, 1 / 16),
      color: Float32Array.of(1, 1, 1),
    };
    const frame = { width: 16, height: 16, target: new Float32Array(16 * 16 * 3) };
    const { weight, nearest } = evaluate(open({ ...frame, cutoff: 9 }), one);
    expect(Array.from(nearest.subarray(0, 6))).toEqual([0, 1, 4, 9, 16, 25]);
    // the exponential of the backend is rounded to single precision, half a unit of 6e-8
    expect(deviation(weight.subarray(0, 6), [1, Math.exp(-0.5), Math.exp(-2), Math.exp(-4.5), 0, 0])).toBeLessThan(
      1e-7,
    );
  });

  it('has no share in the gradient', () => {
    // With a cutoff amid the image a pixel enters or leaves now and then; far smaller steps than its distance see none.
    const scene = { ...base, cutoff: 9 };
    const { gradients } = evaluate(open(scene), PARAMETERS.axis);
    for (const [name, group] of Object.entries(finiteDifferences(PARAMETERS.axis, scene).loss)) {
      expect(deviation(gradients[name], group), name).toBeLessThan(TOLERANCE);
    }
  });
});

describe('bands', () => {
  it('give what one pass gives, also where the last is shorter', () => {
    const whole = evaluate(open(), PARAMETERS.axis);
    model?.dispose();
    const bands = evaluate(open({ pairs: 100 * COUNT }), PARAMETERS.axis);
    expect(bands.image).toEqual(whole.image);
    expect(bands.weight).toEqual(whole.weight);
    expect(bands.loss).toBe(whole.loss);
    for (const [name, group] of Object.entries(whole.gradients)) {
      // sums of 480 single-precision terms, in another order
      expect(deviation(bands.gradients[name], group), name).toBeLessThan(1e-5);
    }
  });

  it('hold a pixel at least, however few pairs are allowed', () => {
    const tiny = { width: 9, height: 9, target: new Float32Array(9 * 9 * 3) };
    const { image } = evaluate(open({ ...tiny, pairs: 1 }), PARAMETERS.axis);
    expect(deviation(image, forward(PARAMETERS.axis, { ...base, ...tiny }).image)).toBeLessThan(TOLERANCE);
  });
});

describe('a model', () => {
  it('holds one tensor, leaves none behind after an evaluation, and none at all once disposed', () => {
    const before = tf.memory().numTensors;
    open();
    expect(tf.memory().numTensors).toBe(before + 1);
    evaluate(model as TensorflowModel, PARAMETERS.axis);
    expect(tf.memory().numTensors).toBe(before + 1);
    model?.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives the same bits again, and changes neither its parameters nor its target', () => {
    const parameters = structuredClone(PARAMETERS.rotation);
    const target = base.target.slice();
    const first = evaluate(open({ covariance: 'rotation', target }), parameters);
    expect(evaluate(model as TensorflowModel, parameters)).toEqual(first);
    expect(parameters).toEqual(PARAMETERS.rotation);
    expect(target).toEqual(base.target);
  });

  it('is not moved by what happens to the arrays it was given', () => {
    const target = base.target.slice();
    const first = evaluate(open({ target }), PARAMETERS.axis);
    target.fill(0);
    expect(evaluate(model as TensorflowModel, PARAMETERS.axis).loss).toBe(first.loss);
  });

  it('takes parameters in double precision', () => {
    const doubles = Object.fromEntries(
      Object.entries(PARAMETERS.axis).map(([name, group]) => [name, Float64Array.from(group)]),
    );
    const single = evaluate(open(), PARAMETERS.axis);
    expect(evaluate(model as TensorflowModel, doubles)).toEqual(single);
  });

  it.each<[string, Partial<TensorflowSettings>, string]>([
    ['a width without a window', { width: 8 }, 'width is 8; expected a whole number above 8'],
    ['a broken height', { height: 20.5 }, 'height is 20.5; expected a whole number above 8'],
    ['a target of another size', { target: new Float32Array(5) }, 'target is 5 values; expected 24 * 20 * 3'],
    ['an eps of zero', { eps: 0 }, 'eps is 0; expected above 0 for the renderer normalized'],
    ['a cutoff that is no number', { cutoff: Number.NaN }, 'cutoff is NaN; expected above 0'],
    ['no room for a pair', { pairs: 0 }, 'pairs is 0; expected above 0'],
  ])('refuses %s', (_, settings, message) => {
    expect(() => open(settings)).toThrow(new InputError(`TensorFlow.js engine: ${message}`));
  });

  it.each([
    ['no Gaussian', { position: new Float32Array(0) }, 'position is 0 values; expected pairs, one at least'],
    ['half a position', { position: new Float32Array(5) }, 'position is 5 values; expected pairs, one at least'],
    ['a color too few', { color: new Float32Array(3 * COUNT - 3) }, 'color is 21 values; expected 8 * 3'],
    ['another number of scales', { scale: new Float32Array(2) }, 'scale is 2 values; expected 8 * 2'],
  ])('refuses parameters with %s', (_, groups, message) => {
    const act = () => evaluate(open(), { ...PARAMETERS.axis, ...groups });
    expect(act).toThrow(new InputError(`TensorFlow.js engine: ${message}`));
  });

  it('refuses parameters without a group that its covariance has', () => {
    const act = () => evaluate(open({ covariance: 'cholesky' }), PARAMETERS.axis);
    expect(act).toThrow(new InputError('TensorFlow.js engine: cholesky is absent; expected 8 * 3'));
  });
});
