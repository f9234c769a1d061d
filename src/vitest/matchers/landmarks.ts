import { compareLandmarks, describeLandmarks, type LandmarkOptions, type Source } from '../../landmarks/index.js';
import { failed, type Matched, passed } from './verdict.js';

/**
 * Whether landmarks, OpenFace's CSV or faces in memory, are those of a reference within a tolerance. Throws InputError for what
 * cannot be read, sides with different landmarks, and when there is no face to compare.
 */
export function toMatchLandmarks(
  received: Source,
  reference: Source,
  options: Pick<LandmarkOptions, 'absolute' | 'nme' | 'threshold'> = {},
): Matched {
  if (typeof received !== 'string' && !Array.isArray(received)) {
    throw new TypeError(`toMatchLandmarks: expected the path of a CSV file, or faces; ${typeof received} given`);
  }
  const comparison = compareLandmarks(reference, received, options);
  const text = describeLandmarks(comparison);
  return comparison.verdict === 'differs' ? failed(text) : passed(text);
}
