import type { Vector } from '../optimizers/index.js';
import type { Values } from '../solver.js';
import { type Tensor, tensor } from '../tensor.js';
import type { Arrays } from './descent.js';
import type { LossTerms } from './strict.js';

/** What a row says of one image: the loss terms and the coverage. */
export const TERMS = ['loss', 'l1', 'l2', 'ssim', 'uncovered', 'l2_covered', 'l2_uncovered'] as const;

/** The names under which parameters' gradients pass from stage to stage. */
export const gradientOf = (group: string): string => `gradient.${group}`;

/**
 * One way to draw the Gaussians, to measure the image and to carry the loss back to the parameters: an engine, without the
 * optimizer that all of them share. The three functions are pure, and are the first three stages of a step.
 */
export interface Evaluator {
  /** The names that {@link render} gives, `image` [height, width, 3] among them. */
  readonly rendered: readonly string[];
  /** Takes the parameters by group, [N, width] each. */
  render(params: Values): Values;
  /** Takes what {@link render} gave. Gives {@link TERMS}, and `image_gradient`: 3 * width * height * dL/dimage. */
  loss(rendered: Values): Values;
  /** Takes the parameters, what {@link render} gave and `image_gradient`. Gives {@link gradientOf} of every group. */
  backward(values: Values): Values;
  /** All three in one call, with the same bits, where the engine has a faster way than one after the other. */
  open?(): FusedEvaluator;
}

export interface FusedEvaluator {
  /**
   * The gradient by group, in arrays that the next call overwrites, and the terms if they are wanted. The terms are those
   * of the parameters given.
   */
  evaluate(params: Arrays, terms: boolean): { gradient: Arrays; terms: LossTerms | undefined };
  close(): void;
}

/** The data of a tensor by its name, in single or in double precision. */
export const floats = <Floats extends Vector = Vector>(values: Values, name: string): Floats =>
  (values[name] as Tensor<Floats>).data;

/** Gradients by group as the outputs of the stage, each in the shape and precision of its group. */
export function gradientTensors(
  gradients: Readonly<Record<string, ArrayLike<number>>>,
  values: Values,
): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]) => {
      const { shape, data } = values[name] as Tensor;
      const Floats = data.constructor as Float32ArrayConstructor | Float64ArrayConstructor;
      return [gradientOf(name), tensor(shape, Floats.from(gradient))];
    }),
  );
}
