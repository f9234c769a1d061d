import {
  ELEMENT,
  IM,
  LANES,
  SUMS,
  bins,
  firstMoment,
  gradient,
  lineOf,
  mask,
  maskFactors,
  maskFirst,
  maskLast,
  maskLines,
  maskPhases,
  maskPitch,
  maskR,
  maskREnd,
  maskSums,
  parameterBytes,
  phaseOf,
  radius,
  secondMoment,
  setting,
} from './ilt-layout';
import { clearOutside } from './ilt-columns';
import { analyze, synthesize } from './ilt-line';
import { add, exp2, laneSum, mul, splat, sub } from './ilt-math';
import { transposeRows } from './ilt-image';
import { adam, addSums, sgd } from './ilt-update';
import { addTo, laneCount } from './ilt-math';

// The mask M = 1 / (1 + exp(-theta (X - offset))) of the parameters, or of what they become when smoothed, inside the square,
// and 0 outside, where what is frozen of it adds to its spectrum; its transforms along x; and the descent. Two panels of LANES
// rows go together, one as real and one as imaginary part, since both are real.

/** Parts of the pass: the gradient by the parameters, their step, the mask of the new ones. */
// @ts-ignore: decorator
@inline const DIFFERENTIATE: i32 = 1;
// @ts-ignore: decorator
@inline const STEP: i32 = 2;
// @ts-ignore: decorator
@inline const DRAW: i32 = 4;
// @ts-ignore: decorator
@inline const ADAM: i32 = 8;

/** The bins -radius..radius of a line from those of the two panels that it is made of, bins 0..radius each. */
function join(first: usize, second: usize, line: usize): void {
  for (let bin: usize = 0; bin <= <usize>radius; bin++) {
    const a = first + bin * ELEMENT;
    const b = second + bin * ELEMENT;
    const plus = line + (<usize>radius + bin) * ELEMENT;
    const minus = line + (<usize>radius - bin) * ELEMENT;
    for (let l: usize = 0; l < IM; l += 16) {
      const ar = v128.load(a + l);
      const ai = v128.load(a + l, IM);
      const br = v128.load(b + l);
      const bi = v128.load(b + l, IM);
      v128.store(minus + l, add(ar, bi));
      v128.store(minus + l, sub(br, ai), IM);
      v128.store(plus + l, sub(ar, bi));
      v128.store(plus + l, add(ai, br), IM);
    }
  }
}

/** The reverse: the bins 0..radius of both panels. */
function part(line: usize, first: usize, second: usize): void {
  const half = splat(0.5);
  for (let bin: usize = 0; bin <= <usize>radius; bin++) {
    const a = first + bin * ELEMENT;
    const b = second + bin * ELEMENT;
    const plus = line + (<usize>radius + bin) * ELEMENT;
    const minus = line + (<usize>radius - bin) * ELEMENT;
    for (let l: usize = 0; l < IM; l += 16) {
      const pr = v128.load(plus + l);
      const pi = v128.load(plus + l, IM);
      const mr = v128.load(minus + l);
      const mi = v128.load(minus + l, IM);
      v128.store(a + l, mul(half, add(pr, mr)));
      v128.store(a + l, mul(half, sub(pi, mi)), IM);
      v128.store(b + l, mul(half, add(pi, mi)));
      v128.store(b + l, mul(half, sub(mr, pr)), IM);
    }
  }
}

/** For each of the 8 vectors of a pair of panels, all ones in the rows that lie in the square. */
function findInside(pair: i32, to: usize): void {
  const row = 8 * maskPhases * maskR + 2 * LANES * pair;
  for (let i = 0; i < 8; i++) {
    const rows = i32x4.add(i32x4.splat(row + 4 * i), i32x4(0, 1, 2, 3));
    const inside = v128.and(i32x4.ge_s(rows, i32x4.splat(maskFirst)), i32x4.lt_s(rows, i32x4.splat(maskLast)));
    v128.store(to + (<usize>i << 4), inside);
  }
}

/** E of the mask M = 1 / (1 + E). */
// @ts-ignore: decorator
@inline function exponential(x: v128, rate: v128, level: v128): v128 {
  const exponent = add(mul(x, rate), level);
  return exp2(f32x4.pmin(splat(63), f32x4.pmax(splat(-126), exponent)));
}

/**
 * One phase of a pair: the gradient by the mask comes in as samples, the mask goes out as such. `x` is what the mask is of,
 * `from` and `to` the parameters before and after, `offset` where the phase lies in arrays of their shape.
 */
