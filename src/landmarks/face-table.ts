import type { FaceResult } from './comparison.js';

const COLUMNS = [
  ...['frame', 'face', 'state', 'reference_confidence', 'candidate_confidence', 'nme'],
  ...['px', 'of_eyes', 'of_box', 'aligned_px', 'aligned_of_eyes', 'aligned_of_box', 'mm', 'aligned_mm'],
  ...['worst_landmark', 'worst_px', 'shift_x', 'shift_y', 'scale', 'degrees'],
];

/** The first line of a CSV table with a row a face. */
export const FACE_HEADER = `${COLUMNS.join(',')}\n`;

/** The row of a face; what it does not have is an empty cell. */
export function faceRow({ frame, face, state, confidence, errors }: FaceResult): string {
  const measured = errors
    ? [
        errors.nme,
        ...[errors.error, errors.aligned].flatMap(({ px, ofEyes, ofBox }) => [px, ofEyes, ofBox]),
        ...[errors.mm ?? Number.NaN, errors.alignedMm ?? Number.NaN],
        ...[errors.largest.landmark, errors.largest.px],
        ...[errors.similarity.dx, errors.similarity.dy, errors.similarity.scale, errors.similarity.degrees],
      ]
    : Array.from({ length: COLUMNS.length - 5 }, () => Number.NaN);
  const numbers = [confidence.reference, confidence.candidate, ...measured];
  return `${[frame, face, state, ...numbers.map((value) => (Number.isNaN(value) ? '' : value))].join(',')}\n`;
}
