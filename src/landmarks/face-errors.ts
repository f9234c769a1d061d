import type { Face } from './face.js';
import { eyeCornersOf } from './regions.js';
import { similarityOnto } from './similarity.js';
import { residualsInSpace } from './similarity-in-space.js';

/** Lengths that make the errors of a face comparable with those of another, in pixels of the reference. */
export interface FaceSize {
  /** Between the outer corners of the eyes; NaN in a scheme where they are not known. */
  readonly interocular: number;
  /** sqrt(width height) of the box around the landmarks. */
  readonly box: number;
}

/** How far the landmarks of one face lie from the reference's. The arrays hold until the next face is measured. */
export interface FaceErrors {
  readonly size: FaceSize;
  /** In pixels: [n]. */
  readonly distances: Float64Array;
  /** The same, once the best similarity has taken the candidate to the reference. */
  readonly aligned: Float64Array;
  /** Candidate minus reference in pixels, all x, then all y: [2n]. */
  readonly offsets: Float64Array;
  /** In space, in millimetres: [n]; undefined where one of the two has no landmarks in space. */
  readonly inSpace: Float64Array | undefined;
  /** The same, once the best similarity of space has taken the candidate to the reference. */
  readonly alignedInSpace: Float64Array | undefined;
  /** What takes the candidate to the reference: its center's way in pixels, a factor, and a turn from x to y. */
  readonly similarity: { readonly dx: number; readonly dy: number; readonly scale: number; readonly degrees: number };
}

/** Gives a function that measures faces of n landmarks and reuses its arrays. */
export function faceMeter(n: number, hasSpace: boolean): (reference: Face, candidate: Face) => FaceErrors {
  const [distances, aligned, offsets] = [new Float64Array(n), new Float64Array(n), new Float64Array(2 * n)];
  const [inSpace, alignedInSpace] = [0, 1].map(() => (hasSpace ? new Float64Array(n) : undefined));
  return (reference, candidate) => {
    const [r, c] = [reference.points, candidate.points];
    const { a, b } = similarityOnto(c, r);
    let [dx, dy] = [0, 0];
    for (let i = 0; i < n; i++) {
      const [x, y] = [c[i], c[n + i]];
      offsets[i] = x - r[i];
      offsets[n + i] = y - r[n + i];
      distances[i] = length(offsets[i], offsets[n + i]);
      aligned[i] = length(a[0] * x - a[1] * y + b[0] - r[i], a[0] * y + a[1] * x + b[1] - r[n + i]);
      dx -= offsets[i];
      dy -= offsets[n + i];
    }
    const [R, C] = [reference.space, candidate.space];
    if (inSpace && alignedInSpace && R && C) {
      for (let i = 0; i < n; i++) {
        const depth = C[2 * n + i] - R[2 * n + i];
        inSpace[i] = length(length(C[i] - R[i], C[n + i] - R[n + i]), depth);
      }
      residualsInSpace(C, R, alignedInSpace);
    }
    const degrees = (Math.atan2(a[1], a[0]) * 180) / Math.PI;
    const similarity = { dx: dx / n, dy: dy / n, scale: length(a[0], a[1]), degrees };
    return { size: sizeOf(r), distances, aligned, offsets, inSpace, alignedInSpace, similarity };
  };
}

function sizeOf(points: Float64Array): FaceSize {
  const n = points.length / 2;
  const corners = eyeCornersOf(n);
  const interocular = corners
    ? length(points[corners[0]] - points[corners[1]], points[n + corners[0]] - points[n + corners[1]])
    : Number.NaN;
  return { interocular, box: Math.sqrt(extent(points, 0, n) * extent(points, n, n)) };
}

function extent(values: Float64Array, from: number, count: number): number {
  let [low, high] = [values[from], values[from]];
  for (let i = from + 1; i < from + count; i++) {
    if (values[i] < low) low = values[i];
    else if (values[i] > high) high = values[i];
  }
  return high - low;
}

// several times as fast as Math.hypot, whose care for overflow no pixel needs
const length = (x: number, y: number): number => Math.sqrt(x * x + y * y);
