import { Bank, CELL, areaSide, columnsOf, convolutionSize, convolutionsOf, normsOf, planeSide, planesOf } from './clnf-bank';

const ZERO = f32x4.splat(0);

/**
 * The neurons' sums at every position of one group's windows: reciprocal norms of the patches, correlations with all
 * neurons, activations.
 *
 * A correlation y[n] = sum_k h[k] x[n + k] is split by one level of the 2-parallel fast-FIR identity in each direction: with
 * h0, h1 and x0, x1 the even and odd samples, y[2n] = P + E and y[2n + 1] = P + O where P[n] = (h0 + h1) x1, E[n] = h0 (x0 -
 * x1), O[n] = h1 (x0[n + 1] - x1[n]). In the plane that is nine small correlations, with 0.65 of the multiplications for a
 * patch of 11. (Mou and Duhamel 1991, "Short-length FIR filters and their use in fast nonrecursive filtering".)
 */
export function neuronSums(bank: Bank, group: i32, thread: i32): void {
  patchNorms(bank, group, thread);
  makePlanes(bank, group, thread);
  const planes = planesOf(bank, thread);
  const convolutions = convolutionsOf(bank, thread);
  const size = convolutionSize(bank);
  const n = planeSide(bank);
  const plane = <usize>(n * n) * CELL;
  const pitch = <usize>n * CELL;
  const evenTaps = (bank.patch + 1) >> 1;
  const oddTaps = bank.patch >> 1;
  const evenOutputs = (bank.window + 1) >> 1;
  const oddOutputs = bank.window >> 1;
  let weights = bank.weights + <usize>group * bank.weightStride;
  let biases = bank.biases + <usize>group * bank.biasStride;
  const alphas = <usize>(4 * bank.fours + 3 * bank.threes) * CELL;
  for (let chunk = 0; chunk < bank.fours + bank.threes; chunk++) {
    const neurons = chunk < bank.fours ? 4 : 3;
    let places = bank.places;
    for (let branch = 0; branch < 9; branch++) {
      const down = branch / 3;
      const across = branch - 3 * down;
      const rows = down == 2 ? oddTaps : evenTaps;
      const columns = across == 2 ? oddTaps : evenTaps;
      const outputs = (down == 2 ? oddOutputs : evenOutputs) * (across == 2 ? oddOutputs : evenOutputs);
      const pairs = (outputs + 1) >> 1;
      const from = planes + <usize>branch * plane;
      const to = convolutions + <usize>branch * size;
      if (neurons == 4) correlate4(from, places, pairs, rows, columns, pitch, weights, to);
      else correlate3(from, places, pairs, rows, columns, pitch, weights, to);
      weights += <usize>(rows * columns * neurons) * CELL;
      places += <usize>pairs << 3;
    }
    activate(bank, group, thread, neurons, biases, biases + alphas, chunk == 0);
    biases += <usize>neurons * CELL;
  }
}

/** Writes patch side / |patch - mean|, 0 where a patch is constant, by running sums: the area holds integers, so they are exact. */
function patchNorms(bank: Bank, group: i32, thread: i32): void {
  const a = areaSide(bank);
  const w = bank.window;
  const p = bank.patch;
  const area = bank.areas + <usize>group * bank.areaStride;
  const pitch = <usize>(a + 1) * CELL;
  const columns = columnsOf(bank, thread);
  const count = f64x2.splat(<f64>(p * p));
  const side = f32x4.splat(<f32>p);
  memory.fill(columns, 0, <usize>a * (4 * CELL));
  for (let y = 0; y < p - 1; y++) addRow(area + <usize>y * pitch, columns, a);
  let o = normsOf(bank, thread);
  for (let y = 0; y < w; y++) {
    addRow(area + <usize>(y + p - 1) * pitch, columns, a);
    let s0 = f64x2.splat(0);
    let s1 = s0;
    let q0 = s0;
    let q1 = s0;
    let head = columns;
    let tail = columns;
    for (let x = 0; x < p - 1; x++, head += 64) {
      s0 = f64x2.add(s0, v128.load(head));
      s1 = f64x2.add(s1, v128.load(head, 16));
      q0 = f64x2.add(q0, v128.load(head, 32));
      q1 = f64x2.add(q1, v128.load(head, 48));
    }
    for (let x = 0; x < w; x++, head += 64, tail += 64, o += CELL) {
      s0 = f64x2.add(s0, v128.load(head));
      s1 = f64x2.add(s1, v128.load(head, 16));
      q0 = f64x2.add(q0, v128.load(head, 32));
      q1 = f64x2.add(q1, v128.load(head, 48));
      // p^2 times the sum of squared differences from the mean
      const spread = v128.shuffle<f32>(spreadOf(s0, q0, count), spreadOf(s1, q1, count), 0, 1, 4, 5);
      v128.store(o, v128.and(f32x4.div(side, f32x4.sqrt(spread)), f32x4.gt(spread, ZERO)));
      s0 = f64x2.sub(s0, v128.load(tail));
      s1 = f64x2.sub(s1, v128.load(tail, 16));
      q0 = f64x2.sub(q0, v128.load(tail, 32));
      q1 = f64x2.sub(q1, v128.load(tail, 48));
    }
    subtractRow(area + <usize>y * pitch, columns, a);
  }
}

