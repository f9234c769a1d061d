import { color, columns, cutoff, height, position, rows, whitening, width } from './simd-layout';
import { expNegative } from './simd-math';

// The Gaussian at hand. u = a dx, v = b dx + c dy, d = u^2 + v^2. Set by `select` and `tabulate`, used within one call.
export let cx: f32 = 0;
export let cy: f32 = 0;
export let a: f32 = 0;
export let b: f32 = 0;
export let c: f32 = 0;
/** Its bounding box: strips and rows, both inclusive. */
export let firstStrip: i32 = 0;
export let lastStrip: i32 = 0;
export let top: i32 = 0;
export let bottom: i32 = 0;
/** The rows of a strip inside the ellipse, inclusive; none when firstRow > lastRow. */
export let firstRow: i32 = 0;
export let lastRow: i32 = 0;

let limit: f32 = 0;
let shear: f32 = 0;
let rowsPerV: f32 = 0;

// Bounds are widened by this many pixels, far more than their rounding: pixels are then tested one by one where it
// matters.
const SLACK: f32 = 0.01;

/** Takes up Gaussian i. */
// @ts-ignore: decorator
@inline export function select(i: i32): void {
  cx = load<f32>(position + (<usize>i << 3));
  cy = load<f32>(position + (<usize>i << 3), 4);
  a = load<f32>(whitening + <usize>i * 12);
  b = load<f32>(whitening + <usize>i * 12, 4);
  c = load<f32>(whitening + <usize>i * 12, 8);
}

/** Bounds the ellipse d <= limit2 of the selected Gaussian. */
export function bound(limit2: f32): void {
  limit = limit2;
  shear = b / c;
  const root = Mathf.sqrt(limit2);
  const aspect = b / a;
  const extentX = root / Mathf.abs(a);
  const extentY = (root * Mathf.sqrt(1 + aspect * aspect)) / Mathf.abs(c);
  const w = <f32>width;
  const h = <f32>height;
  rowsPerV = h / Mathf.abs(c);
  firstStrip = max(0, <i32>Mathf.ceil((cx - extentX) * w - SLACK)) >> 2;
  lastStrip = min(width - 1, <i32>Mathf.floor((cx + extentX) * w + SLACK)) >> 2;
  top = max(0, <i32>Mathf.ceil((cy - extentY) * h - SLACK));
  bottom = min(height - 1, <i32>Mathf.floor((cy + extentY) * h + SLACK));
}

/** The rows of a strip that may hold pixels with d <= limit: its column nearest to the center decides. */
// @ts-ignore: decorator
@inline export function findRows(strip: i32): void {
  const left = load<f32>(columns + (<usize>strip << 4)) - cx;
  const right = load<f32>(columns + (<usize>strip << 4), 12) - cx;
  const u = (left > 0 ? left : right < 0 ? right : <f32>0) * a;
  const rest = limit - u * u;
  if (rest < 0) {
    firstRow = 1;
    lastRow = 0;
    return;
  }
  const half = Mathf.sqrt(rest) * rowsPerV + SLACK;
  const h = <f32>height;
  const shearLeft = shear * left;
  const shearRight = shear * right;
  firstRow = max(top, <i32>Mathf.ceil((cy - max(shearLeft, shearRight)) * h - half));
  lastRow = min(bottom, <i32>Mathf.floor((cy - min(shearLeft, shearRight)) * h + half));
}

/** dx of the four columns of a strip. */
// @ts-ignore: decorator
@inline export function offsets(strip: i32): v128 {
  return f32x4.sub(v128.load(columns + (<usize>strip << 4)), f32x4.splat(cx));
}

/** c dy of four rows. */
// @ts-ignore: decorator
@inline export function rowTerms(row: i32): v128 {
  return f32x4.mul(f32x4.sub(v128.load(rows + (<usize>row << 2)), f32x4.splat(cy)), f32x4.splat(c));
}

/**
 * The row table of a Gaussian without shear, where v depends on the row alone: (e, e v, e v^2, v^2), e = exp(-v^2/2).
 */
export function tabulateSeparable(table: usize, from: i32, to: i32): void {
  for (let y = from, at = table; y <= to; y += 4, at += 64) {
    const v = rowTerms(y);
    const vv = f32x4.mul(v, v);
    const e = expNegative(f32x4.mul(vv, f32x4.splat(-0.5)));
    const ev = f32x4.mul(e, v);
    const evv = f32x4.mul(e, vv);
    const p = v128.shuffle<f32>(e, ev, 0, 4, 1, 5);
    const q = v128.shuffle<f32>(e, ev, 2, 6, 3, 7);
    const r = v128.shuffle<f32>(evv, vv, 0, 4, 1, 5);
    const s = v128.shuffle<f32>(evv, vv, 2, 6, 3, 7);
    v128.store(at, v128.shuffle<f32>(p, r, 0, 1, 4, 5));
    v128.store(at, v128.shuffle<f32>(p, r, 2, 3, 6, 7), 16);
    v128.store(at, v128.shuffle<f32>(q, s, 0, 1, 4, 5), 32);
    v128.store(at, v128.shuffle<f32>(q, s, 2, 3, 6, 7), 48);
  }
}

/** The row table of a sheared Gaussian: c dy, 4 bytes a row. */
export function tabulateSheared(table: usize, from: i32, to: i32): void {
  for (let y = from, at = table; y <= to; y += 4, at += 16) v128.store(at, rowTerms(y));
}

/**
 * Whether the cutoff must be tested pixel by pixel. Beyond d = 32 a weight is below 1.2e-7, the rounding of a weight
 * of 1, unless it may be the only one of its pixel and nothing bounds the denominator from below.
 */
// @ts-ignore: decorator
@inline export function cutsExactly(unbounded: bool): bool {
  return unbounded || cutoff() < 32;
}

// @ts-ignore: decorator
@inline export function red(i: i32): v128 {
  return v128.load32_splat(color + <usize>i * 12);
}
// @ts-ignore: decorator
@inline export function green(i: i32): v128 {
  return v128.load32_splat(color + <usize>i * 12, 4);
}
// @ts-ignore: decorator
@inline export function blue(i: i32): v128 {
  return v128.load32_splat(color + <usize>i * 12, 8);
}
