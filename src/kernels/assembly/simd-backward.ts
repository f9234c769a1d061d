import {
  a,
  b,
  blue,
  bottom,
  bound,
  cutsExactly,
  findRows,
  firstRow,
  firstStrip,
  green,
  lastRow,
  lastStrip,
  offsets,
  red,
  select,
  tabulateSeparable,
  tabulateSheared,
  top,
} from './simd-ellipse';
import {
  NORMALIZED,
  SOFTMAX,
  blocks,
  colorGradient,
  cutoff,
  eps,
  height,
  nearest,
  nearestPitch,
  pitch,
  renderer,
  line,
  strips,
  sums,
  width,
} from './simd-layout';
import { expNegative, laneSum } from './simd-math';

/** dL/dw of a Gaussian in four pixels: sum_k color_k P_k - Q. */
// @ts-ignore: decorator
@inline function weightGradient(block: usize, r: v128, g: v128, bl: v128): v128 {
  const red = f32x4.mul(r, v128.load(block, 16));
  const both = f32x4.add(red, f32x4.mul(g, v128.load(block, 32)));
  return f32x4.sub(f32x4.add(both, f32x4.mul(bl, v128.load(block, 48))), v128.load(block));
}

/**
 * Gradients of Gaussians begin..end - 1 from the blocks (Q, P0, P1, P2). With q = dL/dd = -w/2 dL/dw, sums over all
 * pixels of q u, q v, q u^2, q u v, q v^2, and of w P for the color. Down a strip u is constant, so only sums of q
 * v^j are taken.
 */
export function backward(thread: i32, begin: i32, end: i32): void {
  const table = line(thread);
  const softmax = renderer == SOFTMAX;
  const exact = cutsExactly(renderer == NORMALIZED && eps() == 0);
  const limit = f32x4.splat(cutoff());
  const half = f32x4.splat(-0.5);
  const zero = f32x4.splat(0);
  const mean = <f32>(1.0 / (3.0 * <f64>width * <f64>height));
  const byDistance: f32 = <f32>-0.5 * mean;
  for (let i = begin; i < end; i++) {
    select(i);
    let from = 0;
    let to = strips - 1;
    let base = 0;
    if (softmax) {
      tabulateSheared(table, 0, height - 1);
    } else {
      bound(cutoff());
      from = firstStrip;
      to = lastStrip;
      base = top;
      if (b == 0) tabulateSeparable(table, top, bottom);
      else tabulateSheared(table, top, bottom);
    }
    const r = red(i);
    const g = green(i);
    const bl = blue(i);
    let su = zero;
    let sv = zero;
    let suu = zero;
    let suv = zero;
    let svv = zero;
    let gr = zero;
    let gg = zero;
    let gb = zero;
    for (let strip = from; strip <= to; strip++) {
      let begins = 0;
      let ends = height - 1;
      if (!softmax) {
        findRows(strip);
        begins = firstRow;
        ends = lastRow;
      }
      if (begins > ends) continue;
      const dx = offsets(strip);
      const u = f32x4.mul(dx, f32x4.splat(a));
      const uu = f32x4.mul(u, u);
      let block = blocks + <usize>strip * pitch + (<usize>begins << 6);
      let e = f32x4.splat(1);
      let a0 = zero;
      let a1 = zero;
      let a2 = zero;
      let b0 = zero;
      let b1 = zero;
      let b2 = zero;
      if (softmax || b != 0) {
        const bdx = f32x4.mul(dx, f32x4.splat(b));
        let row = table + (<usize>(begins - base) << 2);
        let smallest = nearest + <usize>strip * nearestPitch + (<usize>begins << 4);
        for (const last = table + (<usize>(ends - base) << 2); row <= last; row += 4, block += 64, smallest += 16) {
          const v = f32x4.add(bdx, v128.load32_splat(row));
          const d = f32x4.add(uu, f32x4.mul(v, v));
          const w = softmax
            ? expNegative(f32x4.mul(f32x4.sub(d, v128.load(smallest)), half))
            : v128.and(expNegative(f32x4.mul(d, half)), f32x4.le(d, limit));
          a0 = f32x4.add(a0, f32x4.mul(w, v128.load(block, 16)));
          a1 = f32x4.add(a1, f32x4.mul(w, v128.load(block, 32)));
          a2 = f32x4.add(a2, f32x4.mul(w, v128.load(block, 48)));
          const q = f32x4.mul(w, weightGradient(block, r, g, bl));
          const qv = f32x4.mul(q, v);
          b0 = f32x4.add(b0, q);
          b1 = f32x4.add(b1, qv);
          b2 = f32x4.add(b2, f32x4.mul(qv, v));
        }
      } else {
        e = expNegative(f32x4.mul(uu, half));
        let row = table + (<usize>(begins - base) << 4);
        const last = table + (<usize>(ends - base) << 4);
        if (exact) {
          for (; row <= last; row += 16, block += 64) {
            const inside = f32x4.le(f32x4.add(uu, v128.load32_splat(row, 12)), limit);
            const k = v128.and(v128.load32_splat(row), inside);
            a0 = f32x4.add(a0, f32x4.mul(k, v128.load(block, 16)));
            a1 = f32x4.add(a1, f32x4.mul(k, v128.load(block, 32)));
            a2 = f32x4.add(a2, f32x4.mul(k, v128.load(block, 48)));
            const q = v128.and(weightGradient(block, r, g, bl), inside);
            b0 = f32x4.add(b0, f32x4.mul(k, q));
            b1 = f32x4.add(b1, f32x4.mul(v128.load32_splat(row, 4), q));
            b2 = f32x4.add(b2, f32x4.mul(v128.load32_splat(row, 8), q));
          }
        } else {
          for (; row <= last; row += 16, block += 64) {
            const k = v128.load32_splat(row);
            a0 = f32x4.add(a0, f32x4.mul(k, v128.load(block, 16)));
            a1 = f32x4.add(a1, f32x4.mul(k, v128.load(block, 32)));
            a2 = f32x4.add(a2, f32x4.mul(k, v128.load(block, 48)));
            const q = weightGradient(block, r, g, bl);
            b0 = f32x4.add(b0, f32x4.mul(k, q));
            b1 = f32x4.add(b1, f32x4.mul(v128.load32_splat(row, 4), q));
            b2 = f32x4.add(b2, f32x4.mul(v128.load32_splat(row, 8), q));
          }
        }
      }
      gr = f32x4.add(gr, f32x4.mul(e, a0));
      gg = f32x4.add(gg, f32x4.mul(e, a1));
      gb = f32x4.add(gb, f32x4.mul(e, a2));
      const q0 = f32x4.mul(f32x4.mul(e, b0), u);
      const q1 = f32x4.mul(e, b1);
      su = f32x4.add(su, q0);
      suu = f32x4.add(suu, f32x4.mul(q0, u));
      sv = f32x4.add(sv, q1);
      suv = f32x4.add(suv, f32x4.mul(q1, u));
      svv = f32x4.add(svv, f32x4.mul(e, b2));
    }
    const s = sums + <usize>i * 20;
    store<f32>(s, byDistance * laneSum(su));
    store<f32>(s, byDistance * laneSum(sv), 4);
    store<f32>(s, byDistance * laneSum(suu), 8);
    store<f32>(s, byDistance * laneSum(suv), 12);
    store<f32>(s, byDistance * laneSum(svv), 16);
    const rgb = colorGradient + <usize>i * 12;
    store<f32>(rgb, mean * laneSum(gr));
    store<f32>(rgb, mean * laneSum(gg), 4);
    store<f32>(rgb, mean * laneSum(gb), 8);
  }
}
