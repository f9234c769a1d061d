import { add, mul, splat, sub } from './ilt-math';

// Butterflies of the inverse discrete Fourier transform, y_q = sum_j x_j exp(2 pi i j q / radix), on 4 lanes at a time: a
// lane is a row, a column or a kernel of its own. x_j is at from + j step and y_q at to + q stride; their real and
// imaginary parts stand `re` and `im` bytes from there, and with the two exchanged an inverse transform becomes a forward
// one. With `twisted`, y_q is multiplied by the factor (cosine, sine) at factors + q factorStep; that of y_0 is 1.
//
// All of it is inlined, so that what a caller writes as a constant (twisted, narrow, wanted) costs nothing when it runs.
// Factors go on outputs, since inputs that wait for theirs would not fit into the 16 registers.

/** Outputs of a radix-8 butterfly, a bit each: all of them, or the two quarters of the spectrum around bin 0. */
// @ts-ignore: decorator
@inline export const ALL: i32 = 0b11111111;
// @ts-ignore: decorator
@inline export const NARROW: i32 = 0b11000011;

// @ts-ignore: decorator
@inline function give(at: usize, re: usize, im: usize, r: v128, i: v128, twisted: bool, factor: usize): void {
  if (twisted) {
    const c = v128.load32_splat(factor);
    const s = v128.load32_splat(factor, 4);
    v128.store(at + re, sub(mul(r, c), mul(i, s)));
    v128.store(at + im, add(mul(r, s), mul(i, c)));
  } else {
    v128.store(at + re, r);
    v128.store(at + im, i);
  }
}

/** With `narrow`, x_2 to x_5 are zero and not read; y_q is left out where bit q of `wanted` is not set. */
// @ts-ignore: decorator
@inline export function radix8(
  from: usize,
  step: usize,
  to: usize,
  stride: usize,
  re: usize,
  im: usize,
  twisted: bool,
  factors: usize,
  factorStep: usize,
  narrow: bool,
  wanted: i32,
): void {
  const x0r = v128.load(from + re);
  const x0i = v128.load(from + im);
  const x1r = v128.load(from + step + re);
  const x1i = v128.load(from + step + im);
  const x6r = v128.load(from + 6 * step + re);
  const x6i = v128.load(from + 6 * step + im);
  const x7r = v128.load(from + 7 * step + re);
  const x7i = v128.load(from + 7 * step + im);
  let a0r = x0r;
  let a0i = x0i;
  let a1r = x0r;
  let a1i = x0i;
  let a2r = x6r;
  let a2i = x6i;
  let a3r = f32x4.neg(x6r);
  let a3i = f32x4.neg(x6i);
  let b0r = x1r;
  let b0i = x1i;
  let b1r = x1r;
  let b1i = x1i;
  let b2r = x7r;
  let b2i = x7i;
  let b3r = f32x4.neg(x7r);
  let b3i = f32x4.neg(x7i);
  if (!narrow) {
    const x2r = v128.load(from + 2 * step + re);
    const x2i = v128.load(from + 2 * step + im);
    const x3r = v128.load(from + 3 * step + re);
    const x3i = v128.load(from + 3 * step + im);
    const x4r = v128.load(from + 4 * step + re);
    const x4i = v128.load(from + 4 * step + im);
    const x5r = v128.load(from + 5 * step + re);
    const x5i = v128.load(from + 5 * step + im);
    a0r = add(x0r, x4r);
    a0i = add(x0i, x4i);
    a1r = sub(x0r, x4r);
    a1i = sub(x0i, x4i);
    a2r = add(x2r, x6r);
    a2i = add(x2i, x6i);
    a3r = sub(x2r, x6r);
    a3i = sub(x2i, x6i);
    b0r = add(x1r, x5r);
    b0i = add(x1i, x5i);
    b1r = sub(x1r, x5r);
    b1i = sub(x1i, x5i);
    b2r = add(x3r, x7r);
    b2i = add(x3i, x7i);
    b3r = sub(x3r, x7r);
    b3i = sub(x3i, x7i);
  }
  const e0r = add(a0r, a2r);
  const e0i = add(a0i, a2i);
  const o0r = add(b0r, b2r);
  const o0i = add(b0i, b2i);
  const f = factorStep;
  if (wanted & 1) give(to, re, im, add(e0r, o0r), add(e0i, o0i), false, 0);
  if (wanted & 16) give(to + 4 * stride, re, im, sub(e0r, o0r), sub(e0i, o0i), twisted, factors + 4 * f);
  const e2r = sub(a0r, a2r);
  const e2i = sub(a0i, a2i);
  const o2r = sub(b0r, b2r);
  const o2i = sub(b0i, b2i);
  if (wanted & 4) give(to + 2 * stride, re, im, sub(e2r, o2i), add(e2i, o2r), twisted, factors + 2 * f);
  if (wanted & 64) give(to + 6 * stride, re, im, add(e2r, o2i), sub(e2i, o2r), twisted, factors + 6 * f);
  // a1 + i a3, and b1 + i b3 turned by an eighth
  const eighth = splat(0.70710678118654752);
  const e1r = sub(a1r, a3i);
  const e1i = add(a1i, a3r);
  const o1r = sub(b1r, b3i);
  const o1i = add(b1i, b3r);
  const p1r = mul(sub(o1r, o1i), eighth);
  const p1i = mul(add(o1r, o1i), eighth);
  if (wanted & 2) give(to + stride, re, im, add(e1r, p1r), add(e1i, p1i), twisted, factors + f);
  if (wanted & 32) give(to + 5 * stride, re, im, sub(e1r, p1r), sub(e1i, p1i), twisted, factors + 5 * f);
  // a1 - i a3, and b1 - i b3 turned by three eighths, which is (-p3r, p3i)
  const e3r = add(a1r, a3i);
  const e3i = sub(a1i, a3r);
  const o3r = add(b1r, b3i);
  const o3i = sub(b1i, b3r);
  const p3r = mul(add(o3r, o3i), eighth);
  const p3i = mul(sub(o3r, o3i), eighth);
  if (wanted & 8) give(to + 3 * stride, re, im, sub(e3r, p3r), add(e3i, p3i), twisted, factors + 3 * f);
  if (wanted & 128) give(to + 7 * stride, re, im, add(e3r, p3r), sub(e3i, p3i), twisted, factors + 7 * f);
}

