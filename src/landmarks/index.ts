export { compareLandmarks, type Source } from './compare.js';
export type {
  FaceComparison,
  FaceResult,
  FaceState,
  LandmarkComparison,
  LandmarkOptions,
} from './comparison.js';
export { describeLandmarks } from './describe.js';
export type { Distance, Errors, LandmarkErrors } from './errors.js';
export type { Face } from './face.js';
export { FACE_HEADER, faceRow } from './face-table.js';
export { cumulativeFigure, landmarkTable, regionTable, rounded, worstTable } from './figures.js';
export { offsetFigure } from './offset-figure.js';
export { openLandmarks } from './openface-csv.js';
export type { Quality } from './quality.js';
