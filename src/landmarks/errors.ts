import type { FaceErrors } from './face-errors.js';

/** A distance between landmarks, or a mean of many. */
export interface Distance {
  readonly px: number;
  /** As a share of the distance between the outer corners of the reference's eyes; NaN in a scheme other than iBUG's 68. */
  readonly ofEyes: number;
  /** As a share of sqrt(width height) of the box around the reference's landmarks. */
  readonly ofBox: number;
}

/** What the candidate's landmarks are off by. */
export interface Errors {
  readonly error: Distance;
  /** What is left of it once the best similarity of each face has taken the candidate to the reference. */
  readonly aligned: Distance;
  /** In space, in millimetres; undefined where one side has no landmarks in space. */
  readonly mm?: number;
  readonly alignedMm?: number;
}

/** Of one landmark over all faces. */
export interface LandmarkErrors extends Errors {
  readonly landmark: number;
  /** In pixels. */
  readonly largest: number;
  /** The mean of candidate minus reference, in pixels. */
  readonly dx: number;
  readonly dy: number;
}

/** The mean over the landmarks of one face. */
export function errorsOf({ distances, aligned, inSpace, alignedInSpace, size }: FaceErrors): Errors {
  return {
    error: distanceOf(mean(distances), size),
    aligned: distanceOf(mean(aligned), size),
    ...(inSpace && { mm: mean(inSpace) }),
    ...(alignedInSpace && { alignedMm: mean(alignedInSpace) }),
  };
}

/** The mean of several errors. */
export function meanOf(all: readonly Errors[]): Errors {
  const over = (pick: (errors: Errors) => number) => mean(all.map(pick));
  const distance = (name: 'error' | 'aligned'): Distance => ({
    px: over((each) => each[name].px),
    ofEyes: over((each) => each[name].ofEyes),
    ofBox: over((each) => each[name].ofBox),
  });
  const hasSpace = all.every(({ mm }) => mm !== undefined);
  return {
    error: distance('error'),
    aligned: distance('aligned'),
    ...(hasSpace && {
      mm: over(({ mm }) => mm ?? Number.NaN),
      alignedMm: over(({ alignedMm }) => alignedMm ?? Number.NaN),
    }),
  };
}

/** Sums up faces landmark by landmark. */
export function landmarkTally(n: number): { add(face: FaceErrors): void; means(): LandmarkErrors[] } {
  const sums = Array.from({ length: 10 }, () => new Float64Array(n));
  const [px, ofEyes, ofBox, aligned, alignedOfEyes, alignedOfBox, dx, dy, mm, alignedMm] = sums;
  const largest = new Float64Array(n);
  let faces = 0;
  let hasSpace = false;
  return {
    add(face) {
      const { distances, offsets, inSpace, alignedInSpace, size } = face;
      faces++;
      hasSpace = inSpace !== undefined;
      for (let i = 0; i < n; i++) {
        px[i] += distances[i];
        ofEyes[i] += distances[i] / size.interocular;
        ofBox[i] += distances[i] / size.box;
        aligned[i] += face.aligned[i];
        alignedOfEyes[i] += face.aligned[i] / size.interocular;
        alignedOfBox[i] += face.aligned[i] / size.box;
        dx[i] += offsets[i];
        dy[i] += offsets[n + i];
        if (inSpace) mm[i] += inSpace[i];
        if (alignedInSpace) alignedMm[i] += alignedInSpace[i];
        if (distances[i] > largest[i]) largest[i] = distances[i];
      }
    },
    means: () =>
      Array.from({ length: n }, (_, i) => {
        const over = (sum: Float64Array) => sum[i] / faces;
        return {
          landmark: i,
          error: { px: over(px), ofEyes: over(ofEyes), ofBox: over(ofBox) },
          aligned: { px: over(aligned), ofEyes: over(alignedOfEyes), ofBox: over(alignedOfBox) },
          ...(hasSpace && { mm: over(mm), alignedMm: over(alignedMm) }),
          largest: largest[i],
          dx: over(dx),
          dy: over(dy),
        };
      }),
  };
}

const distanceOf = (px: number, { interocular, box }: FaceErrors['size']): Distance => ({
  px,
  ofEyes: px / interocular,
  ofBox: px / box,
});

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
