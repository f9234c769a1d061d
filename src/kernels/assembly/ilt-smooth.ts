import {
  ELEMENT,
  PHASE,
  lineOf,
  maskFirst,
  maskLast,
  maskPairs,
  maskPhases,
  maskR,
  maskREnd,
  phaseOf,
} from './ilt-layout';
import { add, mul, splat } from './ilt-math';

// The moving average over a square of `width` by `width` points, zero outside of the grid's part that is kept: a box filter
// across and one along the columns. It is its own adjoint. Boxes are few points wide, so they are simply added up.

/** Where column `x` of a pair lies in arrays of the parameters' shape, from where the pair begins. */
// @ts-ignore: decorator
@inline function columnOf(x: i32): usize {
  const m = x / maskPhases;
  const p = x - m * maskPhases;
  return <usize>((8 * p + (m & 7)) * (maskREnd - maskR) + (m >> 3) - maskR) * ELEMENT;
}

/** Sums over columns, pairs begin to end - 1. */
export function smoothAcross(thread: i32, begin: i32, end: i32, from: usize, to: usize, width: i32): void {
  const first = 8 * maskPhases * maskR;
  const last = 8 * maskPhases * maskREnd;
  const bytes = <usize>(last - first) * ELEMENT;
  const half = width >> 1;
  for (let pair = begin; pair < end; pair++) {
    const start = <usize>pair * bytes;
    for (let x = first; x < last; x++) {
      const low = max(first, x - half);
      const high = min(last - 1, x + half);
      const at = to + start + columnOf(x);
      for (let l: usize = 0; l < ELEMENT; l += 16) v128.store(at + l, splat(0));
      for (let other = low; other <= high; other++) {
        const more = from + start + columnOf(other);
        for (let l: usize = 0; l < ELEMENT; l += 16) v128.store(at + l, add(v128.load(at + l), v128.load(more + l)));
      }
    }
  }
}

/** Means over rows of those sums, columns begin to end - 1 of those that are kept; zero outside of the square. */
export function smoothAlong(thread: i32, begin: i32, end: i32, from: usize, to: usize, width: i32): void {
  const first = 8 * maskPhases * maskR;
  const bytes = <usize>(8 * maskPhases * (maskREnd - maskR)) * ELEMENT;
  const half = width >> 1;
  const scale = splat(<f32>(1.0 / (<f64>width * <f64>width)));
  // a column with room for zeros at both ends
  const column = phaseOf(thread) + ELEMENT;
  const length = <usize>maskPairs * ELEMENT;
  memory.fill(column - ELEMENT, 0, ELEMENT);
  memory.fill(column + length, 0, ELEMENT);
  for (let x = first + begin; x < first + end; x++) {
    const at = columnOf(x);
    for (let pair: usize = 0; pair < <usize>maskPairs; pair++) {
      memory.copy(column + pair * ELEMENT, from + pair * bytes + at, ELEMENT);
    }
    const outside = x < maskFirst || x >= maskLast;
    for (let row = 0; row < 32 * maskPairs; row += 4) {
      let sum = splat(0);
      if (!outside) {
        const middle = column + (<usize>row << 2);
        for (let d = -half; d <= half; d++) sum = add(sum, v128.load(middle + <usize>(d << 2)));
      }
      const place = to + <usize>(row >> 5) * bytes + at + (<usize>(row & 31) << 2);
      v128.store(place, v128.and(mul(sum, scale), rowsInside(row + 8 * maskPhases * maskR)));
    }
  }
}

/** All ones for those of four rows that lie in the square. */
// @ts-ignore: decorator
@inline export function rowsInside(row: i32): v128 {
  const rows = i32x4.add(i32x4.splat(row), i32x4(0, 1, 2, 3));
  return v128.and(i32x4.ge_s(rows, i32x4.splat(maskFirst)), i32x4.lt_s(rows, i32x4.splat(maskLast)));
}
