import type { Values } from '../solver.js';
import { type Tensor, tensor } from '../tensor.js';
import type { Evaluator } from './evaluator.js';
import { gradientOf } from './evaluator.js';
import { type AxisGaussians, backward, type Frame, imageGradient, loss, render } from './strict.js';
import { openStrictKernel } from './strict-kernel.js';

const data = (values: Values, name: string) => (values[name] as Tensor<Float32Array>).data;

const gaussians = (values: Values): AxisGaussians => ({
  position: data(values, 'position'),
  scale: data(values, 'scale'),
  color: data(values, 'color'),
});

/** The reference program's own arithmetic, in TypeScript, with a kernel of the same bits to stand in for it. */
export function strictEvaluator(target: Float32Array, frame: Frame, cutoff: number, threads: number): Evaluator {
  const { width, height } = frame;
  const rendered = (values: Values) => ({ weight: data(values, 'weight'), image: data(values, 'image') });
  return {
    rendered: ['weight', 'image'],
    render(params) {
      const { weight, image } = render(gaussians(params), frame, cutoff);
      return { weight: tensor([height, width], weight), image: tensor([height, width, 3], image) };
    },
    loss(values) {
      const gradient = imageGradient(data(values, 'image'), target);
      return { ...loss(rendered(values), target, frame), image_gradient: tensor([height, width, 3], gradient) };
    },
    backward(values) {
      const gradient = backward(gaussians(values), rendered(values), data(values, 'image_gradient'), frame, cutoff);
      const count = gradient.position.length / 2;
      return {
        [gradientOf('position')]: tensor([count, 2], gradient.position),
        [gradientOf('scale')]: tensor([count, 2], gradient.scale),
        [gradientOf('color')]: tensor([count, 3], gradient.color),
      };
    },
    open: () => openStrictKernel(target, frame, cutoff, threads),
  };
}
