/** The linear part of a similarity of the plane, row-major [2, 2]: [a, -b, b, a]. */
export type Similarity = Float64Array;

/**
 * The rotation and scale that take `from` nearest to `to` once both are centred, each point set [2, n]; scale is the ratio
 * of the sets' sizes (root mean square from their centres), rotation the best one in the least-squares sense (Kabsch 1976,
 * in closed form for the plane, where it cannot be a reflection).
 */
export function similarity(from: Float64Array, to: Float64Array): Similarity {
  const n = from.length / 2;
  const [fx, fy, tx, ty] = [mean(from, 0, n), mean(from, n, n), mean(to, 0, n), mean(to, n, n)];
  let cosine = 0;
  let sine = 0;
  let fromSize = 0;
  let toSize = 0;
  for (let i = 0; i < n; i++) {
    const x = from[i] - fx;
    const y = from[n + i] - fy;
    const u = to[i] - tx;
    const v = to[n + i] - ty;
    cosine += x * u + y * v;
    sine += x * v - y * u;
    fromSize += x * x + y * y;
    toSize += u * u + v * v;
  }
  const scale = Math.sqrt(toSize / fromSize) / Math.sqrt(cosine * cosine + sine * sine);
  const [a, b] = [scale * cosine, scale * sine];
  return Float64Array.of(a, -b, b, a);
}

/** The similarity that takes back what another did. */
export function inverse([a, , b]: Similarity): Similarity {
  const square = a * a + b * b;
  return Float64Array.of(a / square, b / square, -b / square, a / square);
}

function mean(values: Float64Array, from: number, count: number): number {
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += values[i];
  return sum / count;
}
