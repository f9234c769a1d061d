import type { State } from '../../solver.js';
import { doubles } from '../arrays.js';
import { everyPixel } from '../imaging/index.js';
import { differing } from '../metrics/index.js';
import { expose, type Score, scoreOf } from '../score.js';
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

function score({ target, kernels, model, rules, doses }: AwareProblem, mask: Float64Array): AwareScore {
  const binary = Uint8Array.from(mask, (value) => (value > 0.5 ? 1 : 0));
  const exposure = expose(
    binary,
    everyPixel(target.size),
    { kernels, flare: undefined },
    { threshold: THRESHOLD, ...doses },
  );
  const printed = Uint8Array.from(aerialBy(model, mask), (intensity) => (intensity >= rules.threshold ? 1 : 0));
  return { ...scoreOf(binary, exposure, target), misprinted: differing(printed, target.raster) };
}

/** The image that exposes the program's resist, of a mask [size, size]. */
export function aerialBy({ diffraction, scatter, density, lost }: AwareModel, mask: Float64Array): Float64Array {
  const diffracted = diffraction.image(mask);
  return aerialOf(diffracted, scatter.apply(diffracted), density.alpha(mask), lost);
}
