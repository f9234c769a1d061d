import fc from 'fast-check';
import type { Face } from '../../src/landmarks/index.js';

/** A face with its landmarks as x, then y. */
export const faceAt = (points: ArrayLike<number>, more: Partial<Face> = {}): Face => ({
  frame: 0,
  face: 0,
  success: true,
  confidence: 1,
  points: Float64Array.from(points),
  ...more,
});

/** Landmarks that do not lie on a line: a jittered circle of n points in an image. */
export const landmarks = (n: number): fc.Arbitrary<Float64Array> =>
  fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 2 * n, maxLength: 2 * n }).map((jitter) =>
    Float64Array.from(jitter, (offset, i) => {
      const angle = (2 * Math.PI * (i % n)) / n;
      return 200 + 100 * (i < n ? Math.cos(angle) : Math.sin(angle)) + offset;
    }),
  );

export interface Turn {
  readonly angle: number;
  readonly scale: number;
  readonly dx: number;
  readonly dy: number;
}

/** Similarities of the plane that keep a face of a few hundred pixels at such a size. */
export const turns: fc.Arbitrary<Turn> = fc.record({
  angle: fc.double({ min: -3, max: 3, noNaN: true }),
  scale: fc.double({ min: 0.25, max: 4, noNaN: true }),
  dx: fc.double({ min: -500, max: 500, noNaN: true }),
  dy: fc.double({ min: -500, max: 500, noNaN: true }),
});

/** Landmarks turned, scaled and moved. */
export function turned(points: Float64Array, { angle, scale, dx, dy }: Turn): Float64Array {
  const n = points.length / 2;
  const [cos, sin] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  return Float64Array.from(points, (_, i) =>
    i < n ? cos * points[i] - sin * points[n + i] + dx : sin * points[i - n] + cos * points[i] + dy,
  );
}

/** The text of an OpenFace CSV; a cell that is not given is 0. */
export function csvOf(
  rows: readonly Readonly<Record<string, string | number>>[],
  { n = 3, columns = ['frame', 'face_id', 'timestamp', 'confidence', 'success'], space = false, separator = ', ' } = {},
): string {
  const axes = space ? ['x', 'y', 'X', 'Y', 'Z'] : ['x', 'y'];
  const names = [...columns, ...axes.flatMap((axis) => Array.from({ length: n }, (_, i) => `${axis}_${i}`))];
  return [names, ...rows.map((row) => names.map((name) => row[name] ?? 0))]
    .map((cells) => `${cells.join(separator)}\n`)
    .join('');
}

/** A row of a face of three landmarks that do not lie on a line. */
export const triangle = (row: Readonly<Record<string, string | number>>) => ({
  success: 1,
  confidence: 0.98,
  x_1: 10,
  y_2: 10,
  ...row,
});
