import { encodePng } from '../image/png.js';
import type { Values } from '../solver.js';
import { type Evaluator, floats } from './evaluator.js';
import { shapeParams } from './model-evaluator.js';
import { pictures } from './pictures.js';
import { CUTOFF } from './strict.js';
import type { Target } from './target.js';
import { type Covariance, whiten } from './whitening.js';

/** The pictures of a state as PNG by name. */
export function draw(values: Values, evaluator: Evaluator, covariance: Covariance, target: Target) {
  const rendered = evaluator.render(values);
  const images = pictures({
    frame: target,
    position: floats(values, 'position'),
    whitening: whiten(shapeParams(values, covariance)),
    rendered: floats(rendered, 'image'),
    target: target.data,
    weight: reached(rendered),
  });
  return Object.fromEntries(Object.entries(images).map(([name, image]) => [name, encodePng(image)]));
}

/** The weight where coverage counts it, and 0 elsewhere: without a cutoff every pixel has some. */
function reached(rendered: Values): ArrayLike<number> {
  const weight = floats(rendered, 'weight');
  if (rendered.nearest === undefined) return weight;
  const nearest = floats(rendered, 'nearest');
  return weight.map((value, pixel) => (nearest[pixel] <= CUTOFF ? value : 0));
}
