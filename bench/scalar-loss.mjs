const WINDOW = 8;

/** 0.2 l1 + 0.8 l2 + 0.1 (1 - ssim), with the 8 by 8 uniform windows of the faithful model. */
export function lossOf(
  /** @type {Float64Array} */ image,
  /** @type {Float32Array} */ target,
  /** @type {number} */ width,
  /** @type {number} */ height,
) {
  let absolute = 0;
  let squared = 0;
  for (let k = 0; k < image.length; k++) {
    const e = image[k] - target[k];
    absolute += Math.abs(e);
    squared += e * e;
  }
  let similarity = 0;
  for (let channel = 0; channel < 3; channel++) similarity += ssimOf(image, target, channel, width, height);
  const ssim = similarity / (3 * (width - WINDOW) * (height - WINDOW));
  return (0.2 * absolute + 0.8 * squared) / image.length + 0.1 * (1 - ssim);
}

function ssimOf(
  /** @type {Float64Array} */ image,
  /** @type {Float32Array} */ target,
  /** @type {number} */ channel,
  /** @type {number} */ width,
  /** @type {number} */ height,
) {
  // sums over a window's rows of a, b, a*a + b*b and a*b, by column, moved down a row at a time
  const column = new Float64Array(4 * width);
  const add = (/** @type {number} */ row, /** @type {number} */ sign) => {
    for (let x = 0; x < width; x++) {
      const a = image[3 * (row * width + x) + channel];
      const b = target[3 * (row * width + x) + channel];
      column[4 * x] += sign * a;
      column[4 * x + 1] += sign * b;
      column[4 * x + 2] += sign * (a * a + b * b);
      column[4 * x + 3] += sign * a * b;
    }
  };
  const pixels = WINDOW * WINDOW;
  const c1 = 0.01 * 0.01;
  const c2 = 0.03 * 0.03;
  let similarity = 0;
  for (let row = 0; row < height - 1; row++) {
    add(row, 1);
    if (row < WINDOW - 1) continue;
    let a = 0;
    let b = 0;
    let squares = 0;
    let product = 0;
    for (let x = 0; x < width - 1; x++) {
      a += column[4 * x];
      b += column[4 * x + 1];
      squares += column[4 * x + 2];
      product += column[4 * x + 3];
      if (x < WINDOW - 1) continue;
      const ma = a / pixels;
      const mb = b / pixels;
      const means = ma * ma + mb * mb;
      const covariance = product / pixels - ma * mb;
      similarity += ((2 * ma * mb + c1) * (2 * covariance + c2)) / ((means + c1) * (squares / pixels - means + c2));
      const old = 4 * (x - WINDOW + 1);
      a -= column[old];
      b -= column[old + 1];
      squares -= column[old + 2];
      product -= column[old + 3];
    }
    add(row - WINDOW + 1, -1);
  }
  return similarity;
}
