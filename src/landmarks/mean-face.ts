/** The mean of the reference's faces, each moved to its center and divided by the size of its box, and what the candidate is off. */
export interface MeanFace {
  /** By landmark. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Candidate minus reference. */
  readonly dx: readonly number[];
  readonly dy: readonly number[];
}

/** Collects faces of n landmarks: their points and what these are off, [2n] in pixels, and the size of their box. */
export function collectMeanFace(n: number): {
  add(points: Float64Array, offsets: Float64Array, box: number): void;
  result(): MeanFace;
} {
  const [sums, offsetSums] = [new Float64Array(2 * n), new Float64Array(2 * n)];
  let faces = 0;
  return {
    add(points, offsets, box) {
      faces++;
      let center = 0;
      for (let i = 0; i < 2 * n; i++) {
        if (i % n === 0) center = mean(points, i, n);
        sums[i] += (points[i] - center) / box;
        offsetSums[i] += offsets[i] / box;
      }
    },
    result() {
      const axis = (values: Float64Array, from: number) =>
        Array.from(values.subarray(from, from + n), (sum) => sum / faces);
      return { x: axis(sums, 0), y: axis(sums, n), dx: axis(offsetSums, 0), dy: axis(offsetSums, n) };
    },
  };
}

function mean(values: Float64Array, from: number, count: number): number {
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += values[i];
  return sum / count;
}
