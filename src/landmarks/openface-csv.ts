import { InputError } from '../errors.js';
import { parseDecimal } from './decimal.js';
import { type FaceStream, isSensible } from './face.js';
import { type Layout, layoutOf, SLOT } from './layout.js';
import { type Lines, openLines } from './lines.js';

const [COMMA, QUOTE_LENGTH] = [0x2c, 40] as const;

/**
 * Opens a CSV file as OpenFace writes it for an image (FaceLandmarkImg) or a video (FeatureExtraction, FaceLandmarkVidMulti)
 * and reads it face by face, in memory that does not grow with it. A file without `success` has found all its faces; one
 * without `face` and `face_id` has one face a frame; one without `frame` too has its rows in place of frames. Throws
 * InputError, from here or from `next`, for a header without landmarks, a cell that is no number within 1e12 (but in the landmarks
 * of a face that was not found), a row of another length, and frames that are no
 * whole numbers.
 */
export function openLandmarks(file: string): FaceStream {
  const lines = openLines(file);
  try {
    if (!lines.next()) throw new InputError(`${file}: empty; expected a header line`);
    const layout = layoutOf(textOf(lines), file);
    return { name: file, ...readFaces(lines, layout, file), progress: lines.progress, close: lines.close };
  } catch (error) {
    lines.close();
    throw error;
  }
}

function readFaces(lines: Lines, layout: Layout, file: string): Omit<FaceStream, 'name' | 'progress' | 'close'> {
  const { landmarks, hasSpace, hasFrames, hasFaces, hasSuccess, hasConfidence } = layout;
  const values = new Float64Array(SLOT.points + landmarks * (hasSpace ? 5 : 2));
  const points = values.subarray(SLOT.points, SLOT.points + 2 * landmarks);
  const space = hasSpace ? values.subarray(SLOT.points + 2 * landmarks) : undefined;
  let rows = 0;

  return {
    landmarks,
    hasSpace,
    hasFrames: hasFrames || !hasFaces,
    next() {
      if (!lines.next()) return undefined;
      const isWhole = readRow(lines, layout, values);
      const success = !hasSuccess || values[SLOT.success] > 0;
      if (!isWhole) checkCells(lines, layout, file, success);
      rows++;
      const frame = hasFrames ? values[SLOT.frame] : hasFaces ? 0 : rows;
      const face = hasFaces ? values[SLOT.face] : 0;
      for (const [name, value] of [['frame', frame] as const, ['face', face] as const])
        if (!Number.isSafeInteger(value) || value < 0)
          throw new InputError(`${file}: line ${lines.line}: ${name} ${value}; expected a whole number from 0`);
      return { frame, face, success, confidence: hasConfidence ? values[SLOT.confidence] : Number.NaN, points, space };
    },
    place: () => `${file}: line ${lines.line}`,
  };
}

/** Puts the cells of a line into their slots; false when one of them is no sensible number, or there are not as many as columns. */
function readRow({ bytes, from, to }: Lines, { slots }: Layout, values: Float64Array): boolean {
  let isWhole = true;
  let cell = 0;
  let start = from;
  for (let at = from; at <= to; at++) {
    if (at < to && bytes[at] !== COMMA) continue;
    const slot = slots[cell++];
    if (slot >= 0) {
      const value = parseDecimal(bytes, start, at);
      values[slot] = value;
      if (!isSensible(value)) isWhole = false;
    }
    start = at + 1;
  }
  return isWhole && cell === slots.length;
}

/** Refuses the cell that is to blame; the landmarks of a face that was not found may be anything. */
function checkCells(lines: Lines, { columns, slots }: Layout, file: string, success: boolean): void {
  const cells = textOf(lines).split(',');
  const place = `${file}: line ${lines.line}`;
  if (cells.length !== columns.length)
    throw new InputError(`${place}: ${cells.length} cells; expected ${columns.length}, as in the header`);
  const last = success ? Number.POSITIVE_INFINITY : SLOT.points - 1;
  const wrong = cells.findIndex((cell, i) => {
    const bytes = Buffer.from(cell, 'latin1');
    return slots[i] >= 0 && slots[i] <= last && !isSensible(parseDecimal(bytes, 0, bytes.length));
  });
  if (wrong >= 0) {
    const found = cells[wrong].trim().slice(0, QUOTE_LENGTH);
    throw new InputError(`${place}: ${columns[wrong]} is "${found}"; expected a number within 1e12`);
  }
}

const textOf = ({ bytes, from, to }: Lines): string => bytes.toString('utf8', from, to);
