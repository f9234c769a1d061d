import type { State } from '../../solver.js';
import { binary, doubles } from '../arrays.js';
import { everyPixel } from '../imaging/index.js';
import { differing } from '../metrics/index.js';
import { type Exposure, expose, type Score, scoreOf } from '../score.js';
import type { Process } from '../system.js';
import type { AwareModel } from './model.js';
import type { AwareProblem } from './problem.js';
import { aerialOf } from './steps.js';

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
}

/** The metrics of the mask that a run came to: the best one, cut at one half. */
export function metricsOf(problem: AwareProblem, { values }: State): AwareMetrics {
  const { raster } = problem.target;
  return {
    ...score(problem, doubles(values, 'best.mask')),
    pixels: raster.length,
    unoptimized: score(problem, Float64Array.from(raster)),
  };
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
