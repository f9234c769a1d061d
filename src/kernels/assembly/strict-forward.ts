import {
  columnPosition,
  columnSquare,
  count,
  cutoff,
  expTable,
  height,
  image,
  imageGradient,
  parameter,
  parameters,
  pixels,
  plane,
  reach,
  reserve,
  rowPosition,
  rowsOf,
  rowSquare,
  spans,
  target,
  TINY,
  weight,
  weights,
  width,
} from './strict-layout';
import { expf4 } from './strict-expf';

/** Squares of (position - center) / scale for the entries first..last, which need not be whole vectors. */
function squares(positions: usize, out: usize, first: i32, last: i32, center: f32, scale: f32): void {
  const c = f32x4.splat(center);
  const s = f32x4.splat(scale);
  for (let i = first; i <= last; i += 4) {
    const o = <usize>i << 2;
    const u = f32x4.div(f32x4.sub(v128.load(positions + o), c), s);
    v128.store(out + o, f32x4.mul(u, u));
  }
}

/** The weights, the image and 2 (image - target) of the parameters. */
export function forward(): void {
  memory.fill(weight, 0, plane);
  memory.fill(image, 0, plane * 3);
  const limit = cutoff;
  let span = spans;
  let next = weights;
  for (let i = 0; i < count; i++) {
    const x0 = parameter(0, i);
    const y0 = parameter(1, i);
    const sx = parameter(2, i);
    const sy = parameter(3, i);
    // a box that is surely large enough; the exact test below decides
    const left = max(0, <i32>Math.floor((<f64>x0 - reach * <f64>sx) * <f64>width) - 1);
    const right = min(width - 1, <i32>Math.ceil((<f64>x0 + reach * <f64>sx) * <f64>width) + 1);
    const top = max(0, <i32>Math.floor((<f64>y0 - reach * <f64>sy) * <f64>height) - 1);
    const bottom = min(height - 1, <i32>Math.ceil((<f64>y0 + reach * <f64>sy) * <f64>height) + 1);
    squares(columnPosition, columnSquare, left, right, x0, sx);
    squares(rowPosition, rowSquare, top, bottom, y0, sy);
    v128.store(columnSquare + (<usize>(right + 1) << 2), f32x4.splat(Infinity)); // lanes past the box never pass the test
    reserve(next + ((<usize>(right - left + 8) * <usize>(bottom - top + 1)) << 2));

    let a = left;
    let b = right;
    let first = bottom + 1;
    let last = bottom;
    for (let y = top; y <= bottom; y++) {
      const v2 = load<f32>(rowSquare + (<usize>y << 2));
      if (first > bottom) {
        a = left;
        b = right;
      } else {
        while (a > left && load<f32>(columnSquare + (<usize>(a - 1) << 2)) + v2 <= limit) a--;
        while (b < right && load<f32>(columnSquare + (<usize>(b + 1) << 2)) + v2 <= limit) b++;
      }
      while (a <= b && load<f32>(columnSquare + (<usize>a << 2)) + v2 > limit) a++;
      if (a > b) {
        if (first > bottom) continue;
        last = y - 1;
        break;
      }
      while (load<f32>(columnSquare + (<usize>b << 2)) + v2 > limit) b--;
      if (first > bottom) first = y;
      store<i32>(span, a);
      store<i32>(span, b, 4);
      span += 8;
      next = drawRow(i, y, a, b, v2, next);
    }
    store<i32>(rowsOf + (<usize>i << 3), first);
    store<i32>(rowsOf + (<usize>i << 3), last, 4);
  }
  normalize();
}

// @ts-ignore: decorator
@inline
function drawRow(i: i32, y: i32, a: i32, b: i32, v2: f32, out: usize): usize {
  const red = f32x4.splat(parameter(4, i));
  const green = f32x4.splat(parameter(5, i));
  const blue = f32x4.splat(parameter(6, i));
  const limit = f32x4.splat(cutoff);
  const minusHalf = f32x4.splat(-0.5);
  const row = f32x4.splat(v2);
  const table = expTable;
  const p = plane;
  const toImage = image - weight;
  let o = weight + (<usize>(y * width + a) << 2);
  const last = columnSquare + (<usize>b << 2);
  for (let u = columnSquare + (<usize>a << 2); u <= last; u += 16, o += 16, out += 16) {
    const d = f32x4.add(v128.load(u), row);
    const w = v128.and(expf4(f32x4.mul(d, minusHalf), table), f32x4.le(d, limit));
    const c = o + toImage;
    v128.store(out, w);
    v128.store(o, f32x4.add(v128.load(o), w));
    v128.store(c, f32x4.add(v128.load(c), f32x4.mul(w, red)));
    v128.store(c + p, f32x4.add(v128.load(c + p), f32x4.mul(w, green)));
    v128.store(c + 2 * p, f32x4.add(v128.load(c + 2 * p), f32x4.mul(w, blue)));
  }
  return out;
}

function normalize(): void {
  const tiny = f32x4.splat(TINY);
  const bytes = <usize>pixels << 2;
  for (let o: usize = 0; o < bytes; o += 16) {
    const w = v128.load(weight + o);
    const covered = f32x4.gt(w, tiny);
    for (let c: usize = o; c < 3 * plane; c += plane) {
      const value = v128.and(f32x4.div(v128.load(image + c), w), covered);
      v128.store(image + c, value);
      const error = f32x4.sub(value, v128.load(target + c));
      v128.store(imageGradient + c, f32x4.add(error, error));
    }
  }
}
