import { InputError } from '../errors.js';
import type { FaceComparison, LandmarkComparison } from './comparison.js';
import { type Distance, errorsOf, landmarkTally, meanOf } from './errors.js';
import type { Face } from './face.js';
import { type FaceErrors, faceMeter } from './face-errors.js';
import { collectMeanFace } from './mean-face.js';
import { collectQuality } from './quality.js';
import { regionsOf } from './regions.js';

/** What the faces that were compared came to. */
type Tallied = Omit<LandmarkComparison, 'verdict' | 'faces' | 'hasFrames' | 'worst'>;

export interface FaceTally {
  /** Compares a face of n landmarks. Throws InputError, which begins with `place`, for a reference that is no face. */
  add(reference: Face, candidate: Face, place: () => string): FaceComparison;
  /** Counts a face that the candidate is without. */
  lose(): void;
  result(): Tallied;
}

/** Sums up faces of n landmarks in constant memory. */
export function faceTally(n: number, hasSpace: boolean, threshold: number): FaceTally {
  const regions = regionsOf(n);
  const normalizer = regions.length > 0 ? 'eyes' : 'box';
  const nmeOf = ({ ofEyes, ofBox }: Distance) => (normalizer === 'eyes' ? ofEyes : ofBox);
  const measure = faceMeter(n, hasSpace);
  const landmarks = landmarkTally(n);
  const meanFace = collectMeanFace(n);
  const [quality, withoutSimilarity] = [collectQuality(threshold), collectQuality(threshold)];
  const sum = { dx: 0, dy: 0, scale: 0, degrees: 0 };
  let faces = 0;

  return {
    add(reference, candidate, place) {
      const found = measure(reference, candidate);
      if (!(found.size.box > 0) || found.size.interocular === 0)
        throw new InputError(`${place()}: the landmarks lie on a line; expected a face`);
      faces++;
      landmarks.add(found);
      meanFace.add(reference.points, found.offsets, found.size.box);
      const errors = errorsOf(found);
      const nme = nmeOf(errors.error);
      quality.add(nme);
      withoutSimilarity.add(nmeOf(errors.aligned));
      const { similarity } = found;
      for (const name of ['dx', 'dy', 'scale', 'degrees'] as const) sum[name] += similarity[name];
      return { ...errors, nme, largest: largestOf(found), similarity };
    },
    lose() {
      quality.lose();
      withoutSimilarity.lose();
    },
    result() {
      const means = landmarks.means();
      return {
        ...quality.result(),
        ...meanOf(means),
        largest: Math.max(...means.map(({ largest }) => largest)),
        normalizer,
        threshold,
        withoutSimilarity: withoutSimilarity.result(),
        similarity: {
          dx: sum.dx / faces,
          dy: sum.dy / faces,
          scale: sum.scale / faces,
          degrees: sum.degrees / faces,
        },
        meanFace: meanFace.result(),
        regions: regions.map(({ name, from, to }) => ({
          name,
          landmarks: to - from,
          ...meanOf(means.slice(from, to)),
        })),
        landmarks: means.map((each, i) => ({ region: regions.find(({ to }) => i < to)?.name, ...each })),
      };
    },
  };
}

function largestOf({ distances }: FaceErrors): FaceComparison['largest'] {
  let landmark = 0;
  for (let i = 1; i < distances.length; i++) if (distances[i] > distances[landmark]) landmark = i;
  return { landmark, px: distances[landmark] };
}
