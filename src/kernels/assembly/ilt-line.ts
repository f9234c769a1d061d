import { ALL, radix8 } from './ilt-butterfly';
import { ELEMENT, IM, factors64 } from './ilt-layout';
import { add, mul, sub } from './ilt-math';

// Between the bins of a line, -reach to reach, and its samples, one phase at a time. Sample phase + phases m, of a grid of
// 64 phases points, is the 64-point transform, at m, of the bins times exp(2 pi i bin phase / points), those 64 apart added
// up: so a sample costs the same on every grid, and bins beyond 64 little more. The order of samples is the one that two
// radix-8 passes in place leave them in, since nothing asks for another.

/** The samples of a phase from the bins of a line; `factors` are the phase's own. */
export function synthesize(line: usize, reach: i32, factors: usize, phase: usize): void {
  const low = -min(reach, 32);
  const high = min(reach, 31);
  memory.fill(phase + <usize>(high + 1) * ELEMENT, 0, <usize>(63 + low - high) * ELEMENT);
  for (let bin = low; bin <= high; bin++) turn(line, reach, bin, factors, phase, false);
  for (let bin = -reach; bin < low; bin++) turn(line, reach, bin, factors, phase, true);
  for (let bin = high + 1; bin <= reach; bin++) turn(line, reach, bin, factors, phase, true);
  for (let at = phase, k: usize = 0; k < 8; k++, at += ELEMENT) {
    for (let l: usize = 0; l < IM; l += 16) {
      radix8(at + l, 8 * ELEMENT, at + l, 8 * ELEMENT, 0, IM, true, factors64, k << 3, false, ALL);
    }
  }
  for (let at = phase, q: usize = 0; q < 8; q++, at += 8 * ELEMENT) {
    for (let l: usize = 0; l < IM; l += 16) radix8(at + l, ELEMENT, at + l, ELEMENT, 0, IM, false, 0, 0, false, ALL);
  }
}

/** The adjoint: adds what the samples of a phase, which it overwrites, have of each bin to the bins of a line. */
export function analyze(phase: usize, line: usize, reach: i32, factors: usize): void {
  for (let at = phase, q: usize = 0; q < 8; q++, at += 8 * ELEMENT) {
    for (let l: usize = 0; l < IM; l += 16) {
      radix8(at + l, ELEMENT, at + l, ELEMENT, IM, 0, true, factors64, q << 3, false, ALL);
    }
  }
  for (let at = phase, k: usize = 0; k < 8; k++, at += ELEMENT) {
    for (let l: usize = 0; l < IM; l += 16) {
      radix8(at + l, 8 * ELEMENT, at + l, 8 * ELEMENT, IM, 0, false, 0, 0, false, ALL);
    }
  }
  for (let bin = -reach; bin <= reach; bin++) {
    const to = line + <usize>(bin + reach) * ELEMENT;
    const from = phase + <usize>(bin & 63) * ELEMENT;
    const factor = factors + (<usize>(bin + reach) << 3);
    const c = v128.load32_splat(factor);
    const s = v128.load32_splat(factor, 4);
    for (let l: usize = 0; l < IM; l += 16) {
      const re = v128.load(from + l);
      const im = v128.load(from + l, IM);
      v128.store(to + l, add(v128.load(to + l), add(mul(re, c), mul(im, s))));
      v128.store(to + l, add(v128.load(to + l, IM), sub(mul(im, c), mul(re, s))), IM);
    }
  }
}

/** A bin times its factor, put or added to where it belongs among 64. */
// @ts-ignore: decorator
@inline function turn(line: usize, reach: i32, bin: i32, factors: usize, phase: usize, more: bool): void {
  const from = line + <usize>(bin + reach) * ELEMENT;
  const to = phase + <usize>(bin & 63) * ELEMENT;
  const factor = factors + (<usize>(bin + reach) << 3);
  const c = v128.load32_splat(factor);
  const s = v128.load32_splat(factor, 4);
  for (let l: usize = 0; l < IM; l += 16) {
    const re = v128.load(from + l);
    const im = v128.load(from + l, IM);
    const r = sub(mul(re, c), mul(im, s));
    const i = add(mul(re, s), mul(im, c));
    v128.store(to + l, more ? add(v128.load(to + l), r) : r);
    v128.store(to + l, more ? add(v128.load(to + l, IM), i) : i, IM);
  }
}
