import {
  WINDOW,
  height,
  line,
  plane,
  rowPitch,
  strips,
  target,
  targetMean,
  targetVariance,
  width,
} from './simd-layout';

/** Mean and variance of the target in the windows that start in rows begin..end - 1, in double precision. */
export function targetStatistics(thread: i32, begin: i32, end: i32): void {
  const totals = line(thread);
  const squares = totals + (<usize>(4 * strips) << 3);
  for (let k: usize = 0; k < 3; k++) {
    for (let y = begin; y < min(end, height - WINDOW); y++) {
      const row = k * plane + <usize>y * rowPitch;
      for (let x = 0; x < width; x++) {
        let total: f64 = 0;
        let square: f64 = 0;
        for (let j: usize = 0; j < <usize>WINDOW; j++) {
          const value = <f64>load<f32>(target + row + j * rowPitch + (<usize>x << 2));
          total += value;
          square += value * value;
        }
        store<f64>(totals + (<usize>x << 3), total);
        store<f64>(squares + (<usize>x << 3), square);
      }
      for (let x = 0; x < width - WINDOW; x++) {
        let mean: f64 = 0;
        let square: f64 = 0;
        for (let i = 0; i < WINDOW; i++) {
          mean += load<f64>(totals + (<usize>(x + i) << 3));
          square += load<f64>(squares + (<usize>(x + i) << 3));
        }
        mean /= 64;
        store<f32>(targetMean + row + (<usize>x << 2), <f32>mean);
        store<f32>(targetVariance + row + (<usize>x << 2), <f32>max(square / 64 - mean * mean, 0));
      }
    }
  }
}
