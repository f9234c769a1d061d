import type { Errors, LandmarkErrors } from './errors.js';
import type { FaceErrors } from './face-errors.js';
import type { MeanFace } from './mean-face.js';
import type { Quality } from './quality.js';
import type { Ranges } from './ranges.js';

export interface LandmarkOptions {
  /** How far a landmark may lie from the reference's, in pixels. Nothing may differ where neither this nor `nme` is given. */
  readonly absolute?: number | undefined;
  /** How large the mean NME may be. Both are of landmarks in the image; those in space are then reported, not judged. */
  readonly nme?: number | undefined;
  /** The NME over which a face has failed; 0.08 unless given. */
  readonly threshold?: number | undefined;
  /** How many of the worst faces are named; 10 unless given. */
  readonly worst?: number | undefined;
  /** Told of every face of either side, in their order. */
  readonly onFace?: ((face: FaceResult) => void) | undefined;
  /** Told now and then how much has been read, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/**
 * `compared`: both have the face. Only the candidate is without it: `missing` when it has no such frame or face, `lost` when it
 * has it without success. Only the reference is without it: `extra`, `gained`. `neither`: none of them has it with success.
 */
export type FaceState = 'compared' | 'missing' | 'lost' | 'extra' | 'gained' | 'neither';

/** What became of one face. */
export interface FaceResult {
  readonly state: FaceState;
  readonly frame: number;
  readonly face: number;
  /** NaN where a side has no such face, or no such column. */
  readonly confidence: { readonly reference: number; readonly candidate: number };
  /** Undefined unless compared. */
  readonly errors?: FaceComparison;
}

/** The errors of one face. */
export interface FaceComparison extends Errors {
  /** The mean error as a share of the normaliser. */
  readonly nme: number;
  readonly largest: { readonly landmark: number; readonly px: number };
  readonly similarity: FaceErrors['similarity'];
}

/** What a candidate's landmarks are off by. Means are over the faces compared, each counting alike. */
export interface LandmarkComparison extends Errors, Quality {
  /** `same`: every landmark the same number; `within`: what differs is tolerated; `differs`: it is not, or a side lacks faces. */
  readonly verdict: 'same' | 'within' | 'differs';
  /** How many faces came to what, and which: by frame, or by face where there are no frames. */
  readonly faces: { readonly compared: number; readonly neither: number } & Readonly<Record<Lacking, Ranges>>;
  /** Whether frames are numbered, as those of a video. */
  readonly hasFrames: boolean;
  /** What NME is a share of: the distance of the outer eye corners for iBUG's 68 landmarks, and of any other scheme the box. */
  readonly normalizer: 'eyes' | 'box';
  readonly threshold: number;
  /** In pixels, of all landmarks of all faces. */
  readonly largest: number;
  /** As `nme`, `auc`, `failureRate` and `curve`, which count a face that the candidate is without as failed, but once the best
   * similarity of each face has taken the candidate to the reference. */
  readonly withoutSimilarity: Quality;
  /** The mean of these similarities. */
  readonly similarity: FaceErrors['similarity'];
  readonly meanFace: MeanFace;
  readonly regions: readonly (Errors & { readonly name: string; readonly landmarks: number })[];
  readonly landmarks: readonly (LandmarkErrors & { readonly region: string | undefined })[];
  /** The faces with the largest NME, worst first. */
  readonly worst: readonly WorstFace[];
}

/** The states of a face that one side alone has. */
export type Lacking = Exclude<FaceState, 'compared' | 'neither'>;
export type WorstFace = FaceResult & { readonly errors: FaceComparison };