// @ts-ignore: decorator
@inline export function radix4(
  from: usize,
  step: usize,
  to: usize,
  stride: usize,
  re: usize,
  im: usize,
  twisted: bool,
  factors: usize,
  factorStep: usize,
): void {
  const x0r = v128.load(from + re);
  const x0i = v128.load(from + im);
  const x2r = v128.load(from + 2 * step + re);
  const x2i = v128.load(from + 2 * step + im);
  const a0r = add(x0r, x2r);
  const a0i = add(x0i, x2i);
  const a1r = sub(x0r, x2r);
  const a1i = sub(x0i, x2i);
  const x1r = v128.load(from + step + re);
  const x1i = v128.load(from + step + im);
  const x3r = v128.load(from + 3 * step + re);
  const x3i = v128.load(from + 3 * step + im);
  const b0r = add(x1r, x3r);
  const b0i = add(x1i, x3i);
  const b1r = sub(x1r, x3r);
  const b1i = sub(x1i, x3i);
  const f = factorStep;
  give(to, re, im, add(a0r, b0r), add(a0i, b0i), false, 0);
  give(to + stride, re, im, sub(a1r, b1i), add(a1i, b1r), twisted, factors + f);
  give(to + 2 * stride, re, im, sub(a0r, b0r), sub(a0i, b0i), twisted, factors + 2 * f);
  give(to + 3 * stride, re, im, add(a1r, b1i), sub(a1i, b1r), twisted, factors + 3 * f);
}

// @ts-ignore: decorator
@inline export function radix3(
  from: usize,
  step: usize,
  to: usize,
  stride: usize,
  re: usize,
  im: usize,
  twisted: bool,
  factors: usize,
  factorStep: usize,
): void {
  const x0r = v128.load(from + re);
  const x0i = v128.load(from + im);
  const x1r = v128.load(from + step + re);
  const x1i = v128.load(from + step + im);
  const x2r = v128.load(from + 2 * step + re);
  const x2i = v128.load(from + 2 * step + im);
  const sumR = add(x1r, x2r);
  const sumI = add(x1i, x2i);
  const half = splat(-0.5);
  const height = splat(0.86602540378443865);
  const cr = add(x0r, mul(sumR, half));
  const ci = add(x0i, mul(sumI, half));
  const dr = mul(sub(x1r, x2r), height);
  const di = mul(sub(x1i, x2i), height);
  give(to, re, im, add(x0r, sumR), add(x0i, sumI), false, 0);
  give(to + stride, re, im, sub(cr, di), add(ci, dr), twisted, factors + factorStep);
  give(to + 2 * stride, re, im, add(cr, di), sub(ci, dr), twisted, factors + 2 * factorStep);
}

// @ts-ignore: decorator
@inline export function radix2(
  from: usize,
  step: usize,
  to: usize,
  stride: usize,
  re: usize,
  im: usize,
  twisted: bool,
  factors: usize,
  factorStep: usize,
): void {
  const x0r = v128.load(from + re);
  const x0i = v128.load(from + im);
  const x1r = v128.load(from + step + re);
  const x1i = v128.load(from + step + im);
  give(to, re, im, add(x0r, x1r), add(x0i, x1i), false, 0);
  give(to + stride, re, im, sub(x0r, x1r), sub(x0i, x1i), twisted, factors + factorStep);
}
