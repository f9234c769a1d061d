/** A point distribution model: shapes X = mean + basis q of n points in millimetres, x right, y down, z away from the camera. */
export interface Pdm {
  /** n. */
  readonly points: number;
  /** m, the number of modes. */
  readonly modes: number;
  /** All X, then all Y, then all Z: [3n]. */
  readonly mean: Float64Array;
  /** Orthonormal columns, row-major: [3n, m]. */
  readonly basis: Float64Array;
  /** Of each mode: [m]. */
  readonly variances: Float64Array;
}

/** One neuron of a patch expert: alpha times a logistic function of the patch's correlation with the weights. */
export interface Neuron {
  readonly norm: number;
  readonly bias: number;
  readonly alpha: number;
  /** Row-major [height, width], as those of the patch. */
  readonly weights: Float32Array;
}

/** The patch expert of one landmark in one view. One without neurons stands for a landmark that the view does not see. */
export interface Patch {
  readonly width: number;
  readonly height: number;
  readonly neurons: readonly Neuron[];
  /** The weights of the smoothing components. */
  readonly betas: Float64Array;
  readonly confidence: number;
  /** What the file has instead of all that follows, where the patch has no neurons. */
  readonly unused: number;
}

export interface View {
  /** Pitch, yaw and roll of the head, in degrees. */
  readonly center: Float64Array;
  /** 1 where a landmark is seen: [n]. */
  readonly visible: Int32Array;
  /** By landmark. */
  readonly patches: readonly Patch[];
}

/** The smoothness of response maps of one window: symmetric matrices [w^2, w^2] that the betas weight. */
export interface Smoothing {
  readonly window: number;
  readonly components: readonly Float32Array[];
}

/** The patch experts of one scale: what one CCNF file holds. */
export interface PatchExperts {
  /** Pixels of the reference frame a millimetre. */
  readonly scale: number;
  readonly smoothing: readonly Smoothing[];
  readonly views: readonly View[];
}

/** A landmark model: where its points may lie, and what their surroundings look like at each scale, in the order of the fit. */
export interface LandmarkModel {
  readonly pdm: Pdm;
  readonly scales: readonly PatchExperts[];
}

/** A model of a part of the face, which refines the main model's landmarks. */
export interface PartModel extends LandmarkModel {
  readonly name: string;
  /** Pairs of a landmark of the main model and the part's own for it. */
  readonly pairs: readonly (readonly [main: number, part: number])[];
}

export interface FaceModel extends LandmarkModel {
  readonly parts: readonly PartModel[];
}
