import {
  blocks,
  color,
  columns,
  count,
  height,
  nearest,
  nearestPitch,
  pitch,
  position,
  rows,
  whitening,
} from './simd-layout';
import { expNegative } from './simd-math';

/** d of four pixels of Gaussian i, with the same roundings as the backward pass. */
// @ts-ignore: decorator
@inline function distance(i: i32, x: v128, y: v128): v128 {
  const at = position + (<usize>i << 3);
  const shape = whitening + <usize>i * 12;
  const dx = f32x4.sub(x, v128.load32_splat(at));
  const dy = f32x4.sub(y, v128.load32_splat(at, 4));
  const u = f32x4.mul(dx, v128.load32_splat(shape));
  const v = f32x4.add(f32x4.mul(dx, v128.load32_splat(shape, 4)), f32x4.mul(dy, v128.load32_splat(shape, 8)));
  return f32x4.add(f32x4.mul(u, u), f32x4.mul(v, v));
}

/**
 * The forward pass of the softmax renderer: w = exp(-(d - smallest d of the pixel) / 2), no cutoff. As every Gaussian
 * touches every pixel, pixels are the outer loop and their sums stay in registers.
 */
export function forwardSoftmax(begin: i32, end: i32): void {
  const half = f32x4.splat(-0.5);
  for (let strip = begin; strip < end; strip++) {
    const x = v128.load(columns + (<usize>strip << 4));
    for (let row = 0; row < height; row++) {
      const y = v128.load32_splat(rows + (<usize>row << 2));
      let smallest = distance(0, x, y);
      for (let i = 1; i < count; i++) smallest = f32x4.pmin(smallest, distance(i, x, y));
      let w = f32x4.splat(0);
      let c0 = w;
      let c1 = w;
      let c2 = w;
      for (let i = 0; i < count; i++) {
        const k = expNegative(f32x4.mul(f32x4.sub(distance(i, x, y), smallest), half));
        const rgb = color + <usize>i * 12;
        w = f32x4.add(w, k);
        c0 = f32x4.add(c0, f32x4.mul(k, v128.load32_splat(rgb)));
        c1 = f32x4.add(c1, f32x4.mul(k, v128.load32_splat(rgb, 4)));
        c2 = f32x4.add(c2, f32x4.mul(k, v128.load32_splat(rgb, 8)));
      }
      const block = blocks + <usize>strip * pitch + (<usize>row << 6);
      v128.store(block, w);
      v128.store(block, c0, 16);
      v128.store(block, c1, 32);
      v128.store(block, c2, 48);
      v128.store(nearest + <usize>strip * nearestPitch + (<usize>row << 4), smallest);
    }
  }
}
