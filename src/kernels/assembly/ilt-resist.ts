import { ELEMENT, IM, imageR, imageREnd, setting } from './ilt-layout';
import { add, addTo, exp2, laneSum, log2, mul, splat, sub } from './ilt-math';

// The resist in all three corners and the loss, a phase of LANES rows at a time. What comes in as the intensities in focus and
// in defocus, real and imaginary parts, goes out as the gradient of the loss by them. A printed image is Z = 1 / (1 + E) with
// E = exp(steepness (threshold - d^2 I)), for a dose d; then dZ/dI = steepness d^2 E Z^2.

// Exponents of two that leave Z as near to 0 and to 1 as single precision can tell from them in a sum, and between which the
// product of three (1 + E) is finite.
// @ts-ignore: decorator
@inline const LOWEST: f32 = -126;
// @ts-ignore: decorator
@inline const HIGHEST: f32 = 40;

/** E, from an intensity. */
// @ts-ignore: decorator
@inline function exponential(intensity: v128, rate: v128, level: v128): v128 {
  return exp2(f32x4.pmin(splat(HIGHEST), f32x4.pmax(splat(LOWEST), add(mul(intensity, rate), level))));
}

/** Whether no intensity of a sample's rows exceeds the bound below which nothing is worked out. */
// @ts-ignore: decorator
@inline function isDark(at: usize, bound: v128): bool {
  const focus = f32x4.pmax(f32x4.pmax(v128.load(at), v128.load(at, 16)), f32x4.pmax(v128.load(at, 32), v128.load(at, 48)));
  const defocus = f32x4.pmax(
    f32x4.pmax(v128.load(at, 64), v128.load(at, 80)),
    f32x4.pmax(v128.load(at, 96), v128.load(at, 112)),
  );
  return !v128.any_true(f32x4.gt(f32x4.pmax(focus, defocus), bound));
}

// @ts-ignore: decorator
@inline function clear(at: usize): void {
  const zero = splat(0);
  for (const last = at + ELEMENT; at < last; at += 16) v128.store(at, zero);
}

/**
 * Squared errors of all three corners against a target in bits, LANES samples a u16, and with `banded` the squared difference
 * of the outer two. Adds the sums of squares to `sums`: nominal, outer, inner, their difference, and the vectors done.
 */
// @ts-ignore: decorator
@inline function squaresOf(phase: usize, bits: usize, sums: usize, banded: bool): void {
  const one = splat(1);
  const lanes = i32x4(1, 2, 4, 8);
  const rateN = setting(0);
  const rateX = setting(1);
  const rateI = setting(2);
  const level = setting(3);
  const forceN = setting(4);
  const forceX = setting(5);
  const forceI = setting(6);
  const bandX = setting(7);
  const bandI = setting(8);
  const bound = setting(9);
  let sumN = splat(0);
  let sumX = splat(0);
  let sumI = splat(0);
  let sumB = splat(0);
  let done = 0;
  for (let at = phase, b: usize = 0; b < 64; b++, at += ELEMENT) {
    const wanted = <i32>load<u16>(bits + (b << 1));
    if (wanted == 0 && isDark(at, bound)) {
      clear(at);
      continue;
    }
    done++;
    for (let l: usize = 0; l < 4; l++) {
      const place = at + (l << 4);
      const focus = v128.load(place);
      const defocus = v128.load(place, IM);
      const four = i32x4.splat(wanted >> (<i32>l << 2));
      const target = v128.and(i32x4.eq(v128.and(four, lanes), lanes), one);
      const eN = exponential(focus, rateN, level);
      const eX = exponential(focus, rateX, level);
      const eI = exponential(defocus, rateI, level);
      // one division for three
      const aN = add(eN, one);
      const aX = add(eX, one);
      const aI = add(eI, one);
      const outer = mul(aN, aX);
      const inverse = f32x4.div(one, mul(outer, aI));
      const zI = mul(inverse, outer);
      const rest = mul(inverse, aI);
      const zN = mul(rest, aX);
      const zX = mul(rest, aN);
      const errorN = sub(zN, target);
      const errorX = sub(zX, target);
      const errorI = sub(zI, target);
      sumN = add(sumN, mul(errorN, errorN));
      sumX = add(sumX, mul(errorX, errorX));
      sumI = add(sumI, mul(errorI, errorI));
      const byN = mul(mul(mul(errorN, eN), mul(zN, zN)), forceN);
      let byX = mul(errorX, forceX);
      let byI = mul(errorI, forceI);
      if (banded) {
        const band = sub(zX, zI);
        sumB = add(sumB, mul(band, band));
        byX = add(byX, mul(band, bandX));
        byI = sub(byI, mul(band, bandI));
      }
      v128.store(place, add(byN, mul(mul(byX, eX), mul(zX, zX))));
      v128.store(place, mul(mul(byI, eI), mul(zI, zI)), IM);
    }
  }
  addTo(sums, laneSum(sumN));
  addTo(sums + 8, laneSum(sumX));
  addTo(sums + 16, laneSum(sumI));
  addTo(sums + 24, laneSum(sumB));
  addTo(sums + 32, 4 * done);
}

