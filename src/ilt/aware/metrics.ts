import type { State } from '../../solver.js';
import { binary, doubles } from '../arrays.js';
import { everyPixel } from '../imaging/index.js';
import { differing } from '../metrics/index.js';
import { type Exposure, expose, type Score, scoreOf } from '../score.js';
import type { Process } from '../system.js';
import type { AwareModel } from './model.js';
import type { AwareProblem } from './problem.js';
import { aerialOf, weightOf } from './steps.js';

/** OpenILT's resist, by which the program measures its masks whatever its own resist is. */
const THRESHOLD = 0.225;

/** What is measured of a mask: by OpenILT's optics and resist, and by the program's own. */
export interface AwareScore extends Score {
  /** Pixels that the program's own model prints and the target has not, or the other way round. */
  readonly misprinted: number;
}

export interface AwareMetrics extends AwareScore {
  readonly pixels: number;
  /** Those of the target taken for a mask. */
  readonly unoptimized: AwareScore;
  /** Of the best mask before it is cut, and of its S, w and alpha. */
  readonly statistics: Readonly<Record<'mask' | 'S' | 'w' | 'alpha', Statistics>>;
}

export interface Statistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Standard deviation of all pixels. */
  readonly std: number;
}

/** The metrics of the mask that a run came to: the best one, cut at one half. */
export function metricsOf(problem: AwareProblem, { values }: State): AwareMetrics {
  const { target, model, rules } = problem;
  const mask = doubles(values, 'best.mask');
  const sensitivity = doubles(values, 'S');
  const alpha = model.density.alpha(mask);
  return {
    ...score(problem, mask),
    pixels: mask.length,
    unoptimized: score(problem, new Float64Array(target.raster)),
    statistics: {
      mask: statisticsOf(mask),
      S: statisticsOf(sensitivity),
      w: statisticsOf(weightOf(sensitivity, alpha, rules.beta)),
      alpha: statisticsOf(alpha),
    },
  };
}

function statisticsOf(values: Float64Array): Statistics {
  let [min, max, sum, squares] = [Infinity, -Infinity, 0, 0];
  for (let i = 0; i < values.length; i++) {
    min = Math.min(min, values[i]);
    max = Math.max(max, values[i]);
    sum += values[i];
  }
  const mean = sum / values.length;
  for (let i = 0; i < values.length; i++) squares += (values[i] - mean) * (values[i] - mean);
  return { min, max, mean, std: Math.sqrt(squares / values.length) };
}

function score(problem: AwareProblem, mask: Float64Array): AwareScore {
  const { target, model, rules } = problem;
  const printed = binary(aerialBy(model, mask), (intensity) => intensity >= rules.threshold);
  const scored = scoreOf(cut(mask), exposed(problem, cut(mask)), target);
  return { ...scored, misprinted: differing(printed, target.raster) };
}

/** The binary mask that the program makes of a mask. */
export const cut = (mask: Float64Array): Uint8Array => binary(mask, (value) => value > 0.5);

export const processOf = ({ doses }: AwareProblem): Process => ({ threshold: THRESHOLD, ...doses });

/** What a mask prints by OpenILT's optics. */
export const exposed = (problem: AwareProblem, mask: Uint8Array): Exposure =>
  expose(mask, everyPixel(problem.target.size), { kernels: problem.kernels, flare: undefined }, processOf(problem));

/** The image that exposes the program's resist, of a mask [size, size]. */
export function aerialBy({ diffraction, scatter, density, lost }: AwareModel, mask: Float64Array): Float64Array {
  const diffracted = diffraction.image(mask);
  return aerialOf(diffracted, scatter.apply(diffracted), density.alpha(mask), lost);
}
