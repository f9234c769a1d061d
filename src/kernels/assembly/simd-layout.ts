// Where everything lies in the shared memory. The layout is a pure function of the sizes, so that every instance of
// this module (one a thread) computes the same addresses; nothing else is kept in an instance between two calls.
//
// Images that Gaussians are summed into are kept in strips, columns of blocks 4 pixels wide: block (strip, row) is
// one cache line of four vectors, first (W, C0, C1, C2), the weights and the weighted colors, later (Q, P0, P1, P2),
// what the backward pass needs. Walking down a strip touches consecutive lines while everything that depends on the
// column stays in registers. Images that windows run over are planes, one a channel, in row-major order with a margin
// of zeros.

export const NORMALIZED: i32 = 0;
export const SOFTMAX: i32 = 1;
export const SUM: i32 = 2;
/** Side of the SSIM window, and the margin around a plane. */
export const WINDOW: i32 = 8;
/** The most rows that the SSIM pass works on at once, so that its scratch stays in the cache. */
export const BAND: i32 = 64;

export let count: i32 = 0;
export let width: i32 = 0;
export let height: i32 = 0;
export let renderer: i32 = 0;
/** The number of strips: ceil(width / 4). */
export let strips: i32 = 0;

/** f32 eps, f32 cutoff, i32 resolved: 1 when the blocks hold (W, image) instead of (W, C). Written by the host. */
export let settings: usize = 0;
/** Gaussians, row-major f32: [count, 2], [count, 3], [count, 3]. */
export let position: usize = 0;
export let whitening: usize = 0;
export let color: usize = 0;
/** Results, row-major f32: [count, 5] (Su, Sv, Suu, Suv, Svv) and [count, 3]. */
export let sums: usize = 0;
export let colorGradient: usize = 0;
/** x / width and y / height, correctly rounded, f32. */
export let columns: usize = 0;
export let rows: usize = 0;

export let blocks: usize = 0;
/** Bytes from a strip of blocks to the next. */
export let pitch: usize = 0;
/**
 * One vector a block: the smallest d of the pixels; infinity where no Gaussian covers them, unless softmax drew them.
 */
export let nearest: usize = 0;
export let nearestPitch: usize = 0;

/** Three planes each: target, mean and variance of its windows, image - target, and 3 width height dL/dimage. */
export let target: usize = 0;
export let targetMean: usize = 0;
export let targetVariance: usize = 0;
export let errors: usize = 0;
export let gradient: usize = 0;
/** Bytes from a plane to the next, and from a row of a plane to the next. */
export let plane: usize = 0;
export let rowPitch: usize = 0;

/** Four vectors a strip: sum |e|, sum e^2 where covered and where not, number of uncovered pixels. */
export let stripSums: usize = 0;
/** One vector an image row: the sum of SSIM over the windows that start in it. */
export let rowSums: usize = 0;

let scratch: usize = 0;
let scratchSize: usize = 0;
let lineSize: usize = 0;
let bandSize: usize = 0;
let top: usize = 0;

function take(bytes: usize): usize {
  const address = top;
  top = (address + bytes + 63) & ~63;
  return address;
}

// The address of pixel (0, 0) of a group of three planes.
function takePlanes(): usize {
  return take(3 * plane + 64) + <usize>WINDOW * rowPitch + (<usize>WINDOW << 2);
}

/** Lays out memory that holds nothing but zeros for `threads` threads and returns its size in bytes. Writes nothing. */
export function configure(thread: i32, begin: i32, end: i32, n: i32, w: i32, h: i32, threads: i32, kind: i32): usize {
  count = n;
  width = w;
  height = h;
  renderer = kind;
  strips = (w + 3) >> 2;
  top = (__heap_base + 63) & ~63;
  settings = take(64);
  position = take(<usize>n * 8);
  whitening = take(<usize>n * 12);
  color = take(<usize>n * 12);
  sums = take(<usize>n * 20);
  colorGradient = take(<usize>n * 12);
  columns = take(<usize>strips * 16);
  rows = take(<usize>(h + 4) * 4);
  // One line more than a strip needs, or adjacent strips would fall into the same cache sets.
  pitch = <usize>(h + 1) * 64;
  nearestPitch = <usize>(h + 1) * 16;
  blocks = take(pitch * <usize>strips);
  nearest = take(nearestPitch * <usize>strips);
  rowPitch = <usize>(4 * strips + 2 * WINDOW) * 4;
  plane = rowPitch * <usize>(h + 2 * WINDOW);
  target = takePlanes();
  targetMean = takePlanes();
  targetVariance = takePlanes();
  errors = takePlanes();
  gradient = takePlanes();
  stripSums = take(<usize>strips * 64);
  rowSums = take(<usize>h * 16);
  bandSize = (<usize>(min(h, BAND) + 2 * WINDOW) * rowPitch + 63) & ~63;
  lineSize = (<usize>(max(4 * strips, h) + WINDOW) * 16 + 63) & ~63;
  scratchSize = lineSize + 6 * bandSize;
  scratch = take(scratchSize * <usize>threads);
  return top;
}

/** Fills the tables of pixel positions. */
export function positions(thread: i32, begin: i32, end: i32): void {
  for (let x = 0; x < 4 * strips; x++) store<f32>(columns + (<usize>x << 2), <f32>(<f64>x / <f64>width));
  for (let y = 0; y < height + 4; y++) store<f32>(rows + (<usize>y << 2), <f32>(<f64>y / <f64>height));
}

/**
 * 16 bytes for each row or each column of the image, whichever are more, and then some: the row table of a Gaussian.
 */
// @ts-ignore: decorator
@inline export function line(thread: i32): usize {
  return scratch + <usize>thread * scratchSize;
}

/** Band-sized plane `index` of 6 of a thread, at column 0 of its first row. Its margins must stay zero. */
// @ts-ignore: decorator
@inline export function bandPlane(thread: i32, index: i32): usize {
  return line(thread) + lineSize + <usize>index * bandSize + (<usize>WINDOW << 2);
}

// @ts-ignore: decorator
@inline export function eps(): f32 {
  return load<f32>(settings);
}
// @ts-ignore: decorator
@inline export function cutoff(): f32 {
  return load<f32>(settings, 4);
}
// @ts-ignore: decorator
@inline export function resolved(): bool {
  return load<i32>(settings, 8) != 0;
}

/** All ones in the lanes of strip `strip` that are pixels: padding must add nothing to a loss or a gradient. */
// @ts-ignore: decorator
@inline export function pixelLanes(strip: i32): v128 {
  return i32x4.lt_s(i32x4.add(i32x4.splat(strip << 2), i32x4(0, 1, 2, 3)), i32x4.splat(width));
}
