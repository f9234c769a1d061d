import { COVERED } from './simd-forward';
import {
  NORMALIZED,
  SOFTMAX,
  SUM,
  blocks,
  cutoff,
  eps,
  errors,
  gradient,
  height,
  nearest,
  nearestPitch,
  pitch,
  pixelLanes,
  plane,
  renderer,
  resolved,
  rowPitch,
  strips,
  stripSums,
  target,
} from './simd-layout';

/**
 * What C is multiplied by to give the image: 1 / (W + eps), 0 where W <= 1e-10 and eps = 0 (black), 1 for the plain
 * sum, and 0 in the lanes that are no pixels, which makes their image, error and gradient 0.
 */
// @ts-ignore: decorator
@inline function normalizer(w: v128, lanes: v128, sum: bool, epsilon: v128, floor: v128): v128 {
  if (sum) return v128.and(f32x4.splat(1), lanes);
  return v128.and(f32x4.div(f32x4.splat(1), f32x4.add(w, epsilon)), v128.and(lanes, f32x4.gt(w, floor)));
}

/** Below this weight a pixel is black: only without eps, since W is never negative. */
// @ts-ignore: decorator
@inline function blackBelow(): v128 {
  return f32x4.splat(renderer == NORMALIZED && eps() == 0 ? <f32>1e-10 : <f32>-1);
}

/** Replaces (W, C) by (W, image) in strips begin..end - 1. */
export function resolve(thread: i32, begin: i32, end: i32): void {
  const sum = renderer == SUM;
  const epsilon = f32x4.splat(eps());
  const floor = blackBelow();
  for (let strip = begin; strip < end; strip++) {
    const lanes = pixelLanes(strip);
    let block = blocks + <usize>strip * pitch;
    for (const last = block + (<usize>height << 6); block < last; block += 64) {
      const n = normalizer(v128.load(block), lanes, sum, epsilon, floor);
      v128.store(block, f32x4.mul(v128.load(block, 16), n), 16);
      v128.store(block, f32x4.mul(v128.load(block, 32), n), 32);
      v128.store(block, f32x4.mul(v128.load(block, 48), n), 48);
    }
  }
}

/**
 * Errors image - target of strips begin..end - 1 into planes. When `measure`, also the sums of the loss, for which
 * `nearest` must be up to date, unless the renderer's own cutoff is that of the coverage: then a pixel is covered
 * where W > 0.
 */
export function findErrors(thread: i32, begin: i32, end: i32, measure: i32): void {
  const sum = renderer == SUM;
  const cutIsCoverage = renderer != SOFTMAX && cutoff() == COVERED;
  const done = resolved();
  const epsilon = f32x4.splat(eps());
  const floor = blackBelow();
  const zero = f32x4.splat(0);
  for (let strip = begin; strip < end; strip++) {
    const lanes = pixelLanes(strip);
    let block = blocks + <usize>strip * pitch;
    let near = nearest + <usize>strip * nearestPitch;
    let t = target + (<usize>strip << 4);
    let e = errors + (<usize>strip << 4);
    let absolute = zero;
    let squaredCovered = zero;
    let squaredUncovered = zero;
    let uncovered = i32x4.splat(0);
    const last = block + (<usize>height << 6);
    for (; block < last; block += 64, near += 16, t += rowPitch, e += rowPitch) {
      const w = v128.load(block);
      const n = normalizer(w, lanes, sum, epsilon, floor);
      const e0 = f32x4.sub(done ? v128.load(block, 16) : f32x4.mul(v128.load(block, 16), n), v128.load(t));
      const e1 = f32x4.sub(done ? v128.load(block, 32) : f32x4.mul(v128.load(block, 32), n), v128.load(t + plane));
      const e2 = f32x4.sub(done ? v128.load(block, 48) : f32x4.mul(v128.load(block, 48), n), v128.load(t + 2 * plane));
      v128.store(e, e0);
      v128.store(e + plane, e1);
      v128.store(e + 2 * plane, e2);
      if (!measure) continue;
      const covered = cutIsCoverage ? f32x4.gt(w, zero) : f32x4.le(v128.load(near), f32x4.splat(COVERED));
      const magnitude = f32x4.add(f32x4.add(f32x4.abs(e0), f32x4.abs(e1)), f32x4.abs(e2));
      const squared = f32x4.add(f32x4.add(f32x4.mul(e0, e0), f32x4.mul(e1, e1)), f32x4.mul(e2, e2));
      absolute = f32x4.add(absolute, magnitude);
      squaredCovered = f32x4.add(squaredCovered, v128.and(squared, covered));
      squaredUncovered = f32x4.add(squaredUncovered, v128.andnot(squared, covered));
      uncovered = i32x4.sub(uncovered, v128.andnot(lanes, covered));
    }
    if (!measure) continue;
    const at = stripSums + (<usize>strip << 6);
    v128.store(at, absolute);
    v128.store(at, squaredCovered, 16);
    v128.store(at, squaredUncovered, 32);
    v128.store(at, uncovered, 48);
  }
}

