import { nonNegativeLeastSquares } from './least-squares.js';

/** Where a stretch of a curve can turn from falling, or standing, to rising. */
export interface Bend {
  /** The likeliest place, and the interval of those that are not ruled out at 95 %. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  /** How much larger the variance of long means is than that of independent residuals. */
  readonly inflation: number;
}

/** Chi square with one degree of freedom, at 95 %. */
const TOLD = 6.6;
/** What a test at 95 % tells in 95 % of all cases: the square of 1.96 + 1.645. */
const TOLD_SURELY = 13;
const CANDIDATES = 40;

/** Shapes of the way up from the bend, from 0 to 1 on [0, 1] and none of them falling; any sum of them is tried. */
const SIDE: readonly ((u: number) => number)[] = [
  (u) => 2 * u - u * u,
  (u) => u * u,
  (u) => sixth(u),
  (u) => sixth(u * sixth(u)),
];
/** On the way up behind the bend also those that begin steeply. */
const BEHIND: readonly ((u: number) => number)[] = [...SIDE, (u) => 1 - sixth(1 - u), (u) => 1 - sixth(sixth(1 - u))];

const sixth = (u: number) => u * u * u * u * u * u;

/**
 * Fits a curve that falls up to a place and rises from there, each side a sum of simple shapes, and finds the places by their
 * profile likelihood. The variance that it is held against is that of the residuals as they count in long means, so that noise
 * that is correlated, or a curve of another shape, makes the interval wider. The interval also holds what no test can rule out
 * that does not know the shape: as far as the fitted curve stays too near its lowest point to be told from it. Undefined for fewer
 * than ten points.
 *
 * Source: the bent line of Hinkley 1969, with more shapes on each side.
 */
export function bendOf(x: Float64Array, y: Float64Array, least: number): Bend | undefined {
  const count = x.length;
  if (count < 10) return undefined;
  const [low, high] = [(x[1] + x[2]) / 2, (x[count - 2] + x[count - 3]) / 2];
  const places = Array.from({ length: CANDIDATES }, (_, i) => low + ((high - low) * i) / (CANDIDATES - 1));
  const fits = places.map((place) => fitAt(x, y, place));
  const errors = fits.map(({ error }) => error);
  const best = errors.indexOf(Math.min(...errors));
  const { residuals, fitted } = fits[best];
  const inflated = inflation(residuals);
  const variance = Math.max(errors[best] / Math.max(1, count - 6), least * least) * inflated;
  const limit = errors[best] + TOLD * variance;
  let from = best;
  while (from > 0 && errors[from - 1] <= limit) from--;
  let to = best;
  while (to < places.length - 1 && errors[to + 1] <= limit) to++;
  const at = places[best];
  const reach = untold(x, fitted, at, variance);
  return {
    at,
    from: Math.min(at - reach, crossing(places, errors, from, from - 1, limit)),
    to: Math.max(at + reach, crossing(places, errors, to, to + 1, limit)),
    inflation: inflated,
  };
}

interface Fit {
  readonly error: number;
  readonly fitted: Float64Array;
  readonly residuals: Float64Array;
}

function fitAt(x: Float64Array, y: Float64Array, place: number): Fit {
  const [before, behind] = [place - x[0], x[x.length - 1] - place];
  const width = 1 + SIDE.length + BEHIND.length;
  const rows = new Float64Array(width * x.length);
  for (let i = 0; i < x.length; i++) {
    rows[width * i] = 1;
    const isBefore = x[i] <= place;
    const distance = isBefore ? (place - x[i]) / before : (x[i] - place) / behind;
    const shapes = isBefore ? SIDE : BEHIND;
    const first = width * i + (isBefore ? 1 : 1 + SIDE.length);
    for (let k = 0; k < shapes.length; k++) rows[first + k] = shapes[k](distance);
  }
  const factors = nonNegativeLeastSquares(rows, width, y);
  const fitted = y.map((_, i) => factors.reduce((sum, factor, k) => sum + factor * rows[width * i + k], 0));
  const residuals = y.map((value, i) => value - fitted[i]);
  return { fitted, residuals, error: residuals.reduce((sum, each) => sum + each * each, 0) };
}

/** How far behind the bend the fitted curve is, in all, too near to its lowest point to be told from it. */
function untold(x: Float64Array, fitted: Float64Array, at: number, variance: number): number {
  const lowest = fitted.reduce((low, each) => Math.min(low, each), Number.POSITIVE_INFINITY);
  let energy = 0;
  for (let i = 0; i < x.length; i++) {
    if (x[i] <= at) continue;
    const before = energy;
    energy += (fitted[i] - lowest) * (fitted[i] - lowest);
    if (energy >= TOLD_SURELY * variance) {
      const from = Math.max(at, i > 0 ? x[i - 1] : at);
      return from + ((x[i] - from) * (TOLD_SURELY * variance - before)) / (energy - before) - at;
    }
  }
  return x[x.length - 1] - at;
}

/** How much larger the variance of a long mean is than that of as many independent values: the sum of the first autocorrelations. */
function inflation(residuals: Float64Array): number {
  const count = residuals.length;
  const power = residuals.reduce((sum, each) => sum + each * each, 0);
  let sum = 1;
  for (let lag = 1; lag < count / 4; lag++) {
    let product = 0;
    for (let i = lag; i < count; i++) product += residuals[i] * residuals[i - lag];
    const correlation = product / (power + Number.MIN_VALUE);
    if (correlation < 1.5 / Math.sqrt(count)) break;
    sum += 2 * correlation;
  }
  return sum;
}

/** Where the profile crosses its limit between two places; the inner one at the end of the places. */
function crossing(places: number[], errors: number[], inner: number, outer: number, limit: number): number {
  if (outer < 0 || outer >= places.length) return places[inner];
  const share = (limit - errors[inner]) / (errors[outer] - errors[inner]);
  return places[inner] + share * (places[outer] - places[inner]);
}