// @ts-ignore: decorator
@inline function spreadOf(sum: v128, squares: v128, count: v128): v128 {
  return f32x4.demote_f64x2_zero(f64x2.sub(f64x2.mul(count, squares), f64x2.mul(sum, sum)));
}

/** Adds a row to the sums and the sums of squares of its columns, f64. */
function addRow(row: usize, columns: usize, count: i32): void {
  for (const end = row + <usize>count * CELL; row < end; row += CELL, columns += 64) {
    const cell = v128.load(row);
    const low = f64x2.promote_low_f32x4(cell);
    const high = f64x2.promote_low_f32x4(v128.shuffle<f64>(cell, cell, 1, 1));
    v128.store(columns, f64x2.add(v128.load(columns), low));
    v128.store(columns, f64x2.add(v128.load(columns, 16), high), 16);
    v128.store(columns, f64x2.add(v128.load(columns, 32), f64x2.mul(low, low)), 32);
    v128.store(columns, f64x2.add(v128.load(columns, 48), f64x2.mul(high, high)), 48);
  }
}

function subtractRow(row: usize, columns: usize, count: i32): void {
  for (const end = row + <usize>count * CELL; row < end; row += CELL, columns += 64) {
    const cell = v128.load(row);
    const low = f64x2.promote_low_f32x4(cell);
    const high = f64x2.promote_low_f32x4(v128.shuffle<f64>(cell, cell, 1, 1));
    v128.store(columns, f64x2.sub(v128.load(columns), low));
    v128.store(columns, f64x2.sub(v128.load(columns, 16), high), 16);
    v128.store(columns, f64x2.sub(v128.load(columns, 32), f64x2.mul(low, low)), 32);
    v128.store(columns, f64x2.sub(v128.load(columns, 48), f64x2.mul(high, high)), 48);
  }
}

/** The nine inputs of the branches, P, E and O in each direction: x[2i + 1], x[2i] - x[2i + 1], x[2i + 2] - x[2i + 1]. */
function makePlanes(bank: Bank, group: i32, thread: i32): void {
  const a = areaSide(bank);
  const n = planeSide(bank);
  const area = bank.areas + <usize>group * bank.areaStride;
  const pitch = <usize>(a + 1) * CELL;
  const plane = <usize>(n * n) * CELL;
  let out = planesOf(bank, thread);
  for (let i = 0; i < n; i++) {
    let even = area + <usize>(2 * i) * pitch;
    let odd = even + pitch;
    // the row behind the margin would be outside; nothing reads what is made of it
    let next = 2 * i + 2 > a ? odd : odd + pitch;
    let middle = v128.load(odd);
    let p0 = middle;
    let e0 = f32x4.sub(v128.load(even), middle);
    let o0 = f32x4.sub(v128.load(next), middle);
    for (let j = 0; j < n; j++, out += CELL) {
      middle = v128.load(odd, 16);
      const p1 = middle;
      const e1 = f32x4.sub(v128.load(even, 16), middle);
      const o1 = f32x4.sub(v128.load(next, 16), middle);
      const step: usize = 2 * j + 2 > a ? CELL : 2 * CELL;
      even += step;
      odd += step;
      next += step;
      middle = v128.load(odd);
      const p2 = middle;
      const e2 = f32x4.sub(v128.load(even), middle);
      const o2 = f32x4.sub(v128.load(next), middle);
      v128.store(out, p1);
      v128.store(out + plane, f32x4.sub(p0, p1));
      v128.store(out + 2 * plane, f32x4.sub(p2, p1));
      v128.store(out + 3 * plane, e1);
      v128.store(out + 4 * plane, f32x4.sub(e0, e1));
      v128.store(out + 5 * plane, f32x4.sub(e2, e1));
      v128.store(out + 6 * plane, o1);
      v128.store(out + 7 * plane, f32x4.sub(o0, o1));
      v128.store(out + 8 * plane, f32x4.sub(o2, o1));
      p0 = p2;
      e0 = e2;
      o0 = o2;
    }
  }
}

