import {
  columnCenterFactor,
  columnPosition,
  columns,
  columnScaleFactor,
  count,
  gradients,
  image,
  imageGradient,
  parameter,
  parameters,
  pixels,
  plane,
  rowPosition,
  rowsOf,
  spans,
  stride,
  TINY,
  weight,
  weights,
  width,
} from './strict-layout';

/** The gradient of l2 by all parameters, of the weights and errors that forward() left. */
export function backward(): void {
  const zero = f32x4.splat(0);
  const tiny = f32x4.splat(TINY);
  const minusHalf = f32x4.splat(-0.5);
  const p = plane;
  const w0 = weight;
  const im = image;
  const ig = imageGradient;
  let span = spans;
  let next = weights;
  const elements = f32x4.splat(<f32>(pixels * 3));
  for (let i = 0; i < count; i++) {
    const first = load<i32>(rowsOf + (<usize>i << 3));
    const last = load<i32>(rowsOf + (<usize>i << 3), 4);
    const sy = parameter(3, i);
    const y0 = parameter(1, i);
    const sy3 = sy * sy * sy;
    const red = f32x4.splat(parameter(4, i));
    const green = f32x4.splat(parameter(5, i));
    const blue = f32x4.splat(parameter(6, i));
    columnFactors(i, span, last - first);
    let geometry = zero; // x, y, sx, sy
    let color = zero; // r, g, b, 0
    for (let y = first; y <= last; y++, span += 8) {
      const a = load<i32>(span);
      const dy = load<f32>(rowPosition + (<usize>y << 2)) - y0;
      const centerY = f32x4.splat(-((2 * (dy / sy)) / sy));
      const scaleY = f32x4.splat((-2 * (dy * dy)) / sy3);
      let o = <usize>(y * width + a) << 2;
      const lastColumn = <usize>load<i32>(span, 4) << 2;
      for (let x = <usize>a << 2; x <= lastColumn; x += 16, o += 16, next += 16) {
        const w = v128.load(next);
        const on = f32x4.ge(w, tiny);
        const total = v128.load(w0 + o);
        const g0 = v128.load(ig + o);
        const g1 = v128.load(ig + o + p);
        const g2 = v128.load(ig + o + 2 * p);
        const share = v128.and(f32x4.div(w, total), on);
        const a0 = f32x4.div(f32x4.sub(red, v128.load(im + o)), total);
        const a1 = f32x4.div(f32x4.sub(green, v128.load(im + o + p)), total);
        const a2 = f32x4.div(f32x4.sub(blue, v128.load(im + o + 2 * p)), total);
        const dWeight = f32x4.add(f32x4.add(f32x4.mul(g0, a0), f32x4.mul(g1, a1)), f32x4.mul(g2, a2));
        const dDistance = v128.and(f32x4.mul(dWeight, f32x4.mul(w, minusHalf)), on);
        geometry = addInOrder(
          geometry,
          f32x4.mul(dDistance, v128.load(columnCenterFactor + x)),
          f32x4.mul(dDistance, centerY),
          f32x4.mul(dDistance, v128.load(columnScaleFactor + x)),
          f32x4.mul(dDistance, scaleY),
        );
        color = addInOrder(color, f32x4.mul(g0, share), f32x4.mul(g1, share), f32x4.mul(g2, share), zero);
      }
    }
    geometry = f32x4.div(geometry, elements);
    color = f32x4.div(color, elements);
    const o = gradients + (<usize>i << 2);
    store<f32>(o, f32x4.extract_lane(geometry, 0));
    store<f32>(o + stride, f32x4.extract_lane(geometry, 1));
    store<f32>(o + 2 * stride, f32x4.extract_lane(geometry, 2));
    store<f32>(o + 3 * stride, f32x4.extract_lane(geometry, 3));
    store<f32>(o + 4 * stride, f32x4.extract_lane(color, 0));
    store<f32>(o + 5 * stride, f32x4.extract_lane(color, 1));
    store<f32>(o + 6 * stride, f32x4.extract_lane(color, 2));
  }
}

/** Transposes four vectors (one quantity each, four pixels) and adds the pixels to `sums` one after the other. */
// @ts-ignore: decorator
@inline
function addInOrder(sums: v128, q0: v128, q1: v128, q2: v128, q3: v128): v128 {
  const low01 = v128.shuffle<f32>(q0, q1, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(q0, q1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(q2, q3, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(q2, q3, 2, 6, 3, 7);
  sums = f32x4.add(sums, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
  sums = f32x4.add(sums, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
  sums = f32x4.add(sums, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
  return f32x4.add(sums, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
}

/** The chain rule's factors of Gaussian i for the columns that any of its rows draws. */
// @ts-ignore: decorator
@inline
function columnFactors(i: i32, span: usize, more: i32): void {
  let low = width;
  let high = -4;
  for (let k = 0; k <= more; k++, span += 8) {
    low = min(low, load<i32>(span));
    high = max(high, load<i32>(span, 4));
  }
  const x0 = f32x4.splat(parameter(0, i));
  const s = parameter(2, i);
  const sx = f32x4.splat(s);
  const sx3 = f32x4.splat(s * s * s);
  const two = f32x4.splat(2);
  const minusTwo = f32x4.splat(-2);
  for (let x = low; x <= high + 3; x += 4) {
    const o = <usize>x << 2;
    const dx = f32x4.sub(v128.load(columnPosition + o), x0);
    v128.store(columnCenterFactor + o, f32x4.neg(f32x4.div(f32x4.mul(two, f32x4.div(dx, sx)), sx)));
    v128.store(columnScaleFactor + o, f32x4.div(f32x4.mul(minusTwo, f32x4.mul(dx, dx)), sx3));
  }
}
