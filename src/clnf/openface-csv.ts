import type { Pdm } from './model/model.js';
import { assumedCamera, type Camera, headPose, landmarksInSpace } from './pose.js';
import type { Fit } from './schedule.js';
import { landmarksOf, shapeInSpace } from './shape.js';

/** Frames a second that OpenFace takes for a sequence of images. */
const RATE = 30;

export interface CsvOptions {
  readonly pdm: Pdm;
  /** Of the images, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly camera: Camera | undefined;
  /** Whether the images follow one another in time. */
  readonly isSequence: boolean;
}

/**
 * Fits as OpenFace writes them: one row a face of an image, or one row a frame of a sequence, with the columns of
 * FaceLandmarkImg and FeatureExtraction for pose, landmarks in 2-D and 3-D, and the parameters, but with more digits.
 * Confidence is 1 or 0, since nothing validates a fit.
 */
export function openFaceCsv(fits: readonly Fit[], { pdm, width, height, camera, isSequence }: CsvOptions): string {
  const place = isSequence ? ['frame', 'face_id', 'timestamp', 'confidence', 'success'] : ['face', 'confidence'];
  const columns = [...place, ...columnsOf(pdm)];
  const rows = fits.map((fit, i) => {
    const leading = isSequence
      ? [String(i + 1), '0', (i / RATE).toFixed(3), fit.success.toFixed(2), String(fit.success)]
      : ['0', fit.success.toFixed(2)];
    return [...leading, ...valuesOf(fit, pdm, camera ?? assumedCamera(width, height))];
  });
  return [columns, ...rows].map((cells) => `${cells.join(', ')}\n`).join('');
}

function columnsOf({ points, modes }: Pdm): string[] {
  const numbered = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name}_${i}`);
  return [
    ...['Tx', 'Ty', 'Tz', 'Rx', 'Ry', 'Rz'].map((name) => `pose_${name}`),
    ...['x', 'y', 'X', 'Y', 'Z'].flatMap((name) => numbered(name, points)),
    ...['scale', 'rx', 'ry', 'rz', 'tx', 'ty'].map((name) => `p_${name}`),
    ...numbered('p', modes),
  ];
}

/** Millimetres and pixels to a ten-thousandth, angles to a millionth, parameters to nine digits. */
function valuesOf({ params }: Fit, pdm: Pdm, camera: Camera): string[] {
  const shape = shapeInSpace(pdm, params);
  const landmarks = landmarksOf(pdm, params);
  const { translation, angles } = headPose(shape, landmarks, params, camera);
  const fixed = (values: Iterable<number>, digits: number) => Array.from(values, (value) => value.toFixed(digits));
  return [
    ...fixed(translation, 4),
    ...fixed(angles, 6),
    ...fixed(landmarks, 4),
    ...fixed(landmarksInSpace(shape, landmarks, params, camera), 4),
    ...Array.from(params, (value) => String(Number(value.toPrecision(9)))),
  ];
}
