/** 1 / (1 + exp(-x)). */
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** sigmoid(slope (x - middle)) of every value. */
export const sigmoids = (values: Float64Array, slope: number, middle: number): Float64Array =>
  values.map((value) => sigmoid(slope * (value - middle)));

/** Below this share of its largest slope a sigmoid counts as flat: its value is within 0.0025 of 0 or 1. */
export const FLAT = 0.01;

/** The share of sigmoid values m that stand where m (1 - m) is less than a hundredth of its largest value, 1/4. */
export function saturated(values: Float64Array): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i] * (1 - values[i]) < FLAT / 4) count++;
  return count / values.length;
}
