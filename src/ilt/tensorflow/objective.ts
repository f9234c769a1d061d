import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Tensorflow } from '../../kernels/tensorflow.js';
import type { Spectrum } from '../imaging/index.js';
import { contextOf, PARTS, type Problem } from '../recipe/problem.js';
import { courseAt, type Level } from '../recipe/recipe.js';
import type { Condition } from '../system.js';
import type { Complex2D } from './bases.js';
import { firstKernels, tensorflowImaging } from './imaging.js';

/** What TensorFlow.js makes of parameters, in single precision. */
export interface Evaluation {
  readonly loss: number;
  readonly nominal: number;
  readonly corners: number;
  readonly band: number;
  /** The aerial images at the level's samples, [count, count]. */
  readonly aerial: Readonly<Record<Condition, Float32Array>>;
  /** dL/dP, [count, count]. */
  readonly gradient: Float32Array;
}

/** Added to an error before its logarithm is taken: it has none at zero. */
const TINY = 1e-30;

/**
 * The loss of a level of a recipe and its gradient, written a second time: by matrix products, and with no derivative written
 * down, since the tape has them. Gives a function of the parameters [count, count] and the step in the level.
 */
export function tensorflowObjective(tf: Tensorflow, problem: Problem, level: Level) {
  const { system, process, recipe } = problem;
  const context = contextOf(problem, level, PARTS);
  const { count } = level.mask;
  const pooling = poolingMatrix(count, level.pool);

  const imagesOf = () => {
    const frame = context.frame && spectrumTensors(tf, context.frame);
    const basis = { masks: context.masks, samples: context.samples, frame };
    const imaging = (condition: Condition) =>
      tensorflowImaging(tf, firstKernels(system.kernels[condition], level.kernels), system.flare, basis);
    return { focus: imaging('focus'), defocus: imaging('defocus') };
  };

  return (params: ArrayLike<number>, step: number): Evaluation => {
    const theta = courseAt(level.theta, step, level.iterations);
    const steepness = courseAt(level.steepness, step, level.iterations);
    const found = { loss: 0, nominal: 0, corners: 0, band: 0 };
    const aerial: Partial<Record<Condition, Float32Array>> = {};
    const sigmoid = (x: Tensor): Tensor2D => tf.div(1, tf.add(1, tf.exp(tf.neg(x))));
    const gradient = tf.tidy(() => {
      const images = imagesOf();
      const side = level.samples.count;
      const square = (data: Float64Array) => tf.tensor2d(new Float32Array(data), [side, side]);
      const [target, weights] = [square(context.target), square(context.weights)];
      const average = tf.tensor2d(pooling, [count, count]);
      const loss = (given: Tensor): Scalar => {
        const pooled = tf.matMul(tf.matMul(average, given as Tensor2D), average, false, true);
        const mask = sigmoid(tf.mul(theta, tf.sub(pooled, recipe.offset)));
        const [focus, defocus] = [images.focus(mask), images.defocus(mask)];
        const print = (image: Tensor2D, dose: number) =>
          sigmoid(tf.mul(steepness, tf.sub(tf.mul(image, dose * dose), process.threshold)));
        const [nominal, max, min] = [print(focus, 1), print(focus, process.doseMax), print(defocus, process.doseMin)];
        const sum = (values: Tensor, weight: number) => tf.mul(tf.sum(values), weight * context.area) as Scalar;
        const squared = (values: Tensor) => tf.mul(values, values);
        const terms = {
          nominal: sum(tf.mul(weights, power(tf, tf.sub(nominal, target), level.power)), recipe.nominal),
          corners: sum(tf.add(squared(tf.sub(max, target)), squared(tf.sub(min, target))), recipe.corners),
          band: sum(power(tf, tf.sub(max, min), recipe.bandPower), recipe.band),
        };
        const total = tf.add(tf.add(terms.nominal, terms.corners), terms.band) as Scalar;
        for (const [name, term] of Object.entries({ ...terms, loss: total })) {
          found[name as keyof typeof found] = term.dataSync()[0];
        }
        Object.assign(aerial, { focus: read(focus), defocus: read(defocus) });
        return total;
      };
      return read(tf.grad(loss)(tf.tensor2d(Float32Array.from(params), [count, count])));
    });
    return { ...found, aerial: aerial as Evaluation['aerial'], gradient };
  };
}

const read = (values: Tensor): Float32Array => values.dataSync<'float32'>().slice();

/** |x|^p. */
function power(tf: Tensorflow, x: Tensor, p: number): Tensor {
  if (p === 2) return tf.mul(x, x);
  return p === 1 ? tf.abs(x) : tf.exp(tf.mul(tf.log(tf.add(tf.abs(x), TINY)), p));
}

function spectrumTensors(tf: Tensorflow, { radius, re, im }: Spectrum): Complex2D {
  const side = 2 * radius + 1;
  const tensor = (data: Float64Array) => tf.tensor2d(new Float32Array(data), [side, side]);
  return { re: tensor(re), im: tensor(im) };
}

/** The matrix [count, count] that averages a column over `side` neighbors, those outside counting as 0. */
function poolingMatrix(count: number, side: number): Float32Array {
  const half = (side - 1) / 2;
  return Float32Array.from({ length: count * count }, (_, i) =>
    Math.abs((i % count) - Math.floor(i / count)) <= half ? 1 / side : 0,
  );
}