export function squares(phase: usize, bits: usize, sums: usize): void {
  if (f32x4.extract_lane(setting(7), 0) == 0) squaresOf(phase, bits, sums, false);
  else squaresOf(phase, bits, sums, true);
}

/**
 * The weighted error |Z - T|^p of the nominal image against a target in grey, and the band |Z_outer - Z_inner|. `grey`
 * holds LANES targets and LANES weights by turns; a weight of zero is outside of the square. Adds to `sums`: error, band.
 */
export function band(phase: usize, grey: usize, sums: usize): void {
  const one = splat(1);
  const zero = splat(0);
  const sign = splat(-0.0);
  const rateN = setting(0);
  const rateX = setting(1);
  const rateI = setting(2);
  const level = setting(3);
  const forceN = setting(4);
  const forceX = setting(5);
  const forceI = setting(6);
  const power = setting(10);
  let sumN = zero;
  let sumB = zero;
  for (let q: usize = 0; q < 8; q++) {
    let at = phase + (8 * q + <usize>imageR) * ELEMENT;
    for (let r = imageR; r < imageREnd; r++, at += ELEMENT, grey += ELEMENT) {
      for (let l: usize = 0; l < IM; l += 16) {
        const focus = v128.load(at + l);
        const defocus = v128.load(at + l, IM);
        const weight = v128.load(grey + l, IM);
        const inside = f32x4.gt(weight, zero);
        const eN = exponential(focus, rateN, level);
        const eX = exponential(focus, rateX, level);
        const eI = exponential(defocus, rateI, level);
        const aN = add(eN, one);
        const aX = add(eX, one);
        const aI = add(eI, one);
        const outer = mul(aN, aX);
        const inverse = f32x4.div(one, mul(outer, aI));
        const zI = mul(inverse, outer);
        const rest = mul(inverse, aI);
        const zN = mul(rest, aX);
        const zX = mul(rest, aN);
        const error = sub(zN, v128.load(grey + l));
        const size = f32x4.abs(error);
        // |e|^(p - 1); an error of zero counts as 2^-126, which no power that is allowed brings near to one
        const slope = mul(weight, exp2(f32x4.pmax(splat(LOWEST), mul(power, log2(f32x4.pmax(splat(1.2e-38), size))))));
        sumN = add(sumN, mul(size, slope));
        const width = sub(zX, zI);
        const turned = v128.and(width, sign);
        sumB = add(sumB, v128.and(f32x4.abs(width), inside));
        const byN = v128.xor(mul(mul(slope, eN), mul(mul(zN, zN), forceN)), v128.and(error, sign));
        const byX = v128.and(mul(mul(eX, forceX), mul(zX, zX)), inside);
        const byI = v128.and(mul(mul(eI, forceI), mul(zI, zI)), inside);
        v128.store(at + l, add(byN, v128.xor(byX, turned)));
        v128.store(at + l, f32x4.neg(v128.xor(byI, turned)), IM);
      }
    }
  }
  addTo(sums, laneSum(sumN));
  addTo(sums + 24, laneSum(sumB));
}
