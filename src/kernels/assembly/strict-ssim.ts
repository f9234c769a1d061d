import {
  changed,
  columns,
  height,
  image,
  means,
  measured,
  plane,
  similarities,
  target,
  targetMean,
  targetVariance,
  width,
  WINDOW,
} from './strict-layout';

const SIDE: usize = <usize>WINDOW;

/** Mean and variance of the target in every window. To be called once the target is in place. */
export function prepareTarget(): void {
  const area = f32x4.splat(64);
  const row = <usize>width << 2;
  for (let k: usize = 0; k < 3 * plane; k += plane) {
    for (let y = 0; y < height - WINDOW; y++) {
      for (let x = 0; x < width - WINDOW; x += 4) {
        const o = k + (<usize>(y * width + x) << 2);
        let sum = f32x4.splat(0);
        let squares = f32x4.splat(0);
        for (let j: usize = 0; j < SIDE; j++) {
          for (let i: usize = 0; i < SIDE; i++) sum = f32x4.add(sum, v128.load(target + o + j * row + (i << 2)));
        }
        const mean = f32x4.div(sum, area);
        for (let j: usize = 0; j < SIDE; j++) {
          for (let i: usize = 0; i < SIDE; i++) {
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

/** Marks the pixels that differ from those of the last call, for structure(), which is to follow. */
export function findChanges(): void {
  const bytes = plane * 3;
  for (let o: usize = 0; o < bytes; o += 16) {
    const now = v128.load(image + o);
    store<u8>(changed + (o >> 4), v128.any_true(v128.xor(now, v128.load(measured + o))) ? 1 : 0);
    v128.store(measured + o, now);
  }
}

/**
 * SSIM of the windows in rows begin .. end - 1 of the 3 * (height - 8) that the channels have together. Windows in which no
 * pixel has changed keep what they had.
 */
export function structure(thread: i32, begin: i32, end: i32): void {
  const perChannel = height - WINDOW;
  const last = <usize>(width - WINDOW) << 2;
  const mean = means + <usize>thread * columns;
  for (let r = begin; r < end; r++) {
    const o = <usize>(r / perChannel) * plane + (<usize>((r % perChannel) * width) << 2);
    const out = similarities + <usize>r * columns;
    for (let x: usize = 0; x < last; x += 64) {
      const left = hasChanged(o + x);
      const right = x + 32 < last && hasChanged(o + x + 32);
      if (left || right) sixteenMeans(o + x, mean + x);
      if (left) eightWindows(o + x, mean + x, out + x);
      if (right) eightWindows(o + x + 32, mean + x + 32, out + x + 32);
    }
  }
}

/** Whether a pixel has changed in the eight windows from offset o: 15 pixels wide, and so in at most five marks. */
// @ts-ignore: decorator
@inline
function hasChanged(o: usize): bool {
  const row = <usize>width << 2;
  let marks: u64 = 0;
  for (let j: usize = 0; j < SIDE; j++) marks |= load<u64>(changed + ((o + j * row) >> 4));
  return (marks & 0xff_ffff_ffff) != 0;
}

/** Windows in raster order, channel by channel, whichever thread compared them. */
export function sumOfSimilarities(): f32 {
  let sum: f32 = 0;
  for (let r = 0; r < 3 * (height - WINDOW); r++) {
    const row = similarities + <usize>r * columns;
    for (let x = 0; x < width - WINDOW; x++) sum += load<f32>(row + (<usize>x << 2));
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
  for (let p = first, last = first + SIDE * row; p < last; p += row) {
    for (let i: usize = 0; i < SIDE << 2; i += 4) {
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
  for (let p = a, q = b, last = a + SIDE * row; p < last; p += row, q += row) {
    for (let i: usize = 0; i < SIDE << 2; i += 4) {
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
