/** A similarity of the plane: z -> a z + b in complex numbers, x + iy. It turns by arg(a), scales by |a|, and never reflects. */
export interface Similarity {
  readonly a: readonly [re: number, im: number];
  readonly b: readonly [re: number, im: number];
}

/**
 * The similarity that takes points, [2n] as x then y, nearest to others in the sense of least squares (Umeyama, "Least-squares
 * estimation of transformation parameters between two point patterns", 1991, without reflections). Points that all coincide
 * are moved to the others' center.
 */
export function similarityOnto(points: Float64Array, others: Float64Array): Similarity {
  const n = points.length / 2;
  const [px, py, ox, oy] = [mean(points, 0, n), mean(points, n, n), mean(others, 0, n), mean(others, n, n)];
  let [re, im, square] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [x, y, u, v] = [points[i] - px, points[n + i] - py, others[i] - ox, others[n + i] - oy];
    re += x * u + y * v;
    im += x * v - y * u;
    square += x * x + y * y;
  }
  const a = square > 0 ? ([re / square, im / square] as const) : ([0, 0] as const);
  return { a, b: [ox - (a[0] * px - a[1] * py), oy - (a[0] * py + a[1] * px)] };
}

function mean(values: Float64Array, from: number, count: number): number {
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += values[i];
  return sum / count;
}
