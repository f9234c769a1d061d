import type { Grid } from '../imaging/index.js';
import type { Recipe } from '../recipe/recipe.js';

/** The kernel works on grids of 64 points, or of a multiple of that, across the whole field. */
const POINTS = 64;

/** Why the kernel cannot carry out a recipe, as the end of a sentence; undefined where it can. */
export function unfit({ levels, bandPower, corners, edges }: Recipe): string | undefined {
  for (const { mask, samples, power } of levels) {
    for (const grid of [mask, samples]) {
      const points = pointsOf(grid);
      if (points % POINTS !== 0) {
        return `size=${grid.pixels}: ${points} points across in blocks of ${grid.block}; the simd engine expects a multiple of ${POINTS}`;
      }
    }
    const isWhole = samples.block === 1 && samples.count === samples.pixels;
    if (bandPower === 2 ? !isWhole || power !== 2 || edges !== 0 : corners !== 0) {
      return 'program: a loss that the simd engine does not know';
    }
  }
  return undefined;
}

/** Points of a grid's kind across the whole field. */
export const pointsOf = ({ pixels, block }: Grid): number => pixels / block;

/** The first point of a grid's square, where points are counted so that the first is at least one whole block from its left. */
export const firstOf = ({ start, block }: Grid): number => Math.floor(start / block);
