/**
 * The mean over squares of `side` by `side` values around each of [count, count]; what lies outside counts as 0, so that the
 * operation is its own adjoint. `side` is odd.
 */
export function pool(values: Float64Array, count: number, side: number): Float64Array {
  if (side === 1) return values;
  const half = (side - 1) / 2;
  const rows = new Float64Array(values.length);
  for (let y = 0; y < count; y++) {
    for (let x = 0; x < count; x++) {
      let sum = 0;
      for (let i = Math.max(0, x - half); i <= Math.min(count - 1, x + half); i++) sum += values[y * count + i];
      rows[y * count + x] = sum / side;
    }
  }
  const means = new Float64Array(values.length);
  for (let y = 0; y < count; y++) {
    for (let i = Math.max(0, y - half); i <= Math.min(count - 1, y + half); i++) {
      for (let x = 0; x < count; x++) means[y * count + x] += rows[i * count + x] / side;
    }
  }
  return means;
}

/** The means over the blocks of a grid of an image of all pixels: [count, count]. */
export function blockMeans(
  image: ArrayLike<number>,
  { pixels, start, block, count }: { pixels: number; start: number; block: number; count: number },
): Float64Array {
  const means = new Float64Array(count * count);
  for (let y = 0; y < count * block; y++) {
    const row = Math.floor(y / block) * count;
    for (let x = 0, i = (start + y) * pixels + start; x < count; x++) {
      for (const end = i + block; i < end; i++) means[row + x] += image[i];
    }
  }
  return means.map((sum) => sum / (block * block));
}

/** Values [count, count] on a grid twice as fine, linear between the middles of the old blocks and level beyond the outermost. */
export function doubled(values: Float64Array, count: number): Float64Array {
  const fine = 2 * count;
  const along = (from: (i: number) => number, i: number) => {
    const near = i >> 1;
    const far = Math.min(count - 1, Math.max(0, near + (i % 2 === 0 ? -1 : 1)));
    return 0.75 * from(near) + 0.25 * from(far);
  };
  const rows = new Float64Array(count * fine);
  for (let y = 0; y < count; y++) {
    for (let x = 0; x < fine; x++) rows[y * fine + x] = along((i) => values[y * count + i], x);
  }
  const out = new Float64Array(fine * fine);
  for (let y = 0; y < fine; y++) {
    for (let x = 0; x < fine; x++) out[y * fine + x] = along((i) => rows[i * fine + x], y);
  }
  return out;
}
