import { backwardModel, lossModel, type Renderer, renderModel } from '../../src/gaussian/model.js';
import { testImage } from '../../src/gaussian/scene.js';
import { pullback, whiten } from '../../src/gaussian/whitening.js';
import type { Tensor } from '../../src/tensor.js';
import { goldenState } from './gaussian.js';

const FRAME = { width: 64, height: 64 };
const target = testImage(FRAME);

/**
 * At a golden state, the sums over the scales of dl2/dscale and of its difference quotients of half-width `h`, in double
 * precision. Entries at the clamp of 0.001 cannot shrink by as much: they have no difference quotient, and the sum of
 * their gradients is `clamped`.
 */
export function scaleGradients(iteration: number, renderer: Renderer, h: number) {
  const { values } = goldenState(iteration);
  const doubles = (name: string) => Float64Array.from((values[name] as Tensor<Float32Array>).data);
  const [position, scale, color] = ['position', 'scale', 'color'].map(doubles);
  const shapesOf = (scale: Float64Array) => ({ position, color, whitening: whiten({ covariance: 'axis', scale }) });
  const l2Of = (scale: Float64Array) => {
    const { image } = renderModel(shapesOf(scale), renderer, FRAME);
    return image.reduce((sum, value, i) => sum + (value - target[i]) * (value - target[i]), 0) / image.length;
  };
  const rendered = renderModel(shapesOf(scale), renderer, FRAME);
  const { imageGradient } = lossModel(rendered, target, 'l2', FRAME);
  const { sums } = backwardModel(shapesOf(scale), rendered, imageGradient, renderer, FRAME);
  const { scale: analytic } = pullback({ covariance: 'axis', scale }, sums);
  let [gradient, difference, clamped] = [0, 0, 0];
  scale.forEach((value, i) => {
    gradient += analytic[i];
    if (value <= Math.fround(0.001)) clamped += analytic[i];
    else difference += (l2Of(scale.with(i, value + h)) - l2Of(scale.with(i, value - h))) / (2 * h);
  });
  return { gradient, difference, clamped };
}
