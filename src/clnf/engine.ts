import type { Similarity } from './similarity.js';
import type { NormalEquations } from './solve.js';
import type { GrayImage } from './warp.js';

export type Floats = Float32Array | Float64Array;

/** One window of a fit: which experts look how far, and how the shape is held. */
export interface Window {
  /** The index of the model: 0 is the face, then its parts. */
  readonly model: number;
  /** The index of the patch experts' scale. */
  readonly scale: number;
  /** The side of the response maps w, odd. */
  readonly side: number;
  /** Strength of the shape's prior. */
  readonly regularization: number;
  /** Deviation of the kernel, in pixels of the reference frame. */
  readonly sigma: number;
  /** What the experts' confidences are multiplied by as weights of the landmarks; 0: all weigh 1. */
  readonly weight: number;
  /** The most iterations of a stage, rigid or non-rigid. */
  readonly iterations: number;
}

/** What is worked out once a window, from the parameters that it starts with. */
export interface Placement {
  readonly view: number;
  /** The landmarks at the start: [2, n]. */
  readonly base: Float64Array;
  readonly toReference: Similarity;
  readonly toImage: Similarity;
  /** By landmark, from its area of interest to the image: [n, 2, 3]. */
  readonly warp: Float64Array;
  /** Gray values 0 to 255: [n, A, A], A = w + p - 1; zeros for landmarks that the view does not see. */
  readonly areas: Floats;
}

/** Where the landmarks are drawn to. */
export interface Shifts {
  /** The landmarks: [2, n]. */
  readonly shape: Float64Array;
  /** Their window coordinates, unclamped: [2, n]. */
  readonly coordinates: Float64Array;
  /** Mean shifts in pixels of the reference frame, zero where the view does not see: [2, n]. */
  readonly reference: Float64Array;
  /** The same in pixels of the image: [2, n]. */
  readonly image: Float64Array;
}

/**
 * One way to compute the stages of an iteration. The functions are pure. Maps are [n, w, w], row = y, and zero for landmarks
 * that the view does not see.
 */
export interface Engine {
  /** The precision of the maps. */
  readonly Floats: Float32ArrayConstructor | Float64ArrayConstructor;
  /** The landmarks: [2, n]. */
  landmarks(window: Window, params: Float64Array): Float64Array;
  place(window: Window, params: Float64Array, image: GrayImage): Placement;
  /** The sums of the neurons, before Sigma. */
  patchResponse(window: Window, view: number, areas: Floats): Floats;
  /** The response maps. */
  responseMap(window: Window, view: number, sums: Floats): Floats;
  meanShift(window: Window, params: Float64Array, placement: Omit<Placement, 'warp' | 'areas'>, maps: Floats): Shifts;
  /** [2n, k]: k = 6 for a rigid step, 6 + m for the others. */
  jacobian(window: Window, view: number, params: Float64Array, rigid: boolean): Float64Array;
  solve(
    window: Window,
    view: number,
    params: Float64Array,
    jacobian: Float64Array,
    shifts: Float64Array,
  ): NormalEquations & { readonly update: Float64Array };
  /** The parameters after an update of the first k, clamped. */
  update(window: Window, params: Float64Array, update: Float64Array): Float64Array;
}
