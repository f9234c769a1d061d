/** A part of the face, by its landmarks. */
export interface Region {
  readonly name: string;
  /** The first landmark and the one behind the last. */
  readonly from: number;
  readonly to: number;
}

/** How many landmarks iBUG's scheme has, which OpenFace follows. */
const IBUG = 68;
const IBUG_REGIONS: readonly Region[] = [
  { name: 'jaw', from: 0, to: 17 },
  { name: 'brows', from: 17, to: 27 },
  { name: 'nose', from: 27, to: 36 },
  { name: 'eyes', from: 36, to: 48 },
  { name: 'mouth', from: 48, to: 68 },
];

/** The regions of a scheme with so many landmarks: those of iBUG's 68, and none of any other. */
export const regionsOf = (landmarks: number): readonly Region[] => (landmarks === IBUG ? IBUG_REGIONS : []);

/** The outer corners of the eyes, whose distance measures a face; undefined in a scheme that is not iBUG's. */
export const eyeCornersOf = (landmarks: number): readonly [number, number] | undefined =>
  landmarks === IBUG ? [36, 45] : undefined;
