import { Bank, CELL, partsOf, up4 } from './clnf-bank';

const ZERO = f32x4.splat(0);

/** The response maps of one group: Sigma times the sums, less the smallest value of a map where that is negative. */
export function responseMaps(bank: Bank, group: i32, thread: i32): void {
  const sums = bank.sums + <usize>group * bank.mapStride;
  const maps = bank.maps + <usize>group * bank.mapStride;
  const sigma = bank.sigma + <usize>group * bank.sigmaStride;
  const cells = bank.window * bank.window;
  let least: v128;
  if (bank.split) {
    least = splitProduct(sums, sigma, maps, partsOf(bank, thread), bank.window);
  } else {
    const parts = partsOf(bank, thread);
    product(sigma, sums, parts, cells);
    least = ZERO;
    for (let i: usize = 0; i < <usize>cells * CELL; i += CELL) {
      const value = v128.load(parts + i);
      least = f32x4.min(least, value);
      v128.store(maps + i, value);
    }
  }
  if (!v128.any_true(f32x4.lt(least, ZERO))) return;
  for (let o = maps, end = maps + <usize>cells * CELL; o < end; o += CELL) {
    v128.store(o, f32x4.sub(v128.load(o), least));
  }
}

/**
 * The product where Sigma is the same after a reflection of the window in either direction and after its transposition: it
 * takes even parts to even parts and odd ones to odd ones, so that it splits into a block for the parts even in both
 * directions, one for those even in one direction alone, and one for those odd in both. Gives the smallest value of each map.
 */
function splitProduct(sums: usize, sigma: usize, maps: usize, parts: usize, w: i32): v128 {
  const q = (w + 1) >> 1;
  const h = w >> 1;
  const bothEven = q * q;
  const mixed = q * h;
  const bothOdd = h * h;
  const pitch = <usize>w * CELL;
  const last = <usize>(w - 1) * CELL;
  const ee = parts;
  const eo = ee + <usize>up4(bothEven) * CELL;
  const oe = eo + <usize>up4(mixed) * CELL;
  const oo = oe + <usize>up4(mixed) * CELL;
  // the blocks' products lie behind the parts in the same order
  const shift = oo + <usize>up4(bothOdd) * CELL - parts;
  for (let j = 0; j < q; j++) {
    for (let i = 0; i < q; i++) {
      const upper = sums + <usize>j * pitch;
      const lower = sums + <usize>(w - 1 - j) * pitch;
      const x = <usize>i * CELL;
      const a = v128.load(upper + x);
      const b = v128.load(upper + last - x);
      const c = v128.load(lower + x);
      const d = v128.load(lower + last - x);
      const upperSum = f32x4.add(a, b);
      const upperDifference = f32x4.sub(a, b);
      const lowerSum = f32x4.add(c, d);
      const lowerDifference = f32x4.sub(c, d);
      v128.store(ee + <usize>(j * q + i) * CELL, f32x4.add(upperSum, lowerSum));
      if (i < h) v128.store(eo + <usize>(j * h + i) * CELL, f32x4.add(upperDifference, lowerDifference));
      if (j >= h) continue;
      v128.store(oe + <usize>(i * h + j) * CELL, f32x4.sub(upperSum, lowerSum));
      if (i < h) v128.store(oo + <usize>(j * h + i) * CELL, f32x4.sub(upperDifference, lowerDifference));
    }
  }
  product(sigma, ee, ee + shift, bothEven);
  sigma += <usize>(up4(bothEven) * bothEven) * CELL;
  twoProducts(sigma, eo, oe, eo + shift, oe + shift, mixed);
  sigma += <usize>(up4(mixed) * mixed) * CELL;
  product(sigma, oo, oo + shift, bothOdd);
  let least = ZERO;
  for (let j = 0; j < q; j++) {
    for (let i = 0; i < q; i++) {
      const upper = maps + <usize>j * pitch;
      const lower = maps + <usize>(w - 1 - j) * pitch;
      const x = <usize>i * CELL;
      const a = v128.load(ee + shift + <usize>(j * q + i) * CELL);
      const b = i < h ? v128.load(eo + shift + <usize>(j * h + i) * CELL) : ZERO;
      const c = j < h ? v128.load(oe + shift + <usize>(i * h + j) * CELL) : ZERO;
      const d = i < h && j < h ? v128.load(oo + shift + <usize>(j * h + i) * CELL) : ZERO;
      const even = f32x4.add(a, c);
      const odd = f32x4.add(b, d);
      const lowerEven = f32x4.sub(a, c);
      const lowerOdd = f32x4.sub(b, d);
      const p0 = f32x4.add(even, odd);
      const p1 = f32x4.sub(even, odd);
      const p2 = f32x4.add(lowerEven, lowerOdd);
      const p3 = f32x4.sub(lowerEven, lowerOdd);
      least = f32x4.min(least, f32x4.min(f32x4.min(p0, p1), f32x4.min(p2, p3)));
      v128.store(upper + x, p0);
      v128.store(upper + last - x, p1);
      v128.store(lower + x, p2);
      v128.store(lower + last - x, p3);
    }
  }
  return least;
}

/** A block times a vector of n cells, four rows at a time. */
function product(matrix: usize, x: usize, y: usize, n: i32): void {
  const size = <usize>n * CELL;
  for (let row = 0; row < n; row += 4, y += 64) {
    let a = ZERO;
    let b = ZERO;
    let c = ZERO;
    let d = ZERO;
    let at = x;
    for (const end = x + size; at < end; at += CELL, matrix += 64) {
      const value = v128.load(at);
      a = f32x4.add(a, f32x4.mul(value, v128.load(matrix)));
      b = f32x4.add(b, f32x4.mul(value, v128.load(matrix, 16)));
      c = f32x4.add(c, f32x4.mul(value, v128.load(matrix, 32)));
      d = f32x4.add(d, f32x4.mul(value, v128.load(matrix, 48)));
    }
    v128.store(y, a);
    v128.store(y, b, 16);
    v128.store(y, c, 32);
    v128.store(y, d, 48);
  }
}

/** The same block times two vectors, so that it is loaded once. */
function twoProducts(matrix: usize, x: usize, x2: usize, y: usize, y2: usize, n: i32): void {
  const size = <usize>n * CELL;
  const other = x2 - x;
  for (let row = 0; row < n; row += 4, y += 64, y2 += 64) {
    let a = ZERO;
    let b = ZERO;
    let c = ZERO;
    let d = ZERO;
    let e = ZERO;
    let f = ZERO;
    let g = ZERO;
    let h = ZERO;
    let at = x;
    for (const end = x + size; at < end; at += CELL, matrix += 64) {
      const u = v128.load(at);
      const v = v128.load(at + other);
      let s = v128.load(matrix);
      a = f32x4.add(a, f32x4.mul(u, s));
      e = f32x4.add(e, f32x4.mul(v, s));
      s = v128.load(matrix, 16);
      b = f32x4.add(b, f32x4.mul(u, s));
      f = f32x4.add(f, f32x4.mul(v, s));
      s = v128.load(matrix, 32);
      c = f32x4.add(c, f32x4.mul(u, s));
      g = f32x4.add(g, f32x4.mul(v, s));
      s = v128.load(matrix, 48);
      d = f32x4.add(d, f32x4.mul(u, s));
      h = f32x4.add(h, f32x4.mul(v, s));
    }
    v128.store(y, a);
    v128.store(y, b, 16);
    v128.store(y, c, 32);
    v128.store(y, d, 48);
    v128.store(y2, e);
    v128.store(y2, f, 16);
    v128.store(y2, g, 32);
    v128.store(y2, h, 48);
  }
}
