import {
  ELEMENT,
  SUMS,
  firstMoment,
  gradient,
  maskPhases,
  maskR,
  maskREnd,
  maskSums,
  secondMoment,
  setting,
} from './ilt-layout';
import { add, addTo, laneSum, mul, splat, sub } from './ilt-math';

// The parameters' step against the gradient, with every operation rounded in the order of src/optimizers.

/** p - rate g. */
// @ts-ignore: decorator
@inline export function sgd(p: v128, g: v128): v128 {
  return sub(p, mul(setting(19), g));
}

/** Adam, on the moments at `offset` of theirs. Source: Kingma and Ba, ICLR 2015, algorithm 1. */
// @ts-ignore: decorator
@inline export function adam(p: v128, g: v128, offset: usize): v128 {
  const m = add(mul(setting(20), v128.load(firstMoment + offset)), mul(setting(21), g));
  const v = add(mul(setting(22), v128.load(secondMoment + offset)), mul(setting(23), mul(g, g)));
  v128.store(firstMoment + offset, m);
  v128.store(secondMoment + offset, v);
  const size = add(f32x4.sqrt(f32x4.div(v, setting(25))), setting(26));
  return sub(p, f32x4.div(mul(setting(19), f32x4.div(m, setting(24))), size));
}

/** Adds the sums of squares of gradients and steps and the sum of Adam's second moment. */
// @ts-ignore: decorator
@inline export function addSums(sums: usize, gradients: v128, steps: v128, squares: v128): void {
  addTo(sums, laneSum(gradients));
  addTo(sums + 8, laneSum(steps));
  addTo(sums + 16, laneSum(squares));
}

/** The step by the gradient kept, pairs begin to end - 1, from one copy of the parameters to another or the same. */
export function stepParameters(thread: i32, begin: i32, end: i32, from: usize, to: usize, withAdam: i32): void {
  const bytes = <usize>(8 * (maskREnd - maskR)) * ELEMENT;
  let offset = <usize>(begin * maskPhases) * bytes;
  for (let pair = begin; pair < end; pair++) {
    const sums = maskSums + <usize>pair * SUMS;
    memory.fill(sums, 0, 24);
    for (let p = 0; p < maskPhases; p++) {
      let gradients = splat(0);
      let steps = splat(0);
      let squares = splat(0);
      for (const last = offset + bytes; offset < last; offset += 16) {
        const value = v128.load(from + offset);
        const g = v128.load(gradient + offset);
        const next = withAdam ? adam(value, g, offset) : sgd(value, g);
        gradients = add(gradients, mul(g, g));
        steps = add(steps, mul(sub(next, value), sub(next, value)));
        if (withAdam) squares = add(squares, v128.load(secondMoment + offset));
        v128.store(to + offset, next);
      }
      addSums(sums, gradients, steps, squares);
    }
  }
}
