import {
  BAND,
  WINDOW,
  bandPlane,
  errors,
  gradient,
  height,
  plane,
  rowPitch,
  rowSums,
  strips,
  target,
  targetMean,
  targetVariance,
  width,
} from './simd-layout';

// SSIM by box filters of the error e = image - target instead of the image. With the mean m and the variance s of the
// target's window known, and me = E[e], ve = var e, c = cov(e, target):
//   B = 2 (s + c) + C2, D = B + ve, A = 2 m (m + me) + C1, C = A + me^2, S = A B / (C D),
// so that no large numbers cancel. dS/dimage_i = (2/64) sum over the windows of (F1 t_i + F2 e_i + F3): box filters
// again. A box of 8 is a binary tree of three additions, a pure function of the 8 values: no drift, and the same bits
// wherever a band of rows begins.

// @ts-ignore: decorator
@inline const PLAIN: i32 = 0;
// @ts-ignore: decorator
@inline const SQUARE: i32 = 1;
// @ts-ignore: decorator
@inline const PRODUCT: i32 = 2;

/** Row y of `to` becomes the sum over rows y-7..y of p, p^2 or p q, one strip wide; its first 7 rows are incomplete. */
// @ts-ignore: decorator
@inline function boxDown(p: usize, q: usize, mode: i32, to: usize, n: i32): void {
  const step = rowPitch;
  const zero = f32x4.splat(0);
  let previous = zero;
  let pair1 = zero;
  let pair2 = zero;
  let four1 = zero;
  let four2 = zero;
  let four3 = zero;
  let four4 = zero;
  for (let y = 0; y < n; y++, p += step, q += step, to += step) {
    let value = v128.load(p);
    if (mode == SQUARE) value = f32x4.mul(value, value);
    if (mode == PRODUCT) value = f32x4.mul(value, v128.load(q));
    const pair = f32x4.add(value, previous);
    const four = f32x4.add(pair, pair2);
    v128.store(to, f32x4.add(four, four4));
    previous = value;
    pair2 = pair1;
    pair1 = pair;
    four4 = four3;
    four3 = four2;
    four2 = four1;
    four1 = four;
  }
}

/** Sums of 4 neighbours for 4 columns; two of them make a box of 8, and each serves two boxes. */
// @ts-ignore: decorator
@inline function boxAcross(p: usize): v128 {
  return f32x4.add(f32x4.add(v128.load(p), v128.load(p, 4)), f32x4.add(v128.load(p, 8), v128.load(p, 12)));
}

/** S of the windows whose top row is `y`, and the fields F1..F3 into `f`; returns the sum of S by lane. */
// @ts-ignore: decorator
@inline function windowRow(at: usize, p: usize, size: usize, f: usize): v128 {
  const c1 = f32x4.splat(1e-4);
  const c2 = f32x4.splat(9e-4);
  const n = f32x4.splat(1.0 / 64.0);
  const two = f32x4.splat(2);
  const one = f32x4.splat(1);
  let sum = f32x4.splat(0);
  let h0 = boxAcross(p);
  let h1 = boxAcross(p + size);
  let h2 = boxAcross(p + 2 * size);
  for (let left = width - WINDOW; left > 0; left -= 4, at += 16, f += 16) {
    p += 16;
    const i0 = boxAcross(p);
    const i1 = boxAcross(p + size);
    const i2 = boxAcross(p + 2 * size);
    const me = f32x4.mul(f32x4.add(h0, i0), n);
    const m = v128.load(targetMean + at);
    const ve = f32x4.sub(f32x4.mul(f32x4.add(h1, i1), n), f32x4.mul(me, me));
    const c = f32x4.sub(f32x4.mul(f32x4.add(h2, i2), n), f32x4.mul(me, m));
    h0 = i0;
    h1 = i1;
    h2 = i2;
    const mean = f32x4.add(m, me);
    const B = f32x4.add(f32x4.mul(two, f32x4.add(v128.load(targetVariance + at), c)), c2);
    const A = f32x4.add(f32x4.mul(f32x4.mul(two, mean), m), c1);
    const iD = f32x4.div(one, f32x4.add(B, ve));
    const iC = f32x4.div(one, f32x4.add(A, f32x4.mul(me, me)));
    const luminance = f32x4.mul(A, iC);
    const structure = f32x4.mul(B, iD);
    const inside = i32x4.gt_s(i32x4.splat(left), i32x4(0, 1, 2, 3));
    const S = v128.and(f32x4.mul(luminance, structure), inside);
    sum = f32x4.add(sum, S);
    const f1 = v128.and(f32x4.mul(f32x4.mul(luminance, ve), f32x4.mul(iD, iD)), inside);
    const f2 = f32x4.neg(f32x4.mul(S, iD));
    const dm = f32x4.mul(me, f32x4.sub(one, f32x4.mul(f32x4.mul(mean, me), iC)));
    const f3 = f32x4.add(
      v128.and(f32x4.mul(f32x4.mul(structure, iC), dm), inside),
      f32x4.add(f32x4.mul(m, f1), f32x4.mul(me, f2)),
    );
    v128.store(f, f1);
    v128.store(f + size, f2);
    v128.store(f + 2 * size, f32x4.neg(f3));
  }
  return sum;
}

