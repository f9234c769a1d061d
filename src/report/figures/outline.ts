import { contours } from 'd3-contour';
import type { Grid } from '../../figure.js';

/** A line through points in the grid's pixels, whose centers are whole numbers. */
export type Outline = readonly (readonly [x: number, y: number])[];

/**
 * Where a field crosses a level, by marching squares with linear interpolation. An
 * outline that reaches the outermost pixel centers ends there.
 */
export function outlines({ width, height, values }: Grid, level: number): Outline[] {
  // no value crosses a level that is not a number
  if (!Number.isFinite(level)) return [];
  const { coordinates } = contours()
    .size([width, height])
    .smooth(true)
    .contour(values as number[], level);
  return coordinates.flat().flatMap((ring) => inside(ring, width, height));
}

/** The parts of a ring between the outermost pixel centers; beyond them d3-contour only closes it. */
function inside(ring: readonly number[][], width: number, height: number): Outline[] {
  const lines: [number, number][][] = [[]];
  for (const [x, y] of ring) {
    const within = x >= 0.5 && y >= 0.5 && x <= width - 0.5 && y <= height - 0.5;
    if (within) lines.at(-1)?.push([x - 0.5, y - 0.5]);
    else lines.push([]);
  }
  return lines.filter((line) => line.length > 1);
}
