import type { State } from '../../solver.js';
import type { Prepared } from '../../subject.js';
import { doubles } from '../arrays.js';
import { energyPicture, printPictures, valueMap } from '../pictures.js';
import { aerialBy, cut, exposed, processOf } from './metrics.js';
import type { AwareProblem } from './problem.js';
import { weightOf } from './steps.js';

/** The best mask of a state, what it prints by OpenILT's optics and by the program's own, and its S, w and alpha. */
export function picturesOf(problem: AwareProblem, { values }: State): ReturnType<Prepared['pictures']> {
  const { target, model, rules, kernels } = problem;
  const mask = doubles(values, 'best.mask');
  const sensitivity = doubles(values, 'S');
  const alpha = model.density.alpha(mask);
  const aerial = aerialBy(model, mask);
  const printed = { kind: 'contour', name: 'printed', level: rules.threshold } as const;
  const grid = { width: target.size, height: target.size, values: aerial };
  return {
    ...printPictures(target, cut(mask), exposed(problem, cut(mask)), processOf(problem)),
    'mask-values': valueMap('Mask before it is cut', target, 'share of the light that passes', mask),
    'own-aerial': valueMap("Image by the program's own optics", target, 'intensity', aerial, [{ ...printed, grid }]),
    S: valueMap('Sensitivity S', target, '|g1| / (|g1| + |g2|)', sensitivity),
    w: valueMap('Weight w = S / (1 + beta alpha)', target, 'weight', weightOf(sensitivity, alpha, rules.beta)),
    alpha: valueMap('Share alpha of the scattered light', target, 'alpha', alpha),
    ...energyPicture(kernels),
  };
}
