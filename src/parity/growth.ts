/** How far a run and its perturbed twin were apart in one value at one iteration. */
export interface Parting {
  readonly iteration: number;
  readonly name: string;
  /** The largest absolute difference of an element. */
  readonly absolute: number;
  /** The largest magnitude of an element. */
  readonly scale: number;
}

/**
 * What rounding alone explains. A program of another order of summation, or of another exponential, parts from its reference
 * by roundings, and iterating multiplies them; a perturbed twin of the reference shows by how much.
 */
export interface Growth {
  /**
   * The first iteration at which rounding has grown to {@link GrowthOptions.limit} in a tensor of the state, or in anything
   * where no state was measured; undefined where it never does.
   */
  readonly horizon: number | undefined;
  /** In how many iterations a difference doubles, up to the horizon; undefined where it does not grow. */
  readonly doubling: number | undefined;
  /** What may differ in a value at an iteration, and whether that is past its horizon; undefined for names that were not measured. */
  at(name: string, iteration: number): { allowed: number; beyond: boolean; reason: string } | undefined;
}

export interface GrowthOptions {
  /** How many times the twin's own difference may be; 10 unless given, since a twin is rounded otherwise once where a program is always. */
  readonly factor?: number;
  /** The share of a tensor's largest magnitude at which a difference of roundings makes it incomparable; 0.01 unless given. */
  readonly limit?: number;
  /** The unit roundoff of the run's numbers, such as 2^-24: a rounding of its own is allowed to what the twins' left alone; 0 unless given. */
  readonly rounding?: number;
}

interface Envelope {
  readonly iterations: number[];
  /** The largest difference so far: chaos may bring two runs together for a moment. */
  readonly absolute: number[];
  horizon: number;
  /** The largest magnitude of an element so far. */
  scale: number;
}

/** The growth law of partings, which come in the order of their iterations and may be of several twins. */
export function growthOf(
  partings: Iterable<Parting>,
  { factor = 10, limit = 0.01, rounding = 0 }: GrowthOptions = {},
): Growth {
  const envelopes = new Map<string, Envelope>();
  for (const { iteration, name, absolute, scale } of partings) {
    let envelope = envelopes.get(name);
    if (envelope === undefined) {
      envelope = { iterations: [], absolute: [], horizon: Number.POSITIVE_INFINITY, scale: 0 };
      envelopes.set(name, envelope);
    }
    envelope.scale = Math.max(envelope.scale, scale);
    const highest = Math.max(absolute, envelope.absolute.at(-1) ?? 0);
    if (envelope.iterations.at(-1) === iteration) envelope.absolute[envelope.absolute.length - 1] = highest;
    else {
      envelope.iterations.push(iteration);
      envelope.absolute.push(highest);
    }
    if (!(absolute <= limit * scale)) envelope.horizon = Math.min(envelope.horizon, iteration);
  }
  // what is measured of a state, such as a count, may jump by more than a share of it long before the state does
  const ofState = [...envelopes].filter(([name]) => name.startsWith('state/')).map(([, envelope]) => envelope);
  const judged = ofState.length > 0 ? ofState : [...envelopes.values()];
  const horizon = Math.min(...judged.map((each) => each.horizon));
  return {
    horizon: Number.isFinite(horizon) ? horizon : undefined,
    doubling: doublingOf(judged),
    at(name, iteration) {
      const envelope = envelopes.get(name);
      if (envelope === undefined) return undefined;
      const { iterations, absolute } = envelope;
      // the difference at the next iteration that was measured: between two of them it is not known
      const next = Math.min(firstFrom(iterations, iteration), iterations.length - 1);
      const apart = absolute[next];
      const own = rounding * envelope.scale;
      const reason =
        apart < own
          ? `${factor} roundings of its largest element, which a perturbed twin leaves alone`
          : `${factor} times what a perturbed twin is apart at iteration ${iterations[next]}`;
      const allowed = factor * Math.max(apart, own);
      return { allowed, beyond: iteration >= envelope.horizon, reason };
    },
  };
}

/** The slope of log2 of the differences over iterations, by least squares with one height for each name, as iterations a doubling. */
function doublingOf(envelopes: Iterable<Envelope>): number | undefined {
  let [covariance, variance] = [0, 0];
  for (const { iterations, absolute, horizon } of envelopes) {
    const points = iterations
      .map((iteration, i): [number, number] => [iteration, Math.log2(absolute[i])])
      .filter(([iteration, height]) => iteration <= horizon && Number.isFinite(height));
    const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
    const [x, y] = [mean(0), mean(1)];
    for (const point of points) {
      covariance += (point[0] - x) * (point[1] - y);
      variance += (point[0] - x) * (point[0] - x);
    }
  }
  return covariance > 0 ? variance / covariance : undefined;
}

/** The place of the first entry of an increasing list that is at least `least`. */
function firstFrom(list: readonly number[], least: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
