import { Bank, CELL, areaSide, columnsOf } from './clnf-bank';

/** The gray image: 8 bits a pixel, of which only some rows are in memory. Written by the host. */
@unmanaged
export class Frame {
  /** Address of row `first`. */
  rows: usize;
  first: i32;
  width: i32;
  height: i32;
}

/** The warp that all areas share: how x and y of the image change with u and v of an area. Written by the host. */
@unmanaged
export class Warp {
  xu: f64;
  xv: f64;
  yu: f64;
  yv: f64;
  /** rint(1024 xu u) and rint(1024 yu u), i32 pairs by column u of an area: filled by {@link tabulate}. */
  table: usize;
}

/** Fills the table of a warp for areas of so many columns. */
export function tabulate(warp: Warp, columns: i32): void {
  for (let u = 0; u < columns; u++) {
    store<i32>(warp.table + (<usize>u << 3), <i32>nearest(warp.xu * <f64>u * 1024));
    store<i32>(warp.table + (<usize>u << 3), <i32>nearest(warp.yu * <f64>u * 1024), 4);
  }
}

/**
 * The area of one group as OpenCV's warpAffine samples it: positions in 1/32 pixel, zero outside the image, bilinear in
 * integers, 1/1024 of a gray value. Exact.
 */
export function warpRounded(bank: Bank, frame: Frame, warp: Warp, group: i32, thread: i32): void {
  const a = areaSide(bank);
  const out = bank.areas + <usize>group * bank.areaStride;
  const origin = bank.origins + (<usize>group << 6);
  const width = frame.width;
  const image = frame.rows - <usize>(frame.first * width);
  const half = i32x4.splat(16);
  const mask = i32x4.splat(31);
  const one = i32x4.splat(32);
  const columns = i32x4.splat(width);
  const lastX = i32x4.splat(width - 2);
  const lastY = i32x4.splat(frame.height - 2);
  const zero = i32x4.splat(0);
  const unit = f64x2.splat(1024);
  const x0 = v128.load(origin);
  const x1 = v128.load(origin, 16);
  const y0 = v128.load(origin, 32);
  const y1 = v128.load(origin, 48);
  const table = warp.table;
  const last = table + (<usize>(a - 1) << 3);
  const spare = columnsOf(bank, thread);
  let sum = zero;
  for (let v = 0; v < a; v++) {
    const downX = f64x2.splat(warp.xv * <f64>v);
    const downY = f64x2.splat(warp.yv * <f64>v);
    const rowX = i32x4.add(
      rint(f64x2.mul(f64x2.add(downX, x0), unit), f64x2.mul(f64x2.add(downX, x1), unit)),
      half,
    );
    const rowY = i32x4.add(
      rint(f64x2.mul(f64x2.add(downY, y0), unit), f64x2.mul(f64x2.add(downY, y1), unit)),
      half,
    );
    // a row is a straight line: it is inside where both its ends are
    const xa = i32x4.shr_s(i32x4.add(rowX, i32x4.splat(load<i32>(table))), 10);
    const ya = i32x4.shr_s(i32x4.add(rowY, i32x4.splat(load<i32>(table, 4))), 10);
    const xb = i32x4.shr_s(i32x4.add(rowX, i32x4.splat(load<i32>(last))), 10);
    const yb = i32x4.shr_s(i32x4.add(rowY, i32x4.splat(load<i32>(last, 4))), 10);
    const low = v128.or(
      v128.or(i32x4.lt_s(xa, zero), i32x4.lt_s(xb, zero)),
      v128.or(i32x4.lt_s(ya, zero), i32x4.lt_s(yb, zero)),
    );
    const high = v128.or(
      v128.or(i32x4.gt_s(xa, lastX), i32x4.gt_s(xb, lastX)),
      v128.or(i32x4.gt_s(ya, lastY), i32x4.gt_s(yb, lastY)),
    );
    let o = out + <usize>(v * (a + 1)) * CELL;
    const end = o + <usize>a * CELL;
    let t = table;
    if (!v128.any_true(v128.or(low, high))) {
      for (; o < end; o += CELL, t += 8) {
        const x = i32x4.shr_s(i32x4.add(rowX, v128.load32_splat(t)), 5);
        const y = i32x4.shr_s(i32x4.add(rowY, v128.load32_splat(t, 4)), 5);
        const fx = v128.and(x, mask);
        const fy = v128.and(y, mask);
        // lanes leave a vector faster through memory than one by one
        v128.store(o, i32x4.add(i32x4.mul(i32x4.shr_s(y, 5), columns), i32x4.shr_s(x, 5)));
        const p0 = image + load<i32>(o);
        const p1 = image + load<i32>(o, 4);
        const p2 = image + load<i32>(o, 8);
        const p3 = image + load<i32>(o, 12);
        let upper = v128.load16_lane(p0, zero, 0);
        upper = v128.load16_lane(p1, upper, 1);
        upper = v128.load16_lane(p2, upper, 2);
        upper = v128.load16_lane(p3, upper, 3);
        let lower = v128.load16_lane(p0 + width, zero, 0);
        lower = v128.load16_lane(p1 + width, lower, 1);
        lower = v128.load16_lane(p2 + width, lower, 2);
        lower = v128.load16_lane(p3 + width, lower, 3);
        const acrossWeights = v128.or(i32x4.sub(one, fx), i32x4.shl(fx, 16));
        const downWeights = v128.or(i32x4.sub(one, fy), i32x4.shl(fy, 16));
        const h0 = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(upper), acrossWeights);
        const h1 = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(lower), acrossWeights);
        const value = i32x4.dot_i16x8_s(v128.or(h0, i32x4.shl(h1, 16)), downWeights);
        sum = i32x4.add(sum, value);
        v128.store(o, value);
      }
    } else {
      for (; o < end; o += CELL, t += 8) {
        v128.store(o, i32x4.shr_s(i32x4.add(rowX, v128.load32_splat(t)), 5));
        v128.store(spare, i32x4.shr_s(i32x4.add(rowY, v128.load32_splat(t, 4)), 5));
        for (let lane: usize = 0; lane < 16; lane += 4) {
          const x = load<i32>(o + lane);
          const y = load<i32>(spare + lane);
          store<i32>(o + lane, bilinear(frame, image, x >> 5, y >> 5, x & 31, y & 31));
        }
        sum = i32x4.add(sum, v128.load(o));
      }
    }
  }
  v128.store(bank.means + <usize>group * CELL, sum);
  center(bank, group);
}

