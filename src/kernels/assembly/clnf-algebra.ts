// Small dense linear algebra in double precision, for the shape and the update of its parameters.

const ZERO = f64x2.splat(0);

// @ts-ignore: decorator
@inline function sumOf(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/** y = A x + y0, or A x where y0 is 0. Rows a multiple of 4, columns of 2, row-major without gaps. */
export function multiply(a: usize, rows: i32, columns: i32, x: usize, y: usize, y0: usize): void {
  const pitch = <usize>columns << 3;
  for (let row = 0; row < rows; row += 4, a += 3 * pitch, y += 32) {
    let s0 = ZERO;
    let s1 = ZERO;
    let s2 = ZERO;
    let s3 = ZERO;
    let at = x;
    for (const end = a + pitch; a < end; a += 16, at += 16) {
      const value = v128.load(at);
      s0 = f64x2.add(s0, f64x2.mul(value, v128.load(a)));
      s1 = f64x2.add(s1, f64x2.mul(value, v128.load(a + pitch)));
      s2 = f64x2.add(s2, f64x2.mul(value, v128.load(a + 2 * pitch)));
      s3 = f64x2.add(s3, f64x2.mul(value, v128.load(a + 3 * pitch)));
    }
    let d0 = sumOf(s0);
    let d1 = sumOf(s1);
    let d2 = sumOf(s2);
    let d3 = sumOf(s3);
    if (y0) {
      d0 += load<f64>(y0);
      d1 += load<f64>(y0, 8);
      d2 += load<f64>(y0, 16);
      d3 += load<f64>(y0, 24);
      y0 += 32;
    }
    store<f64>(y, d0);
    store<f64>(y, d1, 8);
    store<f64>(y, d2, 16);
    store<f64>(y, d3, 24);
  }
}

/** The lower triangle of h = sum of six planes times their coefficients; planes [n, n], n even, `pitch` that of h's rows. */
export function combine(planes: usize, plane: usize, coefficients: usize, h: usize, n: i32, pitch: i32): void {
  const c0 = v128.load64_splat(coefficients);
  const c1 = v128.load64_splat(coefficients, 8);
  const c2 = v128.load64_splat(coefficients, 16);
  const c3 = v128.load64_splat(coefficients, 24);
  const c4 = v128.load64_splat(coefficients, 32);
  const c5 = v128.load64_splat(coefficients, 40);
  for (let row = 0; row < n; row++) {
    let from = planes + (<usize>(row * n) << 3);
    let to = h + (<usize>(row * pitch) << 3);
    for (const end = to + ((<usize>(row + 2) >> 1) << 4); to < end; to += 16, from += 16) {
      const s0 = f64x2.add(f64x2.mul(c0, v128.load(from)), f64x2.mul(c1, v128.load(from + plane)));
      const s1 = f64x2.add(f64x2.mul(c2, v128.load(from + 2 * plane)), f64x2.mul(c3, v128.load(from + 3 * plane)));
      const s2 = f64x2.add(f64x2.mul(c4, v128.load(from + 4 * plane)), f64x2.mul(c5, v128.load(from + 5 * plane)));
      v128.store(to, f64x2.add(f64x2.add(s0, s1), s2));
    }
  }
}

/**
 * Solves h x = g into g for a symmetric positive definite h, of which the lower triangle is given and used up; n and the
 * pitch of its rows are even. The Cholesky factor is made in 2 x 2 blocks, whose four dot products share their loads; its
 * diagonal is kept as reciprocals. A matrix that is not positive definite gives NaN.
 */
export function solve(h: usize, n: i32, pitch: i32, g: usize): void {
  const rowSize = <usize>pitch << 3;
  for (let i = 0; i < n; i += 2) {
    const rowA = h + <usize>i * rowSize;
    const rowB = rowA + rowSize;
    for (let j = 0; j <= i; j += 2) {
      const rowC = h + <usize>j * rowSize;
      const rowD = rowC + rowSize;
      const done = <usize>j << 3;
      let ac = ZERO;
      let ad = ZERO;
      let bc = ZERO;
      let bd = ZERO;
      for (let k: usize = 0; k < done; k += 16) {
        const a = v128.load(rowA + k);
        const b = v128.load(rowB + k);
        const c = v128.load(rowC + k);
        const d = v128.load(rowD + k);
        ac = f64x2.add(ac, f64x2.mul(a, c));
        ad = f64x2.add(ad, f64x2.mul(a, d));
        bc = f64x2.add(bc, f64x2.mul(b, c));
        bd = f64x2.add(bd, f64x2.mul(b, d));
      }
      const upper = rowA + done;
      const lower = rowB + done;
      const first = load<f64>(upper) - sumOf(ac);
      const second = load<f64>(lower) - sumOf(bc);
      const fourth = load<f64>(lower, 8) - sumOf(bd);
      if (j < i) {
        const reciprocal = load<f64>(rowC + done);
        const below = load<f64>(rowD + done);
        const reciprocal2 = load<f64>(rowD + done, 8);
        const third = load<f64>(upper, 8) - sumOf(ad);
        const left = first * reciprocal;
        const leftBelow = second * reciprocal;
        store<f64>(upper, left);
        store<f64>(lower, leftBelow);
        store<f64>(upper, (third - left * below) * reciprocal2, 8);
        store<f64>(lower, (fourth - leftBelow * below) * reciprocal2, 8);
      } else {
        const reciprocal = 1 / sqrt(first);
        const below = second * reciprocal;
        store<f64>(upper, reciprocal);
        store<f64>(lower, below);
        store<f64>(lower, 1 / sqrt(fourth - below * below), 8);
      }
    }
  }
  for (let i = 0; i < n; i++) {
    const row = h + <usize>i * rowSize;
    const at = <usize>i << 3;
    let sum = ZERO;
    let k: usize = 0;
    for (; k + 16 <= at; k += 16) sum = f64x2.add(sum, f64x2.mul(v128.load(row + k), v128.load(g + k)));
    let value = load<f64>(g + at) - sumOf(sum);
    if (k < at) value -= load<f64>(row + k) * load<f64>(g + k);
    store<f64>(g + at, value * load<f64>(row + at));
  }
  // backwards by columns: row i of the factor is column i of its transpose
  for (let i = n - 1; i >= 0; i--) {
    const row = h + <usize>i * rowSize;
    const at = <usize>i << 3;
    const value = load<f64>(g + at) * load<f64>(row + at);
    store<f64>(g + at, value);
    const splat = f64x2.splat(value);
    let k: usize = 0;
    for (; k + 16 <= at; k += 16) {
      v128.store(g + k, f64x2.sub(v128.load(g + k), f64x2.mul(splat, v128.load(row + k))));
    }
    if (k < at) store<f64>(g + k, load<f64>(g + k) - value * load<f64>(row + k));
  }
}
