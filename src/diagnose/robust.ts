/** The value of rank `rank` among `values`, which it reorders: Hoare's quickselect. */
export function select(values: Float64Array, rank: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1];
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const swapped = values[i];
      values[i++] = values[j];
      values[j--] = swapped;
    }
    if (rank <= j) high = j;
    else if (rank >= i) low = i;
    else break;
  }
  return values[rank];
}

/** The lower median; NaN of nothing. */
export const median = (values: ArrayLike<number>): number => quantile(values, 0.5);

/** The value below which a share of the values lies; NaN of nothing. */
export function quantile(values: ArrayLike<number>, share: number): number {
  if (values.length === 0) return Number.NaN;
  return select(Float64Array.from(values), Math.floor(share * (values.length - 1)));
}

/** What makes the median absolute deviation a standard deviation where the noise is normal. */
const NORMAL = 1.4826;

/** The standard deviation of normal noise with this median absolute deviation from the median. */
export function spread(values: ArrayLike<number>): number {
  const middle = median(values);
  return NORMAL * median(Float64Array.from(values, (value) => Math.abs(value - middle)));
}

/** A mean that outliers cannot carry away: values count no further than 2.5 standard deviations from the median. */
export function level(values: Float64Array): number {
  if (values.length < 3) return values.reduce((sum, value) => sum + value, 0) / values.length;
  const sorted = values.slice().sort();
  const middle = (sorted[(values.length - 1) >> 1] + sorted[values.length >> 1]) / 2;
  const reach = 2.5 * spread(values);
  let sum = 0;
  for (const value of values) sum += Math.min(reach, Math.max(-reach, value - middle));
  return middle + sum / values.length;
}
