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

/** The value below which a share of the values lies; NaN of nothing. Of very many values, that of a sample. */
export function quantile(values: ArrayLike<number>, share: number): number {
  if (values.length === 0) return Number.NaN;
  const some = values.length > SAMPLE ? sample(values) : new Float64Array(values);
  return select(some, Math.floor(share * (some.length - 1)));
}

/** So many values tell a quantile to a hundredth of the spread. */
const SAMPLE = 1 << 14;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** A value from each of {@link SAMPLE} stretches, at places that keep step with no cycle. */
function sample(values: ArrayLike<number>): Float64Array {
  const width = values.length / SAMPLE;
  const some = new Float64Array(SAMPLE);
  for (let i = 0; i < SAMPLE; i++) some[i] = values[Math.floor((i + ((i * GOLDEN) % 1)) * width)];
  return some;
}

/** What makes the median absolute deviation a standard deviation where the noise is normal. */
const NORMAL = 1.4826;

/** The standard deviation of normal noise with this median absolute deviation from the median. */
export const spread = (values: Float64Array): number => spreadAbout(values, median(values));

const spreadAbout = (values: Float64Array, middle: number): number =>
  NORMAL * median(values.map((value) => Math.abs(value - middle)));

/** A mean that outliers cannot carry away: values count no further than 2.5 standard deviations from the median. */
export function level(values: Float64Array): number {
  if (values.length < 3) return values.reduce((sum, value) => sum + value, 0) / values.length;
  const middle = values.length > FEW ? median(values) : middleOf(values);
  const reach = 2.5 * spreadAbout(values, middle);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.min(reach, Math.max(-reach, values[i] - middle));
  return middle + sum / values.length;
}

/** Of more values than these, either of the two in the middle will do. */
const FEW = 64;

function middleOf(values: Float64Array): number {
  const sorted = values.slice().sort();
  return (sorted[(values.length - 1) >> 1] + sorted[values.length >> 1]) / 2;
}
