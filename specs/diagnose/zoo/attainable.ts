/** What a test at 95 % can just tell: the square of 1.96. */
const TOLD = 3.84;

/** A noise-free curve at its rows, with the standard deviation of each row's noise. */
export interface Known {
  readonly iterations: readonly number[];
  readonly clean: Float64Array;
  readonly sigma: Float64Array;
  /** The iteration after which the curve rises for good. */
  readonly onset: number;
  /** By row, for a divergence that is no rise: how far the curve is from what it would be without. */
  readonly deviation?: ((row: number) => number) | undefined;
}

/**
 * The width of the onset that the cadence and the noise allow without a word on the curve's shape. The curve can have its
 * lowest point at another row as long as some curve that falls up to there and rises from there cannot be told from the true
 * one by a test that knows the true curve and the noise: its distance, in standard deviations summed over the rows in squares,
 * is below 1.96 squared. What begins arbitrarily slowly could have begun at any time before; so the side before the onset
 * counts no further than the side behind it.
 */
export function attainable({ iterations, clean, sigma, onset, deviation }: Known): number {
  const last = iterations.length - 1;
  const at = Math.max(
    0,
    iterations.findLastIndex((iteration) => iteration <= onset),
  );
  const iteration = (row: number) => iterations[Math.min(last, Math.max(0, row))];
  if (deviation !== undefined) {
    let energy = 0;
    let row = at;
    for (; energy < TOLD && row < last; row++) energy += (deviation(row + 1) / sigma[row + 1]) ** 2;
    return Math.max(2 * (iteration(row) - onset), iteration(at + 1) - iteration(at));
  }
  // the valley: as far as the curve falls towards the onset, and rises from there
  let first = at;
  while (first > 0 && clean[first - 1] >= clean[first]) first--;
  let end = at;
  while (end < last && clean[end + 1] >= clean[end]) end++;
  const rows = Array.from({ length: end - first + 1 }, (_, i) => first + i);
  const falling = monotoneErrors(rows, clean, sigma);
  const right = falling.findIndex((error, i) => first + i > at && error >= TOLD);
  const rising = monotoneErrors(rows.toReversed(), clean, sigma);
  const left = rising.findIndex((error, i) => end - i < at && error >= TOLD);
  const after = iteration(right < 0 ? end : first + right) - onset;
  const before = onset - iteration(left < 0 ? first : end - left);
  // an interval ends at rows
  return Math.max(after + Math.min(Math.max(0, before), after), iteration(at + 1) - iteration(at));
}

/** For every start of a sequence of rows, the squared distance of the curve from the nearest one that never rises along it. */
function monotoneErrors(rows: readonly number[], clean: Float64Array, sigma: Float64Array): number[] {
  const blocks: { weight: number; mean: number }[] = [];
  let error = 0;
  return rows.map((row) => {
    let block = { weight: 1 / (sigma[row] * sigma[row] + 1e-300), mean: clean[row] };
    for (let top = blocks.at(-1); top !== undefined && top.mean < block.mean; top = blocks.at(-1)) {
      blocks.pop();
      const weight = top.weight + block.weight;
      const delta = block.mean - top.mean;
      error += (delta * delta * top.weight * block.weight) / weight;
      block = { weight, mean: top.mean + (delta * block.weight) / weight };
    }
    blocks.push(block);
    return error;
  });
}
