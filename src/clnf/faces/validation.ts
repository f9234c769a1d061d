import { areaSide } from '../warp.js';
import { cutPatch } from './areas.js';
import { inverted } from './linear-algebra.js';
import { logistic, type Network } from './network.js';
import { NEURONS, PATCH, RATIOS, WINDOW } from './recipe.js';
import { MIDDLE, type Samples } from './samples.js';
import { smoothingComponentsOf } from './smoothing-components.js';

const WEIGHTS = PATCH * PATCH;
const CELLS = WINDOW * WINDOW;
/** Of the mean shift that a choice is judged by: steps, and 2 sigma^2 of its kernel. */
const STEPS = 5;
const KERNEL = 4.5;

/** The smoothing that serves a landmark best, and how good its maps then are. */
export interface Choice {
  /** Betas beside the sum of the alphas. */
  readonly ratios: readonly [number, number, number];
  /** The mean squared error of the maps, scaled to the bells that they should be, and their correlation with these. */
  readonly error: number;
  readonly correlation: number;
}

let known: readonly Float64Array[] | undefined;

/** What each choice does to a map: the inverse of I + sum ratio_c S_c. */
function smoothers(): readonly Float64Array[] {
  known ??= RATIOS.map((ratios) => {
    const matrix = new Float64Array(CELLS * CELLS);
    for (let i = 0; i < CELLS; i++) matrix[i * CELLS + i] = 1;
    for (const [c, component] of smoothingComponentsOf(WINDOW).entries()) {
      for (let i = 0; i < matrix.length; i++) matrix[i] += ratios[c] * component[i];
    }
    return inverted(matrix, CELLS);
  });
  return known;
}

/** Chooses the smoothing with which mean shift from the middle of the window ends nearest to the landmark. */
export function chooseSmoothing({ validation }: Samples, network: Network, soft: Float64Array): Choice {
  const maps = validation.map(({ area }) => mapOf(area, network, soft));
  const bells = validation.map(({ x, y }) => bellAt(x, y));
  let best: Choice = { ratios: RATIOS[0], error: 0, correlation: 0 };
  let least = 1e9;
  for (const [r, smoother] of smoothers().entries()) {
    const count = maps.length * CELLS;
    let [product, square, bellSquare, sum, bellSum, distance] = [0, 0, 0, 0, 0, 0];
    for (const [k, map] of maps.entries()) {
      const smoothed = liftedProduct(smoother, map);
      for (let p = 0; p < CELLS; p++) {
        const value = smoothed[p];
        const bell = bells[k][p];
        product += value * bell;
        square += value * value;
        bellSquare += bell * bell;
        sum += value;
        bellSum += bell;
      }
      const [x, y] = shifted(smoothed);
      distance += Math.hypot(x - MIDDLE - validation[k].x, y - MIDDLE - validation[k].y) / maps.length;
    }
    if (distance >= least) continue;
    least = distance;
    const gain = product / square;
    const spread = (squares: number, total: number) => squares / count - (total / count) * (total / count);
    best = {
      ratios: RATIOS[r],
      error: (bellSquare - gain * product) / count,
      correlation:
        (product / count - ((sum / count) * bellSum) / count) /
        Math.sqrt(spread(square, sum) * spread(bellSquare, bellSum)),
    };
  }
  return best;
}

function mapOf(area: Float32Array, { weights, biases }: Network, soft: Float64Array): Float64Array {
  const side = areaSide(WINDOW, PATCH);
  const patch = new Float32Array(WEIGHTS);
  const map = new Float64Array(CELLS);
  for (let y = 0; y < WINDOW; y++) {
    for (let x = 0; x < WINDOW; x++) {
      cutPatch(area, side, x, y, patch, 0);
      let sum = 0;
      for (let k = 0; k < NEURONS; k++) {
        let z = biases[k];
        for (let p = 0; p < WEIGHTS; p++) z += weights[k * WEIGHTS + p] * patch[p];
        sum += soft[k] * logistic(z);
      }
      map[y * WINDOW + x] = sum;
    }
  }
  return map;
}

/** The bell that a map should be, of deviation 1 around a landmark (x, y) from the middle. */
function bellAt(x: number, y: number): Float64Array {
  return Float64Array.from({ length: CELLS }, (_, cell) => {
    const dx = (cell % WINDOW) - MIDDLE - x;
    const dy = Math.floor(cell / WINDOW) - MIDDLE - y;
    return Math.exp(-(dx * dx + dy * dy) / 2);
  });
}

function liftedProduct(matrix: Float64Array, map: Float64Array): Float64Array {
  const product = new Float64Array(CELLS);
  let low = 0;
  for (let p = 0; p < CELLS; p++) {
    let sum = 0;
    for (let q = 0; q < CELLS; q++) sum += matrix[p * CELLS + q] * map[q];
    product[p] = sum;
    if (sum < low) low = sum;
  }
  return product.map((value) => value - low);
}

/** Where mean shift from the middle comes to. */
function shifted(map: Float64Array): [x: number, y: number] {
  let [x, y] = [MIDDLE, MIDDLE];
  for (let step = 0; step < STEPS; step++) {
    let [sum, sumX, sumY] = [0, 0, 0];
    for (let row = 0; row < WINDOW; row++) {
      for (let column = 0; column < WINDOW; column++) {
        const [dx, dy] = [column - x, row - y];
        const weight = map[row * WINDOW + column] * Math.exp(-(dx * dx + dy * dy) / KERNEL);
        sum += weight;
        sumX += weight * column;
        sumY += weight * row;
      }
    }
    x = sumX / sum;
    y = sumY / sum;
  }
  return [x, y];
}