/** Correlates a plane with four neurons, at two places at once: eight sums that stay in registers. */
function correlate4(
  plane: usize,
  places: usize,
  pairs: i32,
  rows: i32,
  columns: i32,
  pitch: usize,
  weights: usize,
  out: usize,
): void {
  const width = <usize>columns * CELL;
  const skip = pitch - width;
  for (let n = 0; n < pairs; n++, places += 8, out += 128) {
    let x = plane + <usize>load<u32>(places);
    let y = plane + <usize>load<u32>(places, 4);
    let k = weights;
    let a0 = ZERO;
    let a1 = ZERO;
    let a2 = ZERO;
    let a3 = ZERO;
    let b0 = ZERO;
    let b1 = ZERO;
    let b2 = ZERO;
    let b3 = ZERO;
    for (let row = 0; row < rows; row++, x += skip, y += skip) {
      for (const end = x + width; x < end; x += CELL, y += CELL, k += 64) {
        const u = v128.load(x);
        const v = v128.load(y);
        let s = v128.load(k);
        a0 = f32x4.add(a0, f32x4.mul(u, s));
        b0 = f32x4.add(b0, f32x4.mul(v, s));
        s = v128.load(k, 16);
        a1 = f32x4.add(a1, f32x4.mul(u, s));
        b1 = f32x4.add(b1, f32x4.mul(v, s));
        s = v128.load(k, 32);
        a2 = f32x4.add(a2, f32x4.mul(u, s));
        b2 = f32x4.add(b2, f32x4.mul(v, s));
        s = v128.load(k, 48);
        a3 = f32x4.add(a3, f32x4.mul(u, s));
        b3 = f32x4.add(b3, f32x4.mul(v, s));
      }
    }
    v128.store(out, a0);
    v128.store(out, a1, 16);
    v128.store(out, a2, 32);
    v128.store(out, a3, 48);
    v128.store(out, b0, 64);
    v128.store(out, b1, 80);
    v128.store(out, b2, 96);
    v128.store(out, b3, 112);
  }
}

/** The same with three neurons. */
function correlate3(
  plane: usize,
  places: usize,
  pairs: i32,
  rows: i32,
  columns: i32,
  pitch: usize,
  weights: usize,
  out: usize,
): void {
  const width = <usize>columns * CELL;
  const skip = pitch - width;
  for (let n = 0; n < pairs; n++, places += 8, out += 128) {
    let x = plane + <usize>load<u32>(places);
    let y = plane + <usize>load<u32>(places, 4);
    let k = weights;
    let a0 = ZERO;
    let a1 = ZERO;
    let a2 = ZERO;
    let b0 = ZERO;
    let b1 = ZERO;
    let b2 = ZERO;
    for (let row = 0; row < rows; row++, x += skip, y += skip) {
      for (const end = x + width; x < end; x += CELL, y += CELL, k += 48) {
        const u = v128.load(x);
        const v = v128.load(y);
        let s = v128.load(k);
        a0 = f32x4.add(a0, f32x4.mul(u, s));
        b0 = f32x4.add(b0, f32x4.mul(v, s));
        s = v128.load(k, 16);
        a1 = f32x4.add(a1, f32x4.mul(u, s));
        b1 = f32x4.add(b1, f32x4.mul(v, s));
        s = v128.load(k, 32);
        a2 = f32x4.add(a2, f32x4.mul(u, s));
        b2 = f32x4.add(b2, f32x4.mul(v, s));
      }
    }
    v128.store(out, a0);
    v128.store(out, a1, 16);
    v128.store(out, a2, 32);
    v128.store(out, b0, 64);
    v128.store(out, b1, 80);
    v128.store(out, b2, 96);
  }
}

