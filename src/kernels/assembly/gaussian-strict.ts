// One evaluation of the reference Gaussian renderer, its loss and its gradient: the same bits as src/gaussian/strict.ts.
//
// SIMD is legal although every rounding is fixed:
//  - forward: one lane is one pixel. Gaussians are the outer loop and add into the planes in index order, so every pixel
//    still sees its contributions in that order. Lanes beyond the cutoff add +0, which changes no bit: no sum is ever -0.
//  - backward: the terms of four pixels are worked out in four lanes, transposed, and added pixel after pixel: one vector
//    holds the sums of (x, y, sx, sy), one those of (r, g, b, 0). Each sum keeps its raster order.
//  - u, u^2 and the factors of the chain rule depend on the column alone (or the row alone): once a Gaussian, not once a pixel.
//  - the rounded u^2 + v^2 is monotone in both squares, so the drawn pixels of a row are one interval, found by the exact test.
//  - SSIM: one lane is one window. The statistics of the target are worked out once.
//
// Memory: raw pointers; a plane is width*height floats and a margin, so that the vectors of its last row may run over its end.
// What they read or write there is masked out or never summed.
import { expf4, prepareExpf } from './strict-expf';

const TINY: f32 = 1e-10;
const GROUPS = 7; // planes of parameters: x, y, sx, sy, r, g, b
const WINDOW: usize = 8;
const MARGIN: i32 = 8; // a window's side, as a count of pixels

let count: i32 = 0;
let width: i32 = 0;
let height: i32 = 0;
let cutoff: f32 = 0; // largest drawn u^2 + v^2
let reach: f64 = 0; // its root and a little more
let pixels: i32 = 0;
let stride: usize = 0; // bytes of one plane of parameters
let plane: usize = 0; // bytes of one plane of pixels
let columns: usize = 0; // bytes of one row of columns

let parameters: usize = 0;
let gradients: usize = 0;
let target: usize = 0; // 3 planes, as are image and imageGradient
let weight: usize = 0;
let image: usize = 0;
let imageGradient: usize = 0;
let targetMean: usize = 0; // per SSIM window, 3 planes
let targetVariance: usize = 0;

let columnPosition: usize = 0;
let rowPosition: usize = 0;
let columnSquare: usize = 0; // u^2 of the Gaussian at hand
let rowSquare: usize = 0;
let columnCenterFactor: usize = 0; // -2u/sx
let columnScaleFactor: usize = 0; // -2 dx^2 / sx^3
let rowsOf: usize = 0; // per Gaussian: first and last row drawn
let spans: usize = 0; // per drawn row: first and last column
let expTable: usize = 0;
let means: usize = 0; // of the image in a row of windows, one row a thread
let similarities: usize = 0; // of all windows, by channel and row
let weights: usize = 0; // per drawn vector of four pixels; the last thing in memory, so that it can grow
let end: usize = 0;

export let l1: f32 = 0;
export let l2: f32 = 0;
export let ssim: f32 = 0;
export let loss: f32 = 0;
export let uncovered: i32 = 0;
export let l2Uncovered: f64 = 0;
/** Pixels drawn in the last forward pass, over all Gaussians. */
export let drawn: i64 = 0;

function reserve(upTo: usize): void {
  const missing = <i32>((upTo + 0xffff) >> 16) - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) unreachable();
}

function place(bytes: usize): usize {
  const pointer = end;
  end = (end + bytes + 63) & ~63;
  return pointer;
}

/**
 * Says where everything lies for N Gaussians, an image of w x h pixels, a cutoff (the bits of a float) and a number of
 * threads. To be called on every thread; the first three arguments are the pool's.
 */
export function layout(_thread: i32, _begin: i32, _end: i32, n: i32, w: i32, h: i32, cutoffBits: i32, threads: i32): void {
  count = n;
  width = w;
  height = h;
  pixels = w * h;
  cutoff = reinterpret<f32>(cutoffBits);
  reach = Math.sqrt(<f64>cutoff) + 0.001;
  end = (__heap_base + 63) & ~63;
  stride = ((<usize>n + 3) & ~3) << 2;
  plane = (<usize>pixels << 2) + 128;
  columns = (<usize>w << 2) + 128;
  expTable = place(256);
  parameters = place(stride * GROUPS);
  gradients = place(stride * GROUPS);
  target = place(plane * 3);
  weight = place(plane);
  image = place(plane * 3);
  imageGradient = place(plane * 3);
  targetMean = place(plane * 3);
  targetVariance = place(plane * 3);
  means = place(columns * threads);
  similarities = place(columns * 3 * (<usize>h - WINDOW));
  columnPosition = place(columns);
  columnSquare = place(columns);
  columnCenterFactor = place(columns);
  columnScaleFactor = place(columns);
  rowPosition = place((<usize>h << 2) + 64);
  rowSquare = place((<usize>h << 2) + 64);
  rowsOf = place(<usize>n << 3);
  spans = place(((<usize>n * <usize>h) << 3) + 64);
  weights = end;
}

