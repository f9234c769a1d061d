import type { Vector } from '../optimizers/index.js';
import type { Values } from '../solver.js';
import { type Tensor, tensor } from '../tensor.js';
import { floats } from './evaluator.js';
import type { Frame } from './strict.js';

/** What the render stage of every engine but the strict one gives. */
export interface Drawing<Floats extends Vector> {
  /** The sum of weights: [height, width]. */
  readonly weight: Floats;
  /** [height, width, 3]. */
  readonly image: Floats;
  /** The smallest squared distance of any Gaussian; Infinity may stand where it exceeds 12.25: [height, width]. */
  readonly nearest: Floats;
}

export const DRAWN = ['weight', 'image', 'nearest'] as const;

/** A drawing as the outputs of the stage. */
export const drawingTensors = (
  { weight, image, nearest }: Drawing<Vector>,
  { width, height }: Frame,
): Record<(typeof DRAWN)[number], Tensor> => ({
  weight: tensor([height, width], weight),
  image: tensor([height, width, 3], image),
  nearest: tensor([height, width], nearest),
});

/** The drawing among the inputs of a stage. */
export const drawingOf = <Floats extends Vector>(values: Values): Drawing<Floats> => ({
  weight: floats(values, 'weight'),
  image: floats(values, 'image'),
  nearest: floats(values, 'nearest'),
});
