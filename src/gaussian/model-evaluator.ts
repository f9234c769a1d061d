import type { Values } from '../solver.js';
import { type Tensor, tensor } from '../tensor.js';
import { type Evaluator, floats, gradientOf } from './evaluator.js';
import type { Group } from './groups.js';
import { backwardModel, lossModel, type ModelImage, type Renderer, renderModel, type Shapes } from './model.js';
import type { Frame } from './strict.js';
import { type Covariance, pullback, type ShapeParams, whiten } from './whitening.js';

/** What the model is told of a fit. */
export interface ModelSettings extends Renderer {
  readonly covariance: Covariance;
  readonly gradient: 'l2' | 'full';
}

/** The shape groups of a state as whitening.ts takes them. */
export const shapeParams = (values: Values, covariance: Covariance): ShapeParams => {
  if (covariance === 'cholesky') return { covariance, cholesky: floats(values, 'cholesky') };
  const scale = floats(values, 'scale');
  return covariance === 'axis' ? { covariance, scale } : { covariance, scale, rotation: floats(values, 'rotation') };
};

/** The textbook model, evaluated in double precision; the gradient takes the precision of the parameters. */
export function modelEvaluator(
  target: Float32Array,
  frame: Frame,
  settings: ModelSettings,
  groups: readonly Group[],
): Evaluator {
  const { width, height } = frame;
  const shapes = (values: Values): Shapes => ({
    position: floats(values, 'position'),
    whitening: whiten(shapeParams(values, settings.covariance)),
    color: floats(values, 'color'),
  });
  const doubles = (values: Values, name: string) => (values[name] as Tensor<Float64Array>).data;
  const drawn = (values: Values): ModelImage => ({
    weight: doubles(values, 'weight'),
    image: doubles(values, 'image'),
    nearest: doubles(values, 'nearest'),
  });
  return {
    rendered: ['weight', 'image', 'nearest'],
    render(params) {
      const { weight, image, nearest } = renderModel(shapes(params), settings, frame);
      return {
        weight: tensor([height, width], weight),
        image: tensor([height, width, 3], image),
        nearest: tensor([height, width], nearest),
      };
    },
    loss(values) {
      const { imageGradient, ...terms } = lossModel(drawn(values), target, settings.gradient, frame);
      return { ...terms, image_gradient: tensor([height, width, 3], imageGradient) };
    },
    backward(values) {
      const gradient = backwardModel(shapes(values), drawn(values), doubles(values, 'image_gradient'), settings, frame);
      const byGroup: Record<string, Float64Array> = {
        ...pullback(shapeParams(values, settings.covariance), gradient.sums),
        color: gradient.color,
      };
      return gradientTensors(byGroup, values, groups);
    },
  };
}

/** Gradients as the outputs of the stage, each in the shape and precision of its group. */
export function gradientTensors(
  gradients: Readonly<Record<string, ArrayLike<number>>>,
  values: Values,
  groups: readonly Group[],
): Record<string, Tensor> {
  return Object.fromEntries(
    groups.map(({ name }) => {
      const { shape, data } = values[name] as Tensor;
      const Floats = data.constructor as Float32ArrayConstructor | Float64ArrayConstructor;
      return [gradientOf(name), tensor(shape, Floats.from(gradients[name]))];
    }),
  );
}