// @ts-ignore: decorator
@inline function passOver(
  parts: i32,
  p: i32,
  phase: usize,
  inside: usize,
  x: usize,
  from: usize,
  to: usize,
  offset: usize,
  sums: usize,
): void {
  const one = splat(1);
  const zero = splat(0);
  const theta = setting(18);
  const flat = setting(27);
  const rate = setting(16);
  const level = setting(17);
  let gradients = zero;
  let steps = zero;
  let squares = zero;
  let flats = i32x4.splat(0);
  for (let q = 0; q < 8; q++) {
    let at = phase + <usize>(8 * q + maskR) * ELEMENT;
    let column = p + maskPhases * (q + 8 * maskR);
    for (let r = maskR; r < maskREnd; r++, at += ELEMENT, offset += ELEMENT, column += 8 * maskPhases) {
      if (column < maskFirst || column >= maskLast) {
        for (let l: usize = 0; l < ELEMENT; l += 16) {
          if (parts & DIFFERENTIATE && !(parts & STEP)) v128.store(gradient + offset + l, zero);
          if (parts & DRAW) {
            v128.store(at + l, zero);
            v128.store(mask + offset + l, zero);
          }
        }
        continue;
      }
      for (let l: usize = 0; l < ELEMENT; l += 16) {
        const seen = v128.load(inside + l);
        let value = v128.load(x + offset + l);
        if (parts & DIFFERENTIATE) {
          const m = v128.load(mask + offset + l);
          const slope = mul(m, sub(one, m));
          flats = i32x4.sub(flats, v128.and(f32x4.lt(slope, flat), seen));
          const g = mul(v128.load(at + l), mul(slope, theta));
          if (parts & STEP) {
            const next = parts & ADAM ? adam(value, g, offset + l) : sgd(value, g);
            gradients = add(gradients, mul(g, g));
            const step = sub(next, value);
            steps = add(steps, mul(step, step));
            if (parts & ADAM) squares = add(squares, v128.load(secondMoment + offset + l));
            v128.store(to + offset + l, next);
            value = next;
          } else {
            v128.store(gradient + offset + l, g);
          }
        }
        if (parts & DRAW) {
          const m = v128.and(f32x4.div(one, add(one, exponential(value, rate, level))), seen);
          v128.store(mask + offset + l, m);
          v128.store(at + l, m);
        }
      }
    }
  }
  if (parts & DIFFERENTIATE) addTo(sums + 24, laneCount(flats));
  if (parts & STEP) addSums(sums, gradients, steps, squares);
}

/** Pairs begin to end - 1, those `parts` of the pass. */
// @ts-ignore: decorator
@inline function rows(thread: i32, begin: i32, end: i32, parts: i32, x: usize, from: usize, to: usize): void {
  const phase = phaseOf(thread);
  const line = lineOf(thread, 0);
  const back = lineOf(thread, 1);
  const first = lineOf(thread, 2);
  const second = lineOf(thread, 3);
  const inside = lineOf(thread, 4);
  const panel = <usize>LANES * maskPitch;
  const bytes = <usize>(8 * (maskREnd - maskR)) * ELEMENT;
  for (let pair = begin; pair < end; pair++) {
    const lines = maskLines + <usize>(2 * pair) * panel;
    const sums = maskSums + <usize>pair * SUMS;
    findInside(pair, inside);
    if (parts & DIFFERENTIATE) {
      store<f64>(sums, 0, 24);
      transposeRows(false, lines, maskPitch, first, radius + 1);
      transposeRows(false, lines + panel, maskPitch, second, radius + 1);
      join(first, second, line);
    }
    if (parts & STEP) memory.fill(sums, 0, 24);
    if (parts & DRAW) memory.fill(back, 0, <usize>bins * ELEMENT);
    for (let p = 0; p < maskPhases; p++) {
      const factors = maskFactors + (<usize>(p * bins) << 3);
      const offset = <usize>(pair * maskPhases + p) * bytes;
      if (parts & DIFFERENTIATE) synthesize(line, radius, factors, phase);
      passOver(parts, p, phase, inside, x, from, to, offset, sums);
      if (parts & DRAW) {
        clearOutside(phase, maskR, maskREnd);
        analyze(phase, back, radius, factors);
      }
    }
    if (parts & DRAW) {
      part(back, first, second);
      transposeRows(true, lines, maskPitch, first, radius + 1);
      transposeRows(true, lines + panel, maskPitch, second, radius + 1);
    }
  }
}

/** The gradient by x, kept; adds nothing to what is at outside of the square. */
export function gradientRows(thread: i32, begin: i32, end: i32, x: usize): void {
  rows(thread, begin, end, DIFFERENTIATE, x, x, x);
}

/** The mask of x. */
export function maskRows(thread: i32, begin: i32, end: i32, x: usize): void {
  rows(thread, begin, end, DRAW, x, x, x);
}

/** The gradient by the parameters, their step to another copy of them or the same, and the new mask, all in one. */
export function stepRows(thread: i32, begin: i32, end: i32, from: usize, to: usize, withAdam: i32): void {
  if (withAdam) rows(thread, begin, end, DIFFERENTIATE | STEP | DRAW | ADAM, from, from, to);
  else rows(thread, begin, end, DIFFERENTIATE | STEP | DRAW, from, from, to);
}
