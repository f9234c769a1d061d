import type { Grid } from '../imaging/index.js';
import type { Probe } from '../metrics/index.js';

/** Standard deviation of the weight around a point, in nanometres. */
const WIDTH = 8;
/** Beyond so many standard deviations nothing is added. */
const REACH = 4;

/**
 * What the loss weighs the samples of a grid by: 1 + `edges` times the sum, at most 1, of Gaussians around the inner and outer
 * points of probes. `pixel` is in nanometres.
 */
export function edgeWeights(
  probes: readonly Probe[],
  { pixels, start, block, count }: Grid,
  edges: number,
  pixel: number,
) {
  const deviation = WIDTH / (block * pixel);
  const reach = Math.ceil(REACH * deviation);
  const sums = new Float64Array(count * count);
  for (const point of edges === 0 ? [] : probes.flatMap(({ inner, outer }) => [inner, outer])) {
    // in blocks, from the middle of the first one
    const [column, row] = [point % pixels, Math.floor(point / pixels)].map(
      (at) => (at - start - (block - 1) / 2) / block,
    );
    for (let y = Math.max(0, Math.ceil(row - reach)); y <= Math.min(count - 1, row + reach); y++) {
      for (let x = Math.max(0, Math.ceil(column - reach)); x <= Math.min(count - 1, column + reach); x++) {
        const squared = ((x - column) * (x - column) + (y - row) * (y - row)) / (deviation * deviation);
        sums[y * count + x] += Math.exp(-squared / 2);
      }
    }
  }
  return sums.map((sum) => 1 + edges * Math.min(1, sum));
}