/** Rows begin..end - 1 of the gradient of l2 alone, 2 e, from the errors. */
export function l2Gradient(thread: i32, begin: i32, end: i32): void {
  const two = f32x4.splat(2);
  for (let k: usize = 0; k < 3; k++) {
    for (let y = begin; y < end; y++) {
      let at = k * plane + <usize>y * rowPitch;
      for (const last = at + (<usize>strips << 4); at < last; at += 16) {
        v128.store(gradient + at, f32x4.mul(v128.load(errors + at), two));
      }
    }
  }
}

/** Overwrites a block by P_k = gradient_k / denominator and Q = sum_k P_k image_k (0 for the plain sum). */
// @ts-ignore: decorator
@inline function storeAdjoint(
  block: usize,
  n: v128,
  sum: bool,
  g0: v128,
  g1: v128,
  g2: v128,
  r0: v128,
  r1: v128,
  r2: v128,
): void {
  const p0 = f32x4.mul(g0, n);
  const p1 = f32x4.mul(g1, n);
  const p2 = f32x4.mul(g2, n);
  const q = f32x4.add(f32x4.add(f32x4.mul(p0, r0), f32x4.mul(p1, r1)), f32x4.mul(p2, r2));
  v128.store(block, sum ? f32x4.splat(0) : q);
  v128.store(block, p0, 16);
  v128.store(block, p1, 32);
  v128.store(block, p2, 48);
}

/** What the backward pass needs, from the gradient in planes, in strips begin..end - 1. */
export function adjoint(thread: i32, begin: i32, end: i32): void {
  const sum = renderer == SUM;
  const done = resolved();
  const epsilon = f32x4.splat(eps());
  const floor = blackBelow();
  for (let strip = begin; strip < end; strip++) {
    const lanes = pixelLanes(strip);
    let block = blocks + <usize>strip * pitch;
    let g = gradient + (<usize>strip << 4);
    for (const last = block + (<usize>height << 6); block < last; block += 64, g += rowPitch) {
      const n = normalizer(v128.load(block), lanes, sum, epsilon, floor);
      const m = done ? f32x4.splat(1) : n;
      const r0 = f32x4.mul(v128.load(block, 16), m);
      const r1 = f32x4.mul(v128.load(block, 32), m);
      const r2 = f32x4.mul(v128.load(block, 48), m);
      storeAdjoint(block, n, sum, v128.load(g), v128.load(g + plane), v128.load(g + 2 * plane), r0, r1, r2);
    }
  }
}

/** `findErrors`, `l2Gradient` and `adjoint` in one pass, with the same bits: only for blocks that are not resolved. */
export function l2Adjoint(thread: i32, begin: i32, end: i32): void {
  const sum = renderer == SUM;
  const epsilon = f32x4.splat(eps());
  const floor = blackBelow();
  const two = f32x4.splat(2);
  for (let strip = begin; strip < end; strip++) {
    const lanes = pixelLanes(strip);
    let block = blocks + <usize>strip * pitch;
    let t = target + (<usize>strip << 4);
    for (const last = block + (<usize>height << 6); block < last; block += 64, t += rowPitch) {
      const n = normalizer(v128.load(block), lanes, sum, epsilon, floor);
      const r0 = f32x4.mul(v128.load(block, 16), n);
      const r1 = f32x4.mul(v128.load(block, 32), n);
      const r2 = f32x4.mul(v128.load(block, 48), n);
      const g0 = f32x4.mul(f32x4.sub(r0, v128.load(t)), two);
      const g1 = f32x4.mul(f32x4.sub(r1, v128.load(t + plane)), two);
      const g2 = f32x4.mul(f32x4.sub(r2, v128.load(t + 2 * plane)), two);
      storeAdjoint(block, n, sum, g0, g1, g2, r0, r1, r2);
    }
  }
}
