/**
 * exp(x) for x <= 0, relative error at most 2e-7: 2^n through the exponent bits, a polynomial of degree 5 on [-1/2,
 * 1/2]. Stops at 2^-80, which is nothing beside 1 and keeps products of weights out of the slow denormal range.
 */
// @ts-ignore: decorator
@inline export function expNegative(x: v128): v128 {
  const t = f32x4.pmax(f32x4.mul(x, f32x4.splat(1.44269504088896341)), f32x4.splat(-80));
  // Adding 1.5 * 2^23 leaves the nearest integer in the low bits of the mantissa.
  const shift = f32x4.splat(12582912);
  const n = f32x4.add(t, shift);
  const f = f32x4.sub(t, f32x4.sub(n, shift));
  const power = i32x4.shl(i32x4.add(n, i32x4.splat(127 - 0x4b400000)), 23);
  let p = f32x4.add(f32x4.mul(f, f32x4.splat(1.32764725e-3)), f32x4.splat(9.67554096e-3));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(5.55071309e-2));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(2.40221202e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(6.93146944e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(1));
  return f32x4.mul(p, power);
}

/** Sum of the four lanes, always in this order. */
// @ts-ignore: decorator
@inline export function laneSum(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 2) + (f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 3))
  );
}
