import type { Values } from '../solver.js';
import { tensor } from '../tensor.js';
import { type Evaluator, floats, gradientTensors } from './evaluator.js';
import { type AxisGaussians, backward, type Frame, imageGradient, loss, render } from './strict.js';
import { openStrictKernel } from './strict-kernel.js';

const gaussians = (values: Values): AxisGaussians => ({
  position: floats<Float32Array>(values, 'position'),
  scale: floats<Float32Array>(values, 'scale'),
  color: floats<Float32Array>(values, 'color'),
});

/** The reference program's own arithmetic, in TypeScript, with a kernel of the same bits to stand in for it. */
export function strictEvaluator(target: Float32Array, frame: Frame, cutoff: number, threads: number): Evaluator {
  const { width, height } = frame;
  const rendered = (values: Values) => ({
    weight: floats<Float32Array>(values, 'weight'),
    image: floats<Float32Array>(values, 'image'),
  });
  return {
    rendered: ['weight', 'image'],
    render(params) {
      const { weight, image } = render(gaussians(params), frame, cutoff);
      return { weight: tensor([height, width], weight), image: tensor([height, width, 3], image) };
    },
    loss(values) {
      const gradient = imageGradient(floats<Float32Array>(values, 'image'), target);
      return { ...loss(rendered(values), target, frame), image_gradient: tensor([height, width, 3], gradient) };
    },
    backward(values) {
      const gradient = backward(
        gaussians(values),
        rendered(values),
        floats<Float32Array>(values, 'image_gradient'),
        frame,
        cutoff,
      );
      return gradientTensors({ ...gradient }, values);
    },
    open: () => openStrictKernel(target, frame, cutoff, threads),
  };
}
