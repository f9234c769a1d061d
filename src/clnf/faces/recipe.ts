import type { Range } from './look.js';

/** A set of random faces to train with. Held-out faces have seeds from 900,000 on. */
export interface TrainingSet {
  readonly seed: number;
  readonly count: number;
  readonly range: Range;
}

/** Faces seen from the front, and from a side. */
export const FRONT: TrainingSet = {
  seed: 100_000,
  count: 900,
  range: { yaw: 27, pitch: 16, roll: 21, face: [75, 140], margin: 0.33 },
};
export const SIDE: TrainingSet = {
  seed: 200_000,
  count: 560,
  range: { turn: 19, yaw: 13, pitch: 15, roll: 20, face: [75, 140], margin: 0.33 },
};

/** How the experts of one scale are trained. */
export interface ScaleRecipe {
  /** Pixels of the reference frame a millimetre. */
  readonly scale: number;
  /** How wrong the similarity to the reference frame is that areas are cut by: deviations in degrees and of log size. */
  readonly rotation: number;
  readonly size: number;
  /** The share of areas that are cut by the similarity of a fit's start, which knows the face's box alone. */
  readonly fromBox: number;
  /** The largest yaw of faces from the front, in degrees. */
  readonly largestYaw: number;
  /** Windows whose smoothing components the file lists; only those of the file read last are used. */
  readonly windows: readonly number[];
}

export const SCALES: readonly ScaleRecipe[] = [
  { scale: 0.25, rotation: 6, size: 0.06, fromBox: 0.7, largestYaw: 28, windows: [7] },
  { scale: 0.35, rotation: 5, size: 0.05, fromBox: 0, largestYaw: 20, windows: [7] },
  { scale: 0.5, rotation: 3, size: 0.03, fromBox: 0, largestYaw: 18, windows: [7, 9, 11, 15] },
];

/** The views, by their centres in degrees, and the landmarks at or behind the outline that they do not see. */
export const VIEWS = [
  { center: [0, 0, 0], hidden: [] },
  { center: [0, -20, 0], hidden: [14, 15, 16] },
  { center: [0, 20, 0], hidden: [0, 1, 2] },
] as const;

export const NEURONS = 5;
export const PATCH = 11;
/** The side of the window that a landmark is looked for in. */
export const WINDOW = 11;
/** Positions away from the landmark that are trained with, of each window. */
export const FAR = 16;
export const EPOCHS = 18;
/** Windows whose gradients make a step together. */
export const BATCH = 4;
/** Weight of the squared error beside the cross-entropy. */
export const SQUARED_ERROR = 0.5;
export const DECAY = 1e-3;

/** Betas beside the sum of the alphas, among which validation chooses. */
export const RATIOS: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [0.1, 0, 0],
  [0.1, 0.05, 0],
  [0.25, 0.1, 0],
  [0.1, 0.05, 0.02],
  [0.25, 0.1, 0.02],
  [0.5, 0.2, 0],
  [0.5, 0.2, 0.02],
  [0.1, 0.05, 0.06],
  [0.25, 0.1, 0.06],
  [0.5, 0.2, 0.06],
  [1, 0.4, 0.02],
  [1, 0.4, 0.06],
];
