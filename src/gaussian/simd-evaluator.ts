import { tensor } from '../tensor.js';
import { DRAWN, drawingOf, drawingTensors } from './drawing.js';
import { type Evaluator, type FusedEvaluator, floats, gradientTensors } from './evaluator.js';
import type { Group } from './groups.js';
import { type ModelSettings, shapeParams } from './model-evaluator.js';
import { SimdRasterizer, type SimdShapes } from './simd.js';
import type { Frame } from './strict.js';
import { type Covariance, pullback, type ShapeParams, whiten } from './whitening.js';

export interface SimdSettings extends ModelSettings {
  /** N. */
  readonly gaussians: number;
}

/** The fast kernel, in single precision. The stages run it on one thread, {@link Evaluator.open} on as many as are given. */
export function simdEvaluator(
  target: Float32Array,
  frame: Frame,
  settings: SimdSettings,
  groups: readonly Group[],
  threads: number,
): Evaluator {
  const { width, height } = frame;
  const { covariance, gaussians: count, renderer, eps, cutoff, gradient } = settings;
  const rasterizer = (threads: number) =>
    new SimdRasterizer({ count, ...frame, target, renderer, eps, cutoff, gradient, threads });
  let own: SimdRasterizer | undefined;
  const stagewise = () => {
    own ??= rasterizer(1);
    return own;
  };
  return {
    rendered: DRAWN,
    render(params) {
      const kernel = stagewise();
      kernel.render(shapesOf(shapeParams(params, covariance), floats(params, 'position'), floats(params, 'color')));
      return drawingTensors(kernel.readImage(), frame);
    },
    loss(values) {
      const kernel = stagewise();
      kernel.writeImage(drawingOf<Float32Array>(values));
      const terms = kernel.loss();
      kernel.imageGradient();
      return { ...terms, image_gradient: tensor([height, width, 3], kernel.readGradient()) };
    },
    backward(values) {
      const kernel = stagewise();
      const params = shapeParams(values, covariance);
      kernel.write(shapesOf(params, floats(values, 'position'), floats(values, 'color')));
      kernel.writeImage(drawingOf<Float32Array>(values));
      kernel.writeGradient(floats(values, 'image_gradient'));
      kernel.backward();
      return gradientTensors(gradientsOf(kernel, params), values);
    },
    open: () => openFused(rasterizer(threads), covariance, groups),
  };
}

function openFused(kernel: SimdRasterizer, covariance: Covariance, groups: readonly Group[]): FusedEvaluator {
  const gradient = Object.fromEntries(
    groups.map(({ name, width }) => [name, new Float32Array(kernel.options.count * width)]),
  );
  return {
    evaluate(arrays, wanted) {
      const params = { covariance, ...arrays } as unknown as ShapeParams;
      const terms = kernel.step(shapesOf(params, arrays.position, arrays.color), wanted);
      for (const [name, values] of Object.entries(gradientsOf(kernel, params))) gradient[name].set(values);
      return { gradient, terms };
    },
    close: () => kernel.close(),
  };
}

const shapesOf = (params: ShapeParams, position: ArrayLike<number>, color: ArrayLike<number>): SimdShapes => ({
  position,
  whitening: whiten(params),
  color,
});

const gradientsOf = (
  { sums, colorGradient }: SimdRasterizer,
  params: ShapeParams,
): Record<string, ArrayLike<number>> => ({
  ...pullback(params, sums),
  color: colorGradient,
});
