import type { CurveFigure } from '../../figure.js';
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
    'mask-error': valueMap('Distance of the mask from the target', target, '|M - T|', errorOf(mask, target.raster)),
    'mask-histogram': histogram(mask),
    'own-aerial': valueMap("Image by the program's own optics", target, 'intensity', aerial, [{ ...printed, grid }]),
    S: valueMap('Sensitivity S', target, '|g1| / (|g1| + |g2|)', sensitivity),
    w: valueMap('Weight w = S / (1 + beta alpha)', target, 'weight', weightOf(sensitivity, alpha, rules.beta)),
    alpha: valueMap('Share alpha of the scattered light', target, 'alpha', alpha),
    ...energyPicture(kernels),
  };
}

const errorOf = (mask: Float64Array, raster: Uint8Array): Float64Array =>
  mask.map((value, i) => Math.abs(value - raster[i]));

const BINS = 50;

/** How often the mask takes which values. */
function histogram(mask: Float64Array): CurveFigure {
  const counts = new Float64Array(BINS);
  for (let i = 0; i < mask.length; i++) counts[Math.min(BINS - 1, Math.floor(BINS * mask[i]))]++;
  const series = [{ name: 'pixels', x: Array.from(counts, (_, bin) => (bin + 0.5) / BINS), y: counts }];
  return {
    kind: 'curve',
    title: 'Values of the mask before it is cut at one half',
    x: { label: 'share of the light that passes' },
    panels: [{ y: { label: 'pixels', scale: 'log' }, series }],
  };
}
