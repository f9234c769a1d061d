import type { Values } from '../solver.js';
import { tensor } from '../tensor.js';
import { DRAWN, drawingOf, drawingTensors } from './drawing.js';
import { type Evaluator, floats, gradientTensors } from './evaluator.js';
import { backwardModel, lossModel, type Renderer, renderModel, type Shapes } from './model.js';
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

/** The Gaussians of a state, ready to be drawn. */
export const shapesOf = (values: Values, covariance: Covariance): Shapes => ({
  position: floats(values, 'position'),
  whitening: whiten(shapeParams(values, covariance)),
  color: floats(values, 'color'),
});

/** The textbook model, evaluated in double precision; the gradient takes the precision of the parameters. */
export function modelEvaluator(target: Float32Array, frame: Frame, settings: ModelSettings): Evaluator {
  const { width, height } = frame;
  const shapes = (values: Values) => shapesOf(values, settings.covariance);
  return {
    rendered: DRAWN,
    render(params) {
      return drawingTensors(renderModel(shapes(params), settings, frame), frame);
    },
    loss(values) {
      const { imageGradient, ...terms } = lossModel(drawingOf<Float64Array>(values), target, settings.gradient, frame);
      return { ...terms, image_gradient: tensor([height, width, 3], imageGradient) };
    },
    backward(values) {
      const gradient = backwardModel(
        shapes(values),
        drawingOf<Float64Array>(values),
        floats(values, 'image_gradient'),
        settings,
        frame,
      );
      const byGroup: Record<string, Float64Array> = {
        ...pullback(shapeParams(values, settings.covariance), gradient.sums),
        color: gradient.color,
      };
      return gradientTensors(byGroup, values);
    },
  };
}