/** One row of the gradient: 1.6 e + 0.2 sign(e) - 0.1 n dSSIM/dimage, n = 3 width height. */
// @ts-ignore: decorator
@inline function combineRow(at: usize, p: usize, size: usize): void {
  const n = 3.0 * <f64>width * <f64>height;
  const windows = 3.0 * <f64>(width - WINDOW) * <f64>(height - WINDOW);
  const l2 = f32x4.splat(1.6);
  const l1 = f32x4.splat(0.2);
  const ssim = f32x4.splat(<f32>((((-0.1 * 2.0) / 64.0) * n) / windows));
  const sign = f32x4.splat(-0.0);
  const zero = f32x4.splat(0);
  let h0 = zero;
  let h1 = zero;
  let h2 = zero;
  p -= 12;
  for (const last = at + (<usize>strips << 4); at < last; at += 16, p += 16) {
    const i0 = boxAcross(p);
    const i1 = boxAcross(p + size);
    const i2 = boxAcross(p + 2 * size);
    const e = v128.load(errors + at);
    const byTarget = f32x4.mul(f32x4.add(h0, i0), v128.load(target + at));
    const byError = f32x4.mul(f32x4.add(h1, i1), e);
    const slope = f32x4.add(f32x4.add(byTarget, byError), f32x4.add(h2, i2));
    h0 = i0;
    h1 = i1;
    h2 = i2;
    const signed = v128.and(v128.or(v128.and(e, sign), l1), f32x4.ne(e, zero));
    v128.store(gradient + at, f32x4.add(f32x4.add(f32x4.mul(e, l2), signed), f32x4.mul(slope, ssim)));
  }
}

/** One channel of rows first..last - 1: SSIM sums of the windows that start there and, when `full`, the gradient. */
function band(thread: i32, channel: i32, first: i32, last: i32, full: bool): void {
  const size = bandPlane(thread, 1) - bandPlane(thread, 0);
  const boxes = bandPlane(thread, 0);
  const fields = bandPlane(thread, 3);
  const origin = <usize>channel * plane;
  // Row r of the scratch planes stands for the windows with top row first - 7 + r: all that a pixel of the band lies
  // in.
  const base = first - (full ? WINDOW - 1 : 0);
  const from = max(base, 0);
  const to = min(last, height - WINDOW);
  if (from < to) {
    // The incomplete rows that boxDown begins with fall on the rows before, which is why the sums start 7 rows late.
    const p = errors + origin + <usize>from * rowPitch;
    const q = target + origin + <usize>from * rowPitch;
    const into = boxes + <usize>(from - base) * rowPitch;
    const n = to - from + WINDOW - 1;
    for (let x: usize = 0; x < <usize>strips << 4; x += 16) {
      boxDown(p + x, q + x, PLAIN, into + x, n);
      boxDown(p + x, q + x, SQUARE, into + size + x, n);
      boxDown(p + x, q + x, PRODUCT, into + 2 * size + x, n);
    }
  }
  for (let y = base; y < last; y++) {
    const row = <usize>(y - base) * rowPitch;
    if (y < from || y >= to) {
      for (let k: usize = 0; k < 3; k++) memory.fill(fields + k * size + row, 0, <usize>strips << 4);
      continue;
    }
    const at = origin + <usize>y * rowPitch;
    const sum = windowRow(at, boxes + row + <usize>(WINDOW - 1) * rowPitch, size, fields + row);
    if (y < first) continue;
    const total = rowSums + (<usize>y << 4);
    v128.store(total, channel == 0 ? sum : f32x4.add(v128.load(total), sum));
  }
  if (!full) return;
  const rows = last - base;
  for (let x: usize = 0; x < <usize>strips << 4; x += 16) {
    boxDown(fields + x, 0, PLAIN, boxes + x, rows);
    boxDown(fields + size + x, 0, PLAIN, boxes + size + x, rows);
    boxDown(fields + 2 * size + x, 0, PLAIN, boxes + 2 * size + x, rows);
  }
  for (let y = first; y < last; y++) {
    combineRow(origin + <usize>y * rowPitch, boxes + <usize>(y - base) * rowPitch, size);
  }
}

/**
 * SSIM of the windows that start in rows begin..end - 1 and, when `full`, the gradient of the whole loss in these
 * rows.
 */
export function structure(thread: i32, begin: i32, end: i32, full: i32): void {
  for (let first = begin; first < end; first += BAND) {
    for (let channel = 0; channel < 3; channel++) band(thread, channel, first, min(first + BAND, end), full != 0);
  }
}
