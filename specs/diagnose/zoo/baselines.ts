import type { Verdict } from '../../../src/diagnose/index.js';

/** What a judge says of a loss. */
export interface Answer {
  readonly verdict: Verdict;
  /** Where it began to rise, in rows. */
  readonly onset?: readonly [from: number, to: number];
}

/** A rise that a rule raises its alarm for, in rows; undefined without an alarm. */
type Rule = (loss: Float64Array) => readonly [from: number, to: number] | undefined;

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The standard deviation of rows about their neighbors: that of steps over the square root of two. */
function noiseOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 1; i < values.length; i++) sum += (values[i] - values[i - 1]) * (values[i] - values[i - 1]);
  return Math.sqrt(sum / (2 * Math.max(1, values.length - 1))) + Number.MIN_VALUE;
}

/** Slope of the least squares line, in standard errors. */
function slopeZ(values: Float64Array): number {
  const n = values.length;
  const middle = (n - 1) / 2;
  const level = mean(values);
  const spread = (n * (n * n - 1)) / 12;
  let slope = 0;
  for (let i = 0; i < n; i++) slope += ((i - middle) * (values[i] - level)) / spread;
  let residual = 0;
  for (let i = 0; i < n; i++) residual += (values[i] - level - slope * (i - middle)) ** 2;
  return slope / (Math.sqrt(residual / Math.max(1, n - 2) / spread) + Number.MIN_VALUE);
}

const lowest = (values: Float64Array): number =>
  values.reduce((best, value, i) => (value < values[best] ? i : best), 0);

/** The slope of the last third is positive beyond doubt; it begins between the smallest loss and that third. */
const slopeTest: Rule = (loss) => {
  const third = Math.floor((2 * loss.length) / 3);
  if (!(slopeZ(loss.subarray(third)) > 3)) return undefined;
  const best = lowest(loss);
  return [Math.min(best, third), Math.max(best, third)];
};

/** A row four standard deviations above the mean of the twenty before it. */
const spike: Rule = (loss) => {
  const window = 20;
  for (let i = window; i < loss.length; i++) {
    const before = loss.subarray(i - window, i);
    const level = mean(before);
    const deviation = Math.sqrt(mean(before.map((value) => (value - level) ** 2)));
    if (loss[i] > level + 4 * deviation + 1e-12 * Math.abs(level)) return [i - 1, i];
  }
  return undefined;
};

/** No new smallest loss for a fifth of the rows. */
const patience: Rule = (loss) => {
  const best = lowest(loss);
  const wait = Math.ceil(loss.length / 5);
  return loss.length - best > wait ? [best, Math.min(loss.length - 1, best + 1)] : undefined;
};

/** Page 1954, Hinkley 1971: the sum above the running mean stands far above its own lowest point. */
const pageHinkley: Rule = (loss) => {
  const noise = noiseOf(loss);
  let [level, sum, least, at] = [0, 0, 0, 0];
  for (let i = 0; i < loss.length; i++) {
    level += (loss[i] - level) / (i + 1);
    sum += loss[i] - level - noise / 2;
    if (sum < least) [least, at] = [sum, i];
    if (sum - least > 10 * noise) return [at, i];
  }
  return undefined;
};

/** Page 1954: the sum of what is above the lowest level so far, which starts anew where it would be negative. */
const cusum: Rule = (loss) => {
  const noise = noiseOf(loss);
  const window = Math.max(5, loss.length >> 5);
  let [sum, from, level] = [0, 0, mean(loss.subarray(0, window))];
  for (let i = window; i < loss.length; i++) {
    level = Math.min(level, mean(loss.subarray(i - window, i)));
    sum += (loss[i] - level) / noise - 0.5;
    if (sum <= 0) [sum, from] = [0, i];
    if (sum > 10) return [from, i];
  }
  return undefined;
};

/** Two straight lines that the Bayesian information criterion prefers to one, the second of them rising. */
const twoSegments: Rule = (loss) => {
  const n = loss.length;
  const every = Math.max(1, Math.floor(n / 200));
  const whole = residual(loss);
  let [best, at] = [Number.POSITIVE_INFINITY, 0];
  for (let cut = 4; cut <= n - 4; cut += every) {
    const sum = residual(loss.subarray(0, cut)) + residual(loss.subarray(cut));
    if (sum < best) [best, at] = [sum, cut];
  }
  const criterion = (squares: number, parameters: number) =>
    n * Math.log(squares / n + Number.MIN_VALUE) + parameters * Math.log(n);
  if (at === 0 || criterion(best, 5) > criterion(whole, 2) || slopeZ(loss.subarray(at)) <= 0) return undefined;
  return [Math.max(0, at - every), Math.min(n - 1, at + every)];
};

/** The squared distances from the least squares line; of very many rows, of some. */
function residual(values: Float64Array): number {
  const every = Math.ceil(values.length / 400);
  const some = values.filter((_, i) => i % every === 0);
  const n = some.length;
  const middle = (n - 1) / 2;
  const level = mean(some);
  const spread = Math.max(1, (n * (n * n - 1)) / 12);
  let slope = 0;
  for (let i = 0; i < n; i++) slope += ((i - middle) * (some[i] - level)) / spread;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (some[i] - level - slope * (i - middle)) ** 2;
  return sum * every;
}

/** What every rule is told beside: a run that ends next to its best level has not diverged, and the shapes that are no divergence. */
function judgedBy(rule: Rule): (loss: Float64Array) => Answer {
  return (loss) => {
    if (!loss.every(Number.isFinite)) return { verdict: 'non-finite' };
    const window = Math.max(3, Math.floor(loss.length / 20));
    const end = mean(loss.subarray(-window));
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i + window <= loss.length; i += Math.max(1, window >> 1))
      best = Math.min(best, mean(loss.subarray(i, i + window)));
    const start = loss[0];
    const descent = Math.max(start - best, 0.01 * Math.abs(best));
    const onset = end > best + 0.05 * descent ? rule(loss) : undefined;
    if (onset) return { verdict: 'diverged', onset };
    const range = Math.abs(start - end);
    if (range < 0.01 * Math.abs(end)) return { verdict: 'flat' };
    if (slopeZ(loss.subarray(Math.floor((2 * loss.length) / 3))) < -3) return { verdict: 'improving' };
    return { verdict: noiseOf(loss.subarray(-window)) > 0.05 * descent ? 'plateau' : 'converged' };
  };
}

/** The usual rules, each with a gate on the end of the run. */
export const BASELINES: Readonly<Record<string, (loss: Float64Array) => Answer>> = {
  'slope z-test': judgedBy(slopeTest),
  'spike z-score': judgedBy(spike),
  patience: judgedBy(patience),
  'Page-Hinkley': judgedBy(pageHinkley),
  CUSUM: judgedBy(cusum),
  'two segments, BIC': judgedBy(twoSegments),
};
