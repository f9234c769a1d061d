/** The landmarks of one face in one frame, as a program wrote them. */
export interface Face {
  /** The number of the frame; of images, which have none, 0. */
  readonly frame: number;
  /** The number of the face in its frame. */
  readonly face: number;
  /** Whether the program found the face; without it the landmarks mean nothing. */
  readonly success: boolean;
  /** 0 to 1; NaN where the program does not say. */
  readonly confidence: number;
  /** In pixels of the image, all x, then all y: [2n]. */
  readonly points: Float64Array;
  /** In millimetres before the camera, all X, then all Y, then all Z: [3n]; not every program gives them. */
  readonly space?: Float64Array | undefined;
}

/** Faces one after the other. */
export interface FaceStream {
  /** What messages call it. */
  readonly name: string;
  /** n, the number of landmarks of every face. */
  readonly landmarks: number;
  /** Whether faces have landmarks in space. */
  readonly hasSpace: boolean;
  /** Whether frames are numbered, as those of a video. */
  readonly hasFrames: boolean;
  /** The next face, which holds until the call after, or undefined after the last. Throws InputError. */
  next(): Face | undefined;
  /** Where the last face stands, for messages. */
  place(): string;
  /** How much has been read, 0 to 1. */
  progress(): number;
  close(): void;
}

/** Beyond any image, and far from where squares overflow. */
const LARGEST = 1e12;

/** Whether a number may be a coordinate. */
export const isSensible = (value: number): boolean => Math.abs(value) <= LARGEST;
