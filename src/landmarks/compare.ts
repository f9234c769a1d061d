import { InputError } from '../errors.js';
import type { FaceResult, FaceState, LandmarkComparison, LandmarkOptions } from './comparison.js';
import type { Face, FaceStream } from './face.js';
import { streamOf } from './memory.js';
import { openLandmarks } from './openface-csv.js';
import { type Pair, pairs } from './pairs.js';
import { collectRanges } from './ranges.js';
import { faceTally } from './tally.js';
import { keepWorst } from './worst.js';

/** A CSV file of OpenFace, or faces in the order of frames and faces. */
export type Source = string | readonly Face[];
/** Faces between two calls of `onProgress`. */
const PACE = 1000;

/**
 * Compares the landmarks of two programs face by face, matched by frame and face, in memory that does not grow with them.
 * Throws InputError for what cannot be read, sides with different landmarks, and when there is no face to compare; RangeError for
 * a threshold that is not above 0.
 */
export function compareLandmarks(
  reference: Source,
  candidate: Source,
  options: LandmarkOptions = {},
): LandmarkComparison {
  const a = open(reference, 'the reference');
  try {
    const b = open(candidate, 'the candidate');
    try {
      return compareStreams(a, b, options);
    } finally {
      b.close();
    }
  } finally {
    a.close();
  }
}

const open = (source: Source, name: string): FaceStream =>
  typeof source === 'string' ? openLandmarks(source) : streamOf(source, name);

function compareStreams(a: FaceStream, b: FaceStream, options: LandmarkOptions): LandmarkComparison {
  checkAlike(a, b);
  const { threshold = 0.08, worst: most = 10, onFace, onProgress } = options;
  if (!(threshold > 0)) throw new RangeError(`threshold ${threshold}: expected a number above 0`);
  const tally = faceTally(a.landmarks, a.hasSpace && b.hasSpace, threshold);
  const alone = { missing: collectRanges(), lost: collectRanges(), extra: collectRanges(), gained: collectRanges() };
  const worst = keepWorst(most);
  let [faces, compared, neither] = [0, 0, 0];
  for (const pair of pairs(a, b)) {
    const [reference, candidate] = pair;
    const [state, place] = [stateOf(pair), placeOf(pair)];
    if (state === 'compared' && reference && candidate) {
      const result = { state, ...place, errors: tally.add(reference, candidate, a.place) };
      compared++;
      worst.add(result);
      onFace?.(result);
    } else {
      if (state === 'missing' || state === 'lost') tally.lose();
      if (state === 'neither') neither++;
      else if (state !== 'compared') alone[state].add(a.hasFrames ? place.frame : place.face);
      onFace?.({ state, ...place });
    }
    if (faces++ % PACE === 0) onProgress?.(a.progress());
  }
  if (compared === 0) throw new InputError(`${b.name}: no face in common with ${a.name}; expected the same frames`);

  const tallied = tally.result();
  const { missing, lost, extra, gained } = alone;
  return {
    verdict: verdictOf(
      tallied,
      Object.values(alone).some(({ ranges }) => ranges().count > 0),
      options,
    ),
    faces: {
      compared,
      neither,
      missing: missing.ranges(),
      lost: lost.ranges(),
      extra: extra.ranges(),
      gained: gained.ranges(),
    },
    hasFrames: a.hasFrames,
    ...tallied,
    worst: worst.faces,
  };
}

/** Refuses streams whose faces cannot be told to be the same, or have other landmarks. */
function checkAlike(a: FaceStream, b: FaceStream): void {
  if (b.landmarks !== a.landmarks)
    throw new InputError(`${b.name}: ${b.landmarks} landmarks; expected ${a.landmarks}, as in ${a.name}`);
  const kind = ({ hasFrames }: FaceStream) => (hasFrames ? 'frames of a video' : 'faces of an image');
  if (b.hasFrames !== a.hasFrames) throw new InputError(`${b.name}: ${kind(b)}; expected ${kind(a)}, as in ${a.name}`);
}

function stateOf([reference, candidate]: Pair): FaceState {
  if (reference?.success) return candidate === undefined ? 'missing' : candidate.success ? 'compared' : 'lost';
  if (candidate?.success) return reference === undefined ? 'extra' : 'gained';
  return 'neither';
}

function placeOf([a, b]: Pair): Omit<FaceResult, 'state'> {
  const { frame, face } = a ?? b;
  return {
    frame,
    face,
    confidence: { reference: a?.confidence ?? Number.NaN, candidate: b?.confidence ?? Number.NaN },
  };
}

function verdictOf(
  { largest, mm = 0, nme }: Pick<LandmarkComparison, 'largest' | 'mm' | 'nme'>,
  isLacking: boolean,
  allowed: LandmarkOptions,
): LandmarkComparison['verdict'] {
  if (isLacking) return 'differs';
  if (largest === 0 && mm === 0) return 'same';
  // tolerances are of the image: with one, landmarks in space are reported but not judged
  if (allowed.absolute === undefined && allowed.nme === undefined) return 'differs';
  const { absolute = Number.POSITIVE_INFINITY, nme: most = Number.POSITIVE_INFINITY } = allowed;
  return largest <= absolute && nme <= most ? 'within' : 'differs';
}
