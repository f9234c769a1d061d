// Vectors of 4 single-precision numbers: short names for their arithmetic, and functions that WebAssembly lacks.

// @ts-ignore: decorator
@inline export function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}

// @ts-ignore: decorator
@inline export function sub(a: v128, b: v128): v128 {
  return f32x4.sub(a, b);
}

// @ts-ignore: decorator
@inline export function mul(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}

// @ts-ignore: decorator
@inline export function splat(value: f32): v128 {
  return f32x4.splat(value);
}

/** Sum of the four lanes, always in this order. */
// @ts-ignore: decorator
@inline export function laneSum(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 2) + (f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 3));
}

// @ts-ignore: decorator
@inline export function laneCount(v: v128): i32 {
  return i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3);
}

// @ts-ignore: decorator
@inline export function addTo(sum: usize, value: f64): void {
  store<f64>(sum, load<f64>(sum) + value);
}

/** The largest of the four lanes. */
// @ts-ignore: decorator
@inline export function laneMax(v: v128): f32 {
  const low = max(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1));
  return max(low, max(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)));
}

/** 2^x for x in [-126, 127], relative error at most 2e-7: 2^n by way of the exponent bits, a polynomial on [-1/2, 1/2]. */
// @ts-ignore: decorator
@inline export function exp2(x: v128): v128 {
  // adding 1.5 * 2^23 leaves the nearest integer in the low bits of the mantissa
  const shift = splat(12582912);
  const n = add(x, shift);
  const f = sub(x, sub(n, shift));
  let p = add(mul(f, splat(1.32764725e-3)), splat(9.67554096e-3));
  p = add(mul(p, f), splat(5.55071309e-2));
  p = add(mul(p, f), splat(2.40221202e-1));
  p = add(mul(p, f), splat(6.93146944e-1));
  p = add(mul(p, f), splat(1.00000012));
  return i32x4.add(p, i32x4.shl(n, 23));
}

/**
 * log2(x) for normal x > 0, absolute error at most 1e-6: the exponent, and the series of the inverse hyperbolic tangent for a
 * mantissa m in [sqrt(1/2), sqrt(2)), log2(m) = 2/ln 2 (t + t^3/3 + t^5/5 + ...) with t = (m - 1) / (m + 1).
 */
// @ts-ignore: decorator
@inline export function log2(x: v128): v128 {
  // what is taken off the bits puts the mantissas from sqrt(1/2) on under one exponent
  const bits = i32x4.sub(x, i32x4.splat(0x3f3504f3));
  const e = i32x4.shr_s(bits, 23);
  const m = i32x4.add(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const t = f32x4.div(sub(m, splat(1)), add(m, splat(1)));
  const tt = mul(t, t);
  let p = add(mul(tt, splat(0.412198583)), splat(0.577078016));
  p = add(mul(p, tt), splat(0.961796694));
  p = add(mul(p, tt), splat(2.88539008));
  return add(mul(p, t), f32x4.convert_i32x4_s(e));
}

/** 4 x 4 numbers, rows `rowBytes` apart, to the transposed place, rows `toBytes` apart. */
// @ts-ignore: decorator
@inline export function transpose4(from: usize, rowBytes: usize, to: usize, toBytes: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + rowBytes);
  const c = v128.load(from + 2 * rowBytes);
  const d = v128.load(from + 3 * rowBytes);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to + toBytes, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  v128.store(to + 2 * toBytes, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5));
  v128.store(to + 3 * toBytes, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7));
}
