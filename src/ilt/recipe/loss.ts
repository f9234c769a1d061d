import type { Recipe } from './recipe.js';

/** The printed images at one set of samples: resist values in [0, 1]. */
export interface Prints {
  readonly nominal: Float64Array;
  readonly max: Float64Array;
  readonly min: Float64Array;
}

export interface LossInputs extends Prints {
  readonly target: Float64Array;
  /** Weights of the nominal error. */
  readonly weights: Float64Array;
  readonly power: number;
  /** Area of a sample, in pixels. */
  readonly area: number;
}

/** The terms of a loss, weighted and summed, and its derivatives by the three prints. */
export interface Loss {
  readonly nominal: number;
  readonly corners: number;
  readonly band: number;
  readonly derivatives: Prints;
}

/** The loss of a {@link Recipe}. */
export function lossOf(
  { nominal, max, min, target, weights, power, area }: LossInputs,
  recipe: Pick<Recipe, 'nominal' | 'corners' | 'band' | 'bandPower'>,
): Loss {
  const sums = { nominal: 0, corners: 0, band: 0 };
  const size = nominal.length;
  const derivatives = { nominal: new Float64Array(size), max: new Float64Array(size), min: new Float64Array(size) };
  const [n, c, b] = [recipe.nominal * area, recipe.corners * area, recipe.band * area];
  for (let i = 0; i < size; i++) {
    const error = nominal[i] - target[i];
    const distance = Math.abs(error);
    // |e|^(p - 1); its logarithm is cheaper than a power and the same everywhere
    const less = power === 2 ? distance : distance === 0 ? 0 : Math.exp((power - 1) * Math.log(distance));
    sums.nominal += n * weights[i] * less * distance;
    derivatives.nominal[i] = n * weights[i] * power * less * Math.sign(error);
    const [above, below, width] = [max[i] - target[i], min[i] - target[i], max[i] - min[i]];
    sums.corners += c * (above * above + below * below);
    sums.band += b * (recipe.bandPower === 2 ? width * width : Math.abs(width));
    const pull = recipe.bandPower === 2 ? 2 * b * width : b * Math.sign(width);
    derivatives.max[i] = 2 * c * above + pull;
    derivatives.min[i] = 2 * c * below - pull;
  }
  return { ...sums, derivatives };
}
