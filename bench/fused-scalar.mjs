import { lossOf } from './scalar-loss.mjs';
import { drawRow, fillProfile, sumRow } from './scalar-rows.mjs';

/**
 * The opponent of the kernels: the faithful model ("Baseline 1", gradient of l2 alone, Adam) as fast as scalar JavaScript
 * does it when sums may be taken in any order. One pass draws, one works out the error, one goes back; weights are products
 * of a column's and a row's factor, Gaussians touch only the pixels inside their cutoff, and nothing is allocated in a step.
 *
 * Doubles throughout and four interleaved sums a pixel: single precision costs V8 a conversion or a rounding at every
 * operation, and planes cost it four bounds to check. The inner loops are functions of their own, whose arrays V8 keeps in
 * registers; inside a closure they took twice the time.
 */
const CUTOFF = 12.25;
const TINY_WEIGHT = 1e-10;
const LEARNING_RATE = 0.001;
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;
/** Trained numbers of a Gaussian: x, y, sx, sy, red, green, blue. */
const PARAMETERS = 7;
const LOWEST = [0, 0, 0.001, 0.001, 0, 0, 0];
const HIGHEST = [1, 1, 0.5, 0.5, 1, 1, 1];

/**
 * @param {{ position: Float32Array, scale: Float32Array, color: Float32Array }} start [N, 2], [N, 2] and [N, 3]
 * @param {Float32Array} target [height, width, 3]
 * @param {{ width: number, height: number }} frame
 * @returns {{ step(wanted: boolean): void, loss(): number }} `step` does one update; `loss` is that of the state before the newest
 *   update, if it was wanted
 */