/** Reserves the memory and fills the tables. To be called once, on one thread. */
export function initialize(): void {
  reserve(weights);
  prepareExpf(expTable);
  for (let x = 0; x < width; x++) store<f32>(columnPosition + (<usize>x << 2), <f32>x / <f32>width);
  for (let y = 0; y < height; y++) store<f32>(rowPosition + (<usize>y << 2), <f32>y / <f32>height);
}

export function parametersPointer(): usize {
  return parameters;
}
export function gradientsPointer(): usize {
  return gradients;
}
export function targetPointer(): usize {
  return target;
}
export function parameterStride(): usize {
  return stride;
}
export function planeStride(): usize {
  return plane;
}

// @ts-ignore: decorator
@inline
function parameter(group: usize, i: i32): f32 {
  return load<f32>(parameters + group * stride + (<usize>i << 2));
}

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
  drawn = 0;
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
      drawn += b - a + 1;
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

/** The gradient of l2 by all parameters, of the weights and errors that forward() left. */
export function backward(): void {
  const zero = f32x4.splat(0);
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
        const on = f32x4.gt(w, zero);
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

// --- the reported loss ------------------------------------------------------------------------------------------------

/** Mean and variance of the target in every window. To be called once the target is in place. */
export function prepareTarget(): void {
  const area = f32x4.splat(64);
  const row = <usize>width << 2;
  for (let k: usize = 0; k < 3 * plane; k += plane) {
    for (let y = 0; y < height - MARGIN; y++) {
      for (let x = 0; x < width - MARGIN; x += 4) {
        const o = k + (<usize>(y * width + x) << 2);
        let sum = f32x4.splat(0);
        let squares = f32x4.splat(0);
        for (let j: usize = 0; j < WINDOW; j++) {
          for (let i: usize = 0; i < WINDOW; i++) sum = f32x4.add(sum, v128.load(target + o + j * row + (i << 2)));
        }
        const mean = f32x4.div(sum, area);
        for (let j: usize = 0; j < WINDOW; j++) {
          for (let i: usize = 0; i < WINDOW; i++) {
            const d = f32x4.sub(v128.load(target + o + j * row + (i << 2)), mean);
            squares = f32x4.add(squares, f32x4.mul(d, d));
          }
        }
        v128.store(targetMean + o, mean);
        v128.store(targetVariance + o, f32x4.div(squares, area));
      }
    }
  }
}

/** SSIM of the windows in rows begin .. end - 1 of the 3 * (height - 8) that the channels have together. */
export function structure(thread: i32, begin: i32, end: i32): void {
  const perChannel = height - MARGIN;
  const last = <usize>(width - MARGIN) << 2;
  const mean = means + <usize>thread * columns;
  for (let r = begin; r < end; r++) {
    const o = <usize>(r / perChannel) * plane + (<usize>((r % perChannel) * width) << 2);
    const out = similarities + <usize>r * columns;
    for (let x: usize = 0; x < last; x += 64) sixteenMeans(o + x, mean + x);
    for (let x: usize = 0; x < last; x += 32) eightWindows(o + x, mean + x, out + x);
  }
}

/** Loss terms of the image that forward() left, whose windows structure() has compared. */
export function evaluateLoss(): void {
  let absolute: f32 = 0;
  let squared: f32 = 0;
  let holes: f64 = 0;
  uncovered = 0;
  const p = plane;
  for (let o: usize = 0, e = <usize>pixels << 2; o < e; o += 4) {
    const e0 = load<f32>(image + o) - load<f32>(target + o);
    const e1 = load<f32>(image + o + p) - load<f32>(target + o + p);
    const e2 = load<f32>(image + o + 2 * p) - load<f32>(target + o + 2 * p);
    const square = e0 * e0 + e1 * e1 + e2 * e2;
    absolute += abs(e0) + abs(e1) + abs(e2);
    squared += square;
    if (!(load<f32>(weight + o) > TINY)) {
      uncovered++;
      holes += <f64>square;
    }
  }
  const elements = <f32>(pixels * 3);
  l1 = absolute / elements;
  l2 = squared / elements;
  l2Uncovered = holes / <f64>(pixels * 3);
  ssim = sumOfSimilarities() / <f32>((width - MARGIN) * (height - MARGIN) * 3);
  loss = <f32>0.2 * l1 + <f32>0.8 * l2 + <f32>0.1 * (<f32>1 - ssim);
}

/** Windows in raster order, channel by channel, whichever thread compared them. */
function sumOfSimilarities(): f32 {
  let sum: f32 = 0;
  for (let r = 0; r < 3 * (height - MARGIN); r++) {
    const row = similarities + <usize>r * columns;
    for (let x = 0; x < width - MARGIN; x++) sum += load<f32>(row + (<usize>x << 2));
  }
  return sum;
}

/**
 * Means of the image in the sixteen windows from offset o. A window's sum is one chain of 64 additions; four vectors at a
 * time hide its latency.
 */
// @ts-ignore: decorator
@inline
function sixteenMeans(o: usize, out: usize): void {
  const row = <usize>width << 2;
  const area = f32x4.splat(64);
  const first = image + o;
  let sum0 = f32x4.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  for (let p = first, last = first + WINDOW * row; p < last; p += row) {
    for (let i: usize = 0; i < WINDOW << 2; i += 4) {
      sum0 = f32x4.add(sum0, v128.load(p + i));
      sum1 = f32x4.add(sum1, v128.load(p + i, 16));
      sum2 = f32x4.add(sum2, v128.load(p + i, 32));
      sum3 = f32x4.add(sum3, v128.load(p + i, 48));
    }
  }
  v128.store(out, f32x4.div(sum0, area));
  v128.store(out, f32x4.div(sum1, area), 16);
  v128.store(out, f32x4.div(sum2, area), 32);
  v128.store(out, f32x4.div(sum3, area), 48);
}

/** SSIM of the eight windows from offset o, whose means in the image stand at `mean`. */
// @ts-ignore: decorator
@inline
function eightWindows(o: usize, mean: usize, out: usize): void {
  const area = f32x4.splat(64);
  const row = <usize>width << 2;
  const a = image + o;
  const b = target + o;
  const meanA0 = v128.load(mean);
  const meanA1 = v128.load(mean, 16);
  const meanB0 = v128.load(targetMean + o);
  const meanB1 = v128.load(targetMean + o, 16);
  let squares0 = f32x4.splat(0);
  let squares1 = squares0;
  let products0 = squares0;
  let products1 = squares0;
  for (let p = a, q = b, last = a + WINDOW * row; p < last; p += row, q += row) {
    for (let i: usize = 0; i < WINDOW << 2; i += 4) {
      const da0 = f32x4.sub(v128.load(p + i), meanA0);
      const da1 = f32x4.sub(v128.load(p + i, 16), meanA1);
      squares0 = f32x4.add(squares0, f32x4.mul(da0, da0));
      squares1 = f32x4.add(squares1, f32x4.mul(da1, da1));
      products0 = f32x4.add(products0, f32x4.mul(da0, f32x4.sub(v128.load(q + i), meanB0)));
      products1 = f32x4.add(products1, f32x4.mul(da1, f32x4.sub(v128.load(q + i, 16), meanB1)));
    }
  }
  v128.store(out, similarity(meanA0, meanB0, f32x4.div(squares0, area), v128.load(targetVariance + o), f32x4.div(products0, area)));
  v128.store(out, similarity(meanA1, meanB1, f32x4.div(squares1, area), v128.load(targetVariance + o, 16), f32x4.div(products1, area)), 16);
}

// @ts-ignore: decorator
@inline
function similarity(meanA: v128, meanB: v128, varianceA: v128, varianceB: v128, covariance: v128): v128 {
  const c1 = f32x4.splat(<f32>0.01 * <f32>0.01);
  const c2 = f32x4.splat(<f32>0.03 * <f32>0.03);
  const two = f32x4.splat(2);
  const numerator = f32x4.mul(
    f32x4.add(f32x4.mul(f32x4.mul(two, meanA), meanB), c1),
    f32x4.add(f32x4.mul(two, covariance), c2),
  );
  const means = f32x4.add(f32x4.add(f32x4.mul(meanA, meanA), f32x4.mul(meanB, meanB)), c1);
  return f32x4.div(numerator, f32x4.mul(means, f32x4.add(f32x4.add(varianceA, varianceB), c2)));
}
