import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openTensorflow, type Tensorflow } from '../../src/kernels/tensorflow.js';
import { registerGradients } from '../../src/kernels/tensorflow-gradients.js';

let tf: Tensorflow;
beforeAll(async () => {
  ({ tf } = await openTensorflow());
});

type Operation = (...inputs: Tensor[]) => Tensor;

/** Small whole numbers of either sign, not in order. */
const integers = (size: number, seed: number) =>
  Float32Array.from({ length: size }, (_, i) => ((i * 7 + seed) % 11) - 5);
const sizeOf = (shape: number[]) => shape.reduce((size, extent) => size * extent, 1);
const evaluate = (apply: Operation, values: Float32Array[], shapes: number[][]) =>
  tf.tidy(() =>
    apply(...values.map((value, i) => tf.tensor(value, shapes[i])))
      .dataSync<'float32'>()
      .slice(),
  );

// A function that is linear in each input equals its central difference at any step, and whole numbers are not rounded:
// the two must be the same to the bit.
describe('a function that is linear in each input has exactly the gradient of its central difference', () => {
  it.each<[string, Operation, number[][]]>([
    [
      'a sum',
      (a, b) => tf.add(a, b),
      [
        [2, 3],
        [2, 3],
      ],
    ],
    ['a sum with a repeated row', (a, b) => tf.add(a, b), [[2, 3], [3]]],
    [
      'a sum with a repeated column',
      (a, b) => tf.add(a, b),
      [
        [2, 1],
        [2, 3],
      ],
    ],
    ['a sum with a repeated scalar', (a, b) => tf.add(a, b), [[], [2, 3]]],
    [
      'a difference',
      (a, b) => tf.sub(a, b),
      [
        [2, 3],
        [2, 3],
      ],
    ],
    ['a difference of a row and a column', (a, b) => tf.sub(a, b), [[3], [2, 1]]],
    [
      'a product',
      (a, b) => tf.mul(a, b),
      [
        [2, 3],
        [2, 3],
      ],
    ],
    [
      'a product of a column and a row',
      (a, b) => tf.mul(a, b),
      [
        [2, 1],
        [1, 3],
      ],
    ],
    [
      'a product with a repeated block',
      (a, b) => tf.mul(a, b),
      [
        [4, 2, 3],
        [2, 3],
      ],
    ],
    ['a sum over all', (a) => tf.sum(a), [[2, 3]]],
    ['a sum over rows', (a) => tf.sum(a, 0), [[2, 3]]],
    ['a sum over two of three axes', (a) => tf.sum(a, [0, -1]), [[2, 3, 4]]],
    ['a sum that keeps its axis', (a) => tf.sum(a, 1, true), [[2, 3]]],
    ['another shape', (a) => tf.reshape(a, [3, 2]), [[2, 3]]],
    ['a slice of a run', (a) => tf.slice(a, [2], [3]), [[7]]],
    ['a slice from a number on', (a) => tf.slice(a, 4), [[7]]],
    ['a slice of a matrix', (a) => tf.slice(a, [1, 2], [2, 1]), [[3, 4]]],
    ['a slice whose later axes are whole', (a) => tf.slice(a, [1], [1]), [[3, 4]]],
    [
      'a matrix product',
      (a, b) => tf.matMul(a, b),
      [
        [2, 3],
        [3, 4],
      ],
    ],
    [
      'a matrix product, the left transposed',
      (a, b) => tf.matMul(a, b, true),
      [
        [3, 2],
        [3, 4],
      ],
    ],
    [
      'a matrix product, the right transposed',
      (a, b) => tf.matMul(a, b, false, true),
      [
        [2, 3],
        [4, 3],
      ],
    ],
    [
      'a matrix product, both transposed',
      (a, b) => tf.matMul(a, b, true, true),
      [
        [3, 2],
        [4, 3],
      ],
    ],
  ])('%s', (_, apply, shapes) => {
    const inputs = shapes.map((shape, i) => integers(sizeOf(shape), i + 1));
    const output = evaluate(apply, inputs, shapes);
    const weights = integers(output.length, 3);
    const weigh = (values: Float32Array) => values.reduce((sum, value, i) => sum + value * weights[i], 0);
    const gradients = tf.tidy(() => {
      const tensors = inputs.map((values, i) => tf.tensor(values, shapes[i]));
      const upstream = tf.tensor(weights, apply(...tensors).shape);
      return tf
        .grads(apply)(tensors, upstream)
        .map((gradient) => gradient.dataSync<'float32'>());
    });
    inputs.forEach((values, i) => {
      const moved = (j: number, step: number) => {
        const copies = inputs.map((input) => input.slice());
        copies[i][j] += step;
        return weigh(evaluate(apply, copies, shapes));
      };
      const differences = values.map((__, j) => (moved(j, 1) - moved(j, -1)) / 2);
      expect(Array.from(gradients[i], (value) => value + 0)).toEqual(Array.from(differences, (value) => value + 0));
    });
  });
});

describe('a smooth function has its derivative', () => {
  const places = [-2, -0.5, 0.25, 3];
  it.each<[string, Operation, (x: number) => number]>([
    ['exp', (x) => tf.exp(x), Math.exp],
    ['the logarithm of a square', (x) => tf.log(tf.mul(x, x)), (x) => 2 / x],
    ['the negative', (x) => tf.neg(x), () => -1],
    ['sin', (x) => tf.sin(x), Math.cos],
    ['cos', (x) => tf.cos(x), (x) => -Math.sin(x)],
    ['abs', (x) => tf.abs(x), Math.sign],
    ['a reciprocal', (x) => tf.div(1, x), (x) => -1 / (x * x)],
    ['a quotient of itself', (x) => tf.div(tf.mul(x, x), tf.add(x, 5)), (x) => (x * x + 10 * x) / ((x + 5) * (x + 5))],
  ])('%s', (_, apply, derivative) => {
    const gradient = tf.tidy(() => tf.grad(apply)(tf.tensor1d(places)).dataSync());
    // a few roundings of 6e-8, relative to values of at most 20
    for (const [i, x] of places.entries()) expect(gradient[i]).toBeCloseTo(derivative(x), 5);
  });

  it('and abs none at zero', () => {
    expect(
      tf.tidy(
        () =>
          tf
            .grad((x) => tf.abs(x))(tf.tensor1d([0]))
            .dataSync()[0],
      ),
    ).toBe(0);
  });
});

it('a gradient that is registered already is left alone', () => {
  const before = tf.getGradient('Exp');
  expect(before).toBeDefined();
  registerGradients(tf);
  expect(tf.getGradient('Exp')).toBe(before);
});
