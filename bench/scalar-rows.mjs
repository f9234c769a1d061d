/** Adds a Gaussian's weights and weighted colors to the pixels of one row; `at` is its first sum, `from`..`to` its factors. */
export function drawRow(
  /** @type {Float64Array} */ sums,
  /** @type {number} */ at,
  /** @type {Float64Array} */ factors,
  /** @type {number} */ from,
  /** @type {number} */ to,
  /** @type {number} */ f0,
  /** @type {number} */ f1,
  /** @type {number} */ f2,
  /** @type {number} */ f3,
) {
  // "| 0" tells V8 that the index needs no check for overflow
  for (let i = from, o = at; i < to; i = (i + 1) | 0, o = (o + 4) | 0) {
    const factor = factors[i];
    sums[o] += factor * f0;
    sums[(o + 1) | 0] += factor * f1;
    sums[(o + 2) | 0] += factor * f2;
    sums[(o + 3) | 0] += factor * f3;
  }
}

/**
 * Sums over a row, but for the row's own factor: into `moments` the derivatives by the color (three), and the derivative by
 * the weight times the weight, by that and u, and by that and u squared.
 */
export function sumRow(
  /** @type {Float64Array} */ moments,
  /** @type {Float64Array} */ gradients,
  /** @type {number} */ at,
  /** @type {Float64Array} */ factors,
  /** @type {number} */ from,
  /** @type {number} */ to,
  /** @type {number} */ start,
  /** @type {number} */ step,
  /** @type {number} */ c0,
  /** @type {number} */ c1,
  /** @type {number} */ c2,
) {
  let a0 = 0;
  let a1 = 0;
  let a2 = 0;
  let sum = 0;
  let sumU = 0;
  let sumUU = 0;
  let u = start;
  for (let i = from, o = at; i < to; i = (i + 1) | 0, o = (o + 4) | 0) {
    const factor = factors[i];
    const p0 = gradients[o] * factor;
    const p1 = gradients[(o + 1) | 0] * factor;
    const p2 = gradients[(o + 2) | 0] * factor;
    const dw = p0 * c0 + p1 * c1 + p2 * c2 - gradients[(o + 3) | 0] * factor;
    const dwU = dw * u;
    a0 += p0;
    a1 += p1;
    a2 += p2;
    sum += dw;
    sumU += dwU;
    sumUU += dwU * u;
    u += step;
  }
  moments[0] = a0;
  moments[1] = a1;
  moments[2] = a2;
  moments[3] = sum;
  moments[4] = sumU;
  moments[5] = sumUU;
}

/** exp(-u^2 / 2) at the pixels first..last, each from the last by two products: its quotients form a geometric series. */
export function fillProfile(
  /** @type {Float64Array} */ profile,
  /** @type {number} */ at,
  /** @type {number} */ first,
  /** @type {number} */ last,
  /** @type {number} */ center,
  /** @type {number} */ deviation,
) {
  const step = 1 / deviation;
  const u = (first - center) * step;
  let value = Math.exp(-0.5 * u * u);
  let quotient = Math.exp(-(u + 0.5 * step) * step);
  const change = Math.exp(-step * step);
  for (let pixel = first; pixel <= last; pixel++) {
    profile[at + pixel] = value;
    value *= quotient;
    quotient *= change;
  }
}
