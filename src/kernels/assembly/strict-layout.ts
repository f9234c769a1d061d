// Memory: raw pointers; a plane is width*height floats and a margin, so that the vectors of its last row may run over its end.
// What they read or write there is masked out or never summed.
import { prepareExpf } from './strict-expf';

/** The total weight at or below which a pixel is black. */
export const TINY: f32 = 1e-10;
/** The side of a window, in pixels. */
export const WINDOW: i32 = 8;
const GROUPS = 7; // planes of parameters: x, y, sx, sy, r, g, b

export let count: i32 = 0;
export let width: i32 = 0;
export let height: i32 = 0;
export let cutoff: f32 = 0; // largest drawn u^2 + v^2
export let reach: f64 = 0; // its root and a little more
export let pixels: i32 = 0;
export let stride: usize = 0; // bytes of one plane of parameters
export let plane: usize = 0; // bytes of one plane of pixels
export let columns: usize = 0; // bytes of one row of columns

export let parameters: usize = 0;
export let gradients: usize = 0;
export let target: usize = 0; // 3 planes, as are image and imageGradient
export let weight: usize = 0;
export let image: usize = 0;
export let imageGradient: usize = 0;
export let targetMean: usize = 0; // per SSIM window, 3 planes
export let targetVariance: usize = 0;

export let columnPosition: usize = 0;
export let rowPosition: usize = 0;
export let columnSquare: usize = 0; // u^2 of the Gaussian at hand
export let rowSquare: usize = 0;
export let columnCenterFactor: usize = 0; // -2u/sx
export let columnScaleFactor: usize = 0; // -2 dx^2 / sx^3
export let rowsOf: usize = 0; // per Gaussian: first and last row drawn
export let spans: usize = 0; // per drawn row: first and last column
export let expTable: usize = 0;
export let measured: usize = 0; // the image at the last comparison of windows
export let changed: usize = 0; // a byte for every four pixels of the image: whether they differ from `measured`
export let means: usize = 0; // of the image in a row of windows, one row a thread
export let similarities: usize = 0; // of all windows, by channel and row
export let weights: usize = 0; // per drawn vector of four pixels; the last thing in memory, so that it can grow
export let end: usize = 0;

export function reserve(upTo: usize): void {
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
  measured = place(plane * 3);
  changed = place(((plane * 3) >> 4) + 16);
  means = place(columns * threads);
  similarities = place(columns * <usize>(3 * (h - WINDOW)));
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
  memory.fill(measured, 0xff, plane * 3); // NaN: the first image differs everywhere
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
export function parameter(group: usize, i: i32): f32 {
  return load<f32>(parameters + group * stride + (<usize>i << 2));
}