/** The area of one group by plain bilinear sampling, rounded to 1/1024 of a gray value. */
export function warpPlain(bank: Bank, frame: Frame, warp: Warp, group: i32): void {
  const a = areaSide(bank);
  const out = bank.areas + <usize>group * bank.areaStride;
  const origin = bank.origins + (<usize>group << 6);
  const image = frame.rows - <usize>(frame.first * frame.width);
  let sum = i32x4.splat(0);
  for (let v = 0; v < a; v++) {
    for (let u = 0; u < a; u++) {
      const o = out + <usize>(v * (a + 1) + u) * CELL;
      for (let lane: usize = 0; lane < 4; lane++) {
        const x = warp.xu * <f64>u + warp.xv * <f64>v + load<f64>(origin + (lane << 3));
        const y = warp.yu * <f64>u + warp.yv * <f64>v + load<f64>(origin + (lane << 3), 32);
        const left = floor(x);
        const top = floor(y);
        const fx = x - left;
        const fy = y - top;
        const ix = <i32>left;
        const iy = <i32>top;
        const upper = (1 - fx) * <f64>pixel(frame, image, ix, iy) + fx * <f64>pixel(frame, image, ix + 1, iy);
        const lower = (1 - fx) * <f64>pixel(frame, image, ix, iy + 1) + fx * <f64>pixel(frame, image, ix + 1, iy + 1);
        store<i32>(o + (lane << 2), <i32>nearest(1024 * ((1 - fy) * upper + fy * lower)));
      }
      sum = i32x4.add(sum, v128.load(o));
    }
  }
  v128.store(bank.means + <usize>group * CELL, sum);
  center(bank, group);
}

/** Takes the mean, rounded to a whole number, off an area of integers, of which the sum stands in its place; clears the margin. */
export function center(bank: Bank, group: i32): void {
  const a = areaSide(bank);
  const place = bank.means + <usize>group * CELL;
  const scale = f32x4.splat(<f32>1 / <f32>(a * a));
  const mean = f32x4.nearest(f32x4.mul(f32x4.convert_i32x4_s(v128.load(place)), scale));
  v128.store(place, mean);
  let o = bank.areas + <usize>group * bank.areaStride;
  for (let v = 0; v < a; v++, o += CELL) {
    for (const end = o + <usize>a * CELL; o < end; o += CELL) {
      v128.store(o, f32x4.sub(f32x4.convert_i32x4_s(v128.load(o)), mean));
    }
    v128.store(o, f32x4.splat(0));
  }
  memory.fill(o, 0, <usize>(a + 1) * CELL);
}

function bilinear(frame: Frame, image: usize, x: i32, y: i32, fx: i32, fy: i32): i32 {
  const upper = (32 - fx) * pixel(frame, image, x, y) + fx * pixel(frame, image, x + 1, y);
  const lower = (32 - fx) * pixel(frame, image, x, y + 1) + fx * pixel(frame, image, x + 1, y + 1);
  return (32 - fy) * upper + fy * lower;
}

function pixel(frame: Frame, image: usize, x: i32, y: i32): i32 {
  const isInside = <u32>x < <u32>frame.width && <u32>y < <u32>frame.height;
  return isInside ? <i32>load<u8>(image + y * frame.width + x) : 0;
}

/** Four doubles as the nearest integers, halves to even. */
// @ts-ignore: decorator
@inline function rint(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(
    i32x4.trunc_sat_f64x2_s_zero(f64x2.nearest(low)),
    i32x4.trunc_sat_f64x2_s_zero(f64x2.nearest(high)),
    0,
    1,
    4,
    5,
  );
}
