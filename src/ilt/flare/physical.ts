/** Stray light from the roughness of lenses; lengths in nanometres. */
export interface Scatter {
  /** Total integrated scatter: the share of the light that is spread. */
  readonly tis: number;
  /** Where the power law begins and where it ends. */
  readonly inner: number;
  readonly range: number;
  /** The intensity of scattered light falls off as distance to minus this power. */
  readonly power: number;
}

/** A Gaussian of the spread, normalized over the plane, with its share of the scattered light. */
export interface Spread {
  readonly deviation: number;
  readonly share: number;
}

/** Neighbors in the ladder of deviations are so far apart that their sum is a power law within half a percent. */
const RATIO = Math.SQRT2;

/**
 * The point spread of scattered light as a sum of Gaussians of growing width: with shares in proportion to
 * deviation^(2 - power), their sum falls off as distance^-power from `inner` to `range`, and as a Gaussian beyond. Sums
 * of Gaussians as flare kernels: e.g. Krivokapic et al., Proc. SPIE 5377, 2004.
 */
export function spreadsOf({ inner, range, power }: Scatter): Spread[] {
  const steps = Math.max(0, Math.ceil(Math.log(range / inner) / Math.log(RATIO)));
  const deviations = Array.from({ length: steps + 1 }, (_, i) =>
    steps === 0 ? inner : inner * Math.exp((i / steps) * Math.log(range / inner)),
  );
  // relative to the first, so that no power overflows
  const weights = deviations.map((deviation) => Math.exp((2 - power) * Math.log(deviation / inner)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return deviations.map((deviation, i) => ({ deviation, share: weights[i] / total }));
}

/** What scattering makes of light at a spatial frequency, from its square in 1 / nm^2; 1 at zero. */
export function scatterTransfer(spreads: readonly Spread[], squared: number): number {
  let sum = 0;
  for (const { deviation, share } of spreads) {
    sum += share * Math.exp(-2 * Math.PI * Math.PI * deviation * deviation * squared);
  }
  return sum;
}

/**
 * What stray light does to the bins of an image on a periodic field of `field` nanometres, [2 radius + 1, 2 radius + 1]:
 * 1 - tis + tis times {@link scatterTransfer}. An evenly lit field stays as it is. The wide Gaussians have left the lowest
 * bins alone, so that on an image's small grid even those that reach far beyond the field cost nothing.
 */
export function flareTransfer(scatter: Scatter, field: number, radius: number): Float64Array {
  const side = 2 * radius + 1;
  const spreads = spreadsOf(scatter);
  return Float64Array.from({ length: side * side }, (_, i) => {
    const [fy, fx] = [Math.floor(i / side) - radius, (i % side) - radius];
    const squared = (fx * fx + fy * fy) / (field * field);
    return 1 - scatter.tis + scatter.tis * scatterTransfer(spreads, squared);
  });
}
