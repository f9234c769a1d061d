import { openTensorflow } from '../kernels/tensorflow.js';
import type { Values } from '../solver.js';
import { tensor } from '../tensor.js';
import { DRAWN, drawingOf, drawingTensors } from './drawing.js';
import { type Evaluator, floats, gradientTensors } from './evaluator.js';
import type { Group } from './groups.js';
import { coverage } from './model.js';
import type { ModelSettings } from './model-evaluator.js';
import type { Frame } from './strict.js';
import { TensorflowModel } from './tensorflow.js';

/** TensorFlow.js: on a graphics card where the optional package finds one, else in JavaScript. Throws InputError for eps = 0. */
export async function tensorflowEvaluator(
  target: Float32Array,
  frame: Frame,
  settings: ModelSettings,
  groups: readonly Group[],
): Promise<Evaluator> {
  const { tf } = await openTensorflow();
  const { renderer, eps, cutoff, covariance, gradient } = settings;
  const model = new TensorflowModel(tf, { ...frame, target, renderer, eps, cutoff, covariance, gradient });
  const { width, height } = frame;
  const parameters = (values: Values) => Object.fromEntries(groups.map(({ name }) => [name, floats(values, name)]));
  const scaled = (gradient: Float32Array, factor: number) => gradient.map((value) => value * factor);
  return {
    rendered: DRAWN,
    render(params) {
      return drawingTensors(model.render(parameters(params)), frame);
    },
    loss(values) {
      const { image, nearest } = drawingOf<Float32Array>(values);
      const { imageGradient, ...terms } = model.loss(image);
      return {
        ...terms,
        ...coverage(image, nearest, target, terms.l2),
        image_gradient: tensor([height, width, 3], scaled(imageGradient, image.length)),
      };
    },
    backward(values) {
      const imageGradient = scaled(floats(values, 'image_gradient'), 1 / (3 * width * height));
      return gradientTensors(model.backward(parameters(values), imageGradient), values);
    },
  };
}
