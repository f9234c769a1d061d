/** How a column's values lie at one of its ends. */
export interface Pile {
  readonly side: 'lower' | 'upper';
  readonly bound: number;
  /** Rows that lie exactly there. */
  readonly count: number;
  /** The value next to it. */
  readonly next: number;
}

/** The rows at the smallest and at the largest finite value; undefined where there is but one value. */
export function pilesOf(values: Float64Array): { rows: number; piles: readonly Pile[] | undefined } {
  let rows = 0;
  let lower = { bound: Number.POSITIVE_INFINITY, count: 0, next: Number.POSITIVE_INFINITY };
  let upper = { bound: Number.NEGATIVE_INFINITY, count: 0, next: Number.NEGATIVE_INFINITY };
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) continue;
    rows++;
    if (value < lower.bound) lower = { bound: value, count: 1, next: lower.bound };
    else if (value === lower.bound) lower.count++;
    else if (value < lower.next) lower.next = value;
    if (value > upper.bound) upper = { bound: value, count: 1, next: upper.bound };
    else if (value === upper.bound) upper.count++;
    else if (value > upper.next) upper.next = value;
  }
  const isOne = lower.bound === upper.bound;
  return {
    rows,
    piles: isOne
      ? undefined
      : [
          { side: 'upper', ...upper },
          { side: 'lower', ...lower },
        ],
  };
}

const MOST = 1 << 14;

/** How many values lie between two bounds, and how often the most common of them is there; of very many rows, in every so many. */
export function tiesBetween(values: Float64Array, low: number, high: number): { distinct: number; most: number } {
  const every = Math.ceil(values.length / MOST);
  const sorted = values.filter((value, i) => i % every === 0 && value > low && value < high).sort();
  let [distinct, most, run] = [0, 1, 0];
  for (let i = 0; i < sorted.length; i++) {
    run = i > 0 && sorted[i] === sorted[i - 1] ? run + 1 : 1;
    if (run === 1) distinct++;
    most = Math.max(most, run);
  }
  return { distinct, most: most === 1 ? 1 : most * every };
}