/** Puts the branches of a chunk together and adds 2 alpha / (1 + exp(-z)) of its neurons to the sums. */
function activate(
  bank: Bank,
  group: i32,
  thread: i32,
  neurons: i32,
  biases: usize,
  alphas: usize,
  isFirst: bool,
): void {
  const w = bank.window;
  const norms = normsOf(bank, thread);
  const sums = bank.sums + <usize>group * bank.mapStride;
  const convolutions = convolutionsOf(bank, thread);
  const size = convolutionSize(bank);
  const even = (w + 1) >> 1;
  const odd = w >> 1;
  for (let down = 0; down < 2; down++) {
    for (let across = 0; across < 2; across++) {
      const rows = down ? odd : even;
      const columns = across ? odd : even;
      const ofRow = convolutions + <usize>((down + 1) * 3) * size;
      const ofColumn = convolutions + <usize>(across + 1) * size;
      const ofBoth = ofRow + <usize>(across + 1) * size;
      for (let i = 0; i < rows; i++) {
        let c0 = convolutions + (<usize>(i * even) << 6);
        let c1 = ofColumn + (<usize>(i * columns) << 6);
        let c2 = ofRow + (<usize>(i * even) << 6);
        let c3 = ofBoth + (<usize>(i * columns) << 6);
        let at: usize = <usize>((2 * i + down) * w + across) * CELL;
        for (let j = 0; j < columns; j++, at += 2 * CELL, c0 += 64, c1 += 64, c2 += 64, c3 += 64) {
          let sum = isFirst ? ZERO : v128.load(sums + at);
          const norm = v128.load(norms + at);
          sum = f32x4.add(sum, activation(c0, c1, c2, c3, norm, v128.load(biases), v128.load(alphas)));
          sum = f32x4.add(
            sum,
            activation(c0 + 16, c1 + 16, c2 + 16, c3 + 16, norm, v128.load(biases, 16), v128.load(alphas, 16)),
          );
          sum = f32x4.add(
            sum,
            activation(c0 + 32, c1 + 32, c2 + 32, c3 + 32, norm, v128.load(biases, 32), v128.load(alphas, 32)),
          );
          if (neurons == 4) {
            sum = f32x4.add(
              sum,
              activation(c0 + 48, c1 + 48, c2 + 48, c3 + 48, norm, v128.load(biases, 48), v128.load(alphas, 48)),
            );
          }
          v128.store(sums + at, sum);
        }
      }
    }
  }
}

/**
 * alpha / (1 + 2^x) for x = norm * (the four branches' sum) + bias: weights and biases come multiplied by -log2(e). 2^x is
 * the power of the nearest whole number, added to the exponent bits, times a polynomial of degree 5 (7e-8).
 */
// @ts-ignore: decorator
@inline function activation(c0: usize, c1: usize, c2: usize, c3: usize, norm: v128, bias: v128, alpha: v128): v128 {
  const z = f32x4.add(f32x4.add(v128.load(c0), v128.load(c1)), f32x4.add(v128.load(c2), v128.load(c3)));
  const x = f32x4.pmax(
    f32x4.splat(-120),
    f32x4.pmin(f32x4.splat(120), f32x4.add(f32x4.mul(z, norm), bias)),
  );
  // adding 1.5 * 2^23 leaves the nearest whole number in the low bits
  const shift = f32x4.splat(12582912);
  const whole = f32x4.add(x, shift);
  const f = f32x4.sub(x, f32x4.sub(whole, shift));
  const f2 = f32x4.mul(f, f);
  const high = f32x4.add(f32x4.mul(f, f32x4.splat(1.326472708029428e-3)), f32x4.splat(9.671512862325787e-3));
  const middle = f32x4.add(f32x4.mul(f, f32x4.splat(5.550733745646022e-2)), f32x4.splat(2.4022242081840803e-1));
  const low = f32x4.add(f32x4.mul(f, f32x4.splat(6.931469775965876e-1)), f32x4.splat(1));
  const p = f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(high, f2), middle), f2), low);
  return f32x4.div(alpha, f32x4.add(i32x4.add(p, i32x4.shl(whole, 23)), f32x4.splat(1)));
}
