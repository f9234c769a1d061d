import type { MapFigure } from '../figure.js';
import type { LandmarkComparison } from './comparison.js';
import { counted } from './counted.js';

/** Pixels that the box of the mean face has on a side, and that are left around it. */
const [FACE, MARGIN] = [400, 40];
/** Offsets are enlarged until the longest has so many pixels. */
const VISIBLE = 10;

/** The mean face of the reference, and the candidate's landmarks about it, their offsets enlarged where they are too small to see. */
export function offsetFigure({ meanFace: { x, y, dx, dy }, faces }: LandmarkComparison): MapFigure {
  const factor = enlargement(FACE * Math.max(...dx.map((value, i) => Math.sqrt(value * value + dy[i] * dy[i]))));
  const axis = (values: readonly number[], offsets: readonly number[]) => {
    const ends = values.map((value, i) => value + factor * offsets[i]);
    const [least, most] = [Math.min(...values, ...ends), Math.max(...values, ...ends)];
    const scaled = (value: number) => FACE * (value - least) + MARGIN;
    return { size: Math.ceil(FACE * (most - least)) + 2 * MARGIN, from: values.map(scaled), to: ends.map(scaled) };
  };
  const [across, down] = [axis(x, dx), axis(y, dy)];
  const [width, height] = [across.size, down.size];
  return {
    kind: 'map',
    title: `Mean offsets of ${counted(faces.compared, 'face')}${factor > 1 ? `, × ${factor}` : ''}`,
    base: { width, height, channels: 1, data: new Float32Array(width * height).fill(1) },
    overlays: [
      { kind: 'points', name: 'reference', x: across.from, y: down.from },
      { kind: 'points', name: 'candidate', x: across.to, y: down.to },
      {
        kind: 'lines',
        name: 'from one to the other',
        lines: x.map((_, i) => [
          [across.from[i], down.from[i]],
          [across.to[i], down.to[i]],
        ]),
      },
    ],
  };
}

/** The power of ten that makes a length visible; 1 where there is none. */
function enlargement(pixels: number): number {
  let factor = 1;
  while (pixels > 0 && pixels * factor < VISIBLE) factor *= 10;
  return factor;
}