export function fusedScalar(start, target, { width, height }) {
  const count = start.position.length / 2;
  const parameters = interleave(start, count);
  const gradient = new Float64Array(parameters.length);
  const first = new Float64Array(parameters.length);
  const second = new Float64Array(parameters.length);
  /** Per pixel the sums (C0, C1, C2, W); after the error pass (P0, P1, P2, Q) = (dl2/dC, sum of dl2/dC times the color). */
  const sums = new Float64Array(4 * width * height);
  /** Per Gaussian its factors by column and by row, kept from the drawing for the way back. */
  const columns = new Float64Array(count * width);
  const rows = new Float64Array(count * height);
  /** Per Gaussian its first and last row, and per row of it the first and last column. */
  const rowRange = new Int32Array(2 * count);
  const columnRange = new Int32Array(2 * count * height);
  const image = new Float64Array(target.length);
  const moments = new Float64Array(6);
  let t = 0;

  function draw() {
    sums.fill(0);
    for (let i = 0; i < count; i++) {
      const own = i * PARAMETERS;
      const x = parameters[own] * width;
      const y = parameters[own + 1] * height;
      const sx = parameters[own + 2] * width;
      const sy = parameters[own + 3] * height;
      const c0 = parameters[own + 4];
      const c1 = parameters[own + 5];
      const c2 = parameters[own + 6];
      const reach = Math.sqrt(CUTOFF);
      const left = Math.max(0, Math.ceil(x - reach * sx));
      const right = Math.min(width - 1, Math.floor(x + reach * sx));
      const top = Math.max(0, Math.ceil(y - reach * sy));
      const bottom = Math.min(height - 1, Math.floor(y + reach * sy));
      fillProfile(columns, i * width, left, right, x, sx);
      fillProfile(rows, i * height, top, bottom, y, sy);
      rowRange[2 * i] = top;
      rowRange[2 * i + 1] = bottom;
      for (let row = top; row <= bottom; row++) {
        const v = (row - y) / sy;
        const half = sx * Math.sqrt(Math.max(0, CUTOFF - v * v));
        const from = Math.max(0, Math.ceil(x - half));
        const to = Math.min(width - 1, Math.floor(x + half));
        columnRange[2 * (i * height + row)] = from;
        columnRange[2 * (i * height + row) + 1] = to;
        const factor = rows[i * height + row];
        const at = 4 * (row * width + from);
        drawRow(sums, at, columns, i * width + from, i * width + to + 1, factor * c0, factor * c1, factor * c2, factor);
      }
    }
  }

  /** Turns the sums into the image (only when it is wanted) and into the gradient of l2 by them. */
  function differentiate(/** @type {boolean} */ wanted) {
    const scale = 2 / target.length;
    for (let o = 0, k = 0; o < sums.length; o += 4, k += 3) {
      const weight = sums[o + 3];
      let r0 = 0;
      let r1 = 0;
      let r2 = 0;
      if (weight > TINY_WEIGHT) {
        const inverse = 1 / weight;
        r0 = sums[o] * inverse;
        r1 = sums[o + 1] * inverse;
        r2 = sums[o + 2] * inverse;
        const p0 = (r0 - target[k]) * scale * inverse;
        const p1 = (r1 - target[k + 1]) * scale * inverse;
        const p2 = (r2 - target[k + 2]) * scale * inverse;
        sums[o] = p0;
        sums[o + 1] = p1;
        sums[o + 2] = p2;
        sums[o + 3] = p0 * r0 + p1 * r1 + p2 * r2;
      }
      if (wanted) {
        image[k] = r0;
        image[k + 1] = r1;
        image[k + 2] = r2;
      }
    }
  }

  function goBack() {
    for (let i = 0; i < count; i++) {
      const own = i * PARAMETERS;
      const x = parameters[own] * width;
      const y = parameters[own + 1] * height;
      const sx = parameters[own + 2] * width;
      const sy = parameters[own + 3] * height;
      const c0 = parameters[own + 4];
      const c1 = parameters[own + 5];
      const c2 = parameters[own + 6];
      let d0 = 0;
      let d1 = 0;
      let d2 = 0;
      // moments of dw * w, where dw is the derivative by the weight, in u and v: offsets in standard deviations
      let momentU = 0;
      let momentUU = 0;
      let momentV = 0;
      let momentVV = 0;
      const step = 1 / sx;
      for (let row = rowRange[2 * i]; row <= rowRange[2 * i + 1]; row++) {
        const from = columnRange[2 * (i * height + row)];
        const to = columnRange[2 * (i * height + row) + 1];
        const u = (from - x) * step;
        const at = 4 * (row * width + from);
        sumRow(moments, sums, at, columns, i * width + from, i * width + to + 1, u, step, c0, c1, c2);
        const factor = rows[i * height + row];
        const v = (row - y) / sy;
        d0 += factor * moments[0];
        d1 += factor * moments[1];
        d2 += factor * moments[2];
        const momentRow = factor * moments[3];
        momentU += factor * moments[4];
        momentUU += factor * moments[5];
        momentV += momentRow * v;
        momentVV += momentRow * v * v;
      }
      gradient[own] = momentU / parameters[own + 2];
      gradient[own + 1] = momentV / parameters[own + 3];
      gradient[own + 2] = momentUU / parameters[own + 2];
      gradient[own + 3] = momentVV / parameters[own + 3];
      gradient[own + 4] = d0;
      gradient[own + 5] = d1;
      gradient[own + 6] = d2;
    }
  }

  function update() {
    const rate = LEARNING_RATE / (1 - power(BETA1, t));
    const inverse = 1 / (1 - power(BETA2, t));
    for (let at = 0; at < parameters.length; at += PARAMETERS) {
      for (let k = 0; k < PARAMETERS; k++) {
        const g = gradient[at + k];
        const m = BETA1 * first[at + k] + (1 - BETA1) * g;
        const v = BETA2 * second[at + k] + (1 - BETA2) * g * g;
        first[at + k] = m;
        second[at + k] = v;
        const next = parameters[at + k] - (rate * m) / (Math.sqrt(v * inverse) + EPSILON);
        parameters[at + k] = Math.max(LOWEST[k], Math.min(next, HIGHEST[k]));
      }
    }
  }

  return {
    step(wanted) {
      t++;
      draw();
      differentiate(wanted);
      goBack();
      update();
    },
    loss: () => lossOf(image, target, width, height),
  };
}

function interleave(
  /** @type {{ position: Float32Array, scale: Float32Array, color: Float32Array }} */ { position, scale, color },
  /** @type {number} */ count,
) {
  const parameters = new Float64Array(count * PARAMETERS);
  for (let i = 0; i < count; i++) {
    parameters.set(position.subarray(2 * i, 2 * i + 2), i * PARAMETERS);
    parameters.set(scale.subarray(2 * i, 2 * i + 2), i * PARAMETERS + 2);
    parameters.set(color.subarray(3 * i, 3 * i + 3), i * PARAMETERS + 4);
  }
  return parameters;
}

const power = (/** @type {number} */ base, /** @type {number} */ exponent) => Math.exp(exponent * Math.log(base));
