export const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0);

export const norm = (a: Float64Array): number => Math.sqrt(dot(a, a));

/** The root of the mean square; 0 of nothing. */
export const rms = (values: Float64Array): number =>
  values.length === 0 ? 0 : norm(values) / Math.sqrt(values.length);

/** The value in the middle, the upper of two. Throws RangeError of nothing. */
export function median(values: Float64Array): number {
  if (values.length === 0) throw new RangeError('no median of nothing');
  return values.slice().sort()[values.length >> 1];
}

/** The share of entries for which something holds; 0 of nothing. */
export function share(values: Float64Array, holds: (value: number, index: number) => boolean): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (holds(values[i], i)) count++;
  return values.length === 0 ? 0 : count / values.length;
}
