import {
  a,
  b,
  blue,
  bottom,
  bound,
  cutsExactly,
  findRows,
  firstRow,
  firstStrip,
  green,
  lastRow,
  lastStrip,
  offsets,
  red,
  select,
  tabulateSeparable,
  tabulateSheared,
  top,
} from './simd-ellipse';
import {
  NORMALIZED,
  SOFTMAX,
  blocks,
  count,
  cutoff,
  eps,
  nearest,
  nearestPitch,
  pitch,
  renderer,
  line,
} from './simd-layout';
import { expNegative } from './simd-math';
import { forwardSoftmax } from './simd-softmax';

/**
 * Adds the weights k and the weighted colors of one Gaussian to a block; e and e0..e2 are what the whole strip
 * shares.
 */
// @ts-ignore: decorator
@inline function accumulate(block: usize, k: v128, e: v128, e0: v128, e1: v128, e2: v128): void {
  v128.store(block, f32x4.add(v128.load(block), f32x4.mul(k, e)));
  v128.store(block, f32x4.add(v128.load(block, 16), f32x4.mul(k, e0)), 16);
  v128.store(block, f32x4.add(v128.load(block, 32), f32x4.mul(k, e1)), 32);
  v128.store(block, f32x4.add(v128.load(block, 48), f32x4.mul(k, e2)), 48);
}

/**
 * Weights and weighted colors, (W, C0, C1, C2), of strips begin..end - 1: Gaussians are added in the order of their
 * index.
 */
export function forward(thread: i32, begin: i32, end: i32): void {
  if (renderer == SOFTMAX) return forwardSoftmax(begin, end);
  const table = line(thread);
  const exact = cutsExactly(renderer == NORMALIZED && eps() == 0);
  const limit = f32x4.splat(cutoff());
  const half = f32x4.splat(-0.5);
  memory.fill(blocks + <usize>begin * pitch, 0, <usize>(end - begin) * pitch);
  for (let i = 0; i < count; i++) {
    select(i);
    bound(cutoff());
    const from = max(firstStrip, begin);
    const to = min(lastStrip, end - 1);
    if (from > to) continue;
    const r = red(i);
    const g = green(i);
    const bl = blue(i);
    if (b == 0) {
      tabulateSeparable(table, top, bottom);
      for (let strip = from; strip <= to; strip++) {
        findRows(strip);
        if (firstRow > lastRow) continue;
        const u = f32x4.mul(offsets(strip), f32x4.splat(a));
        const uu = f32x4.mul(u, u);
        const e = expNegative(f32x4.mul(uu, half));
        const e0 = f32x4.mul(e, r);
        const e1 = f32x4.mul(e, g);
        const e2 = f32x4.mul(e, bl);
        let block = blocks + <usize>strip * pitch + (<usize>firstRow << 6);
        let row = table + (<usize>(firstRow - top) << 4);
        const last = table + (<usize>(lastRow - top) << 4);
        if (exact) {
          for (; row <= last; row += 16, block += 64) {
            const inside = f32x4.le(f32x4.add(uu, v128.load32_splat(row, 12)), limit);
            accumulate(block, v128.and(v128.load32_splat(row), inside), e, e0, e1, e2);
          }
        } else {
          for (; row <= last; row += 16, block += 64) accumulate(block, v128.load32_splat(row), e, e0, e1, e2);
        }
      }
    } else {
      tabulateSheared(table, top, bottom);
      const one = f32x4.splat(1);
      for (let strip = from; strip <= to; strip++) {
        findRows(strip);
        if (firstRow > lastRow) continue;
        const dx = offsets(strip);
        const u = f32x4.mul(dx, f32x4.splat(a));
        const uu = f32x4.mul(u, u);
        const bdx = f32x4.mul(dx, f32x4.splat(b));
        let block = blocks + <usize>strip * pitch + (<usize>firstRow << 6);
        let row = table + (<usize>(firstRow - top) << 2);
        const last = table + (<usize>(lastRow - top) << 2);
        for (; row <= last; row += 4, block += 64) {
          const v = f32x4.add(bdx, v128.load32_splat(row));
          const d = f32x4.add(uu, f32x4.mul(v, v));
          const w = v128.and(expNegative(f32x4.mul(d, half)), f32x4.le(d, limit));
          accumulate(block, w, one, r, g, bl);
        }
      }
    }
  }
}

/** Beyond this squared distance (3.5 standard deviations) a Gaussian does not cover a pixel. */
export const COVERED: f32 = 12.25;

/** The smallest d of each pixel of strips begin..end - 1 where it is at most COVERED, infinity elsewhere. */
export function coverage(thread: i32, begin: i32, end: i32): void {
  const table = line(thread);
  const limit = f32x4.splat(COVERED);
  const last = nearest + <usize>end * nearestPitch;
  for (let at = nearest + <usize>begin * nearestPitch; at < last; at += 16) v128.store(at, f32x4.splat(Infinity));
  for (let i = 0; i < count; i++) {
    select(i);
    bound(COVERED);
    const from = max(firstStrip, begin);
    const to = min(lastStrip, end - 1);
    if (from > to) continue;
    tabulateSheared(table, top, bottom);
    for (let strip = from; strip <= to; strip++) {
      findRows(strip);
      const dx = offsets(strip);
      const u = f32x4.mul(dx, f32x4.splat(a));
      const uu = f32x4.mul(u, u);
      const bdx = f32x4.mul(dx, f32x4.splat(b));
      let at = nearest + <usize>strip * nearestPitch + (<usize>firstRow << 4);
      for (let y = firstRow; y <= lastRow; y++, at += 16) {
        const v = f32x4.add(bdx, v128.load32_splat(table + (<usize>(y - top) << 2)));
        const d = f32x4.add(uu, f32x4.mul(v, v));
        const known = v128.load(at);
        v128.store(at, v128.bitselect(f32x4.pmin(known, d), known, f32x4.le(d, limit)));
      }
    }
  }
}
