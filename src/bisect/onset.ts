/** How sure one must be of an onset. */
const CERTAIN = 0.95;

/** After how many looks that saw nothing the last place is looked at, too. */
const MISSED = 8;

/** The most probable onset of an effect that is not always seen. */
export interface Onset {
  /** From 1 to the number of places. */
  readonly at: number;
  /** Its probability after all looks. */
  readonly confidence: number;
  readonly looks: number;
  /** The first and the last place of the shortest interval around it with a probability of at least 0.95. */
  readonly interval: readonly [number, number];
}

/** What is known of a place: how often it was looked at, and how often the effect was seen. */
interface Seen {
  looks: number;
  hits: number;
}

/**
 * Finds from which of the places 1 to `count` on an effect may be seen, when each look is a chance: before its onset it is
 * seen at an unknown low rate (Beta(1, 49), 2 % on average), after it it is missed at an unknown rate (uniform). Always looks
 * where the onset is as probably before as after, and at the last place while nothing was seen, until one place has a probability of 0.95 or `most` looks are spent.
 *
 * Source: Waeber, Frazier and Henderson, Bisection search with noisy responses, SIAM J. Control Optim. 51(3), 2013, with the
 * rates integrated out.
 */
export async function findOnset(
  count: number,
  most: number,
  look: (place: number) => Promise<boolean>,
): Promise<Onset> {
  const seen: Seen[] = Array.from({ length: count + 1 }, () => ({ looks: 0, hits: 0 }));
  for (let looks = 0; ; looks++) {
    const probabilities = posterior(seen);
    const at = probabilities.indexOf(Math.max(...probabilities));
    if (probabilities[at] >= CERTAIN || looks === most) {
      return { at, confidence: probabilities[at], looks, interval: around(probabilities, at) };
    }
    // with no effect seen at all, an onset near the end looks like one that is always missed; so look where it must show
    const isStuck = looks >= MISSED && looks % 2 === 0 && seen.every(({ hits }) => hits === 0);
    const place = isStuck ? count : median(probabilities);
    seen[place].looks++;
    if (await look(place)) seen[place].hits++;
  }
}

/** The probability of every onset; that of place 0 is 0. */
function posterior(seen: readonly Seen[]): number[] {
  const all = seen.reduce((sum, { looks, hits }) => ({ looks: sum.looks + looks, hits: sum.hits + hits }));
  let [looks, hits] = [0, 0];
  const logs = seen.map((_, at) => {
    // what was seen before this place, and from it on
    if (at > 0) {
      looks += seen[at - 1].looks;
      hits += seen[at - 1].hits;
    }
    const [after, missed] = [all.looks - looks, all.looks - looks - (all.hits - hits)];
    return logBeta(1 + hits, 49 + looks - hits) + logBeta(1 + missed, 1 + after - missed);
  });
  logs[0] = Number.NEGATIVE_INFINITY;
  const highest = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - highest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** The place at which the effect is as probably to be seen as not: where a look tells most. */
function median(probabilities: readonly number[]): number {
  let sum = 0;
  const sums = probabilities.map((probability) => {
    sum += probability;
    return Math.abs(sum - 0.5);
  });
  sums[0] = Number.POSITIVE_INFINITY;
  return sums.indexOf(Math.min(...sums));
}

function around(probabilities: readonly number[], at: number): readonly [number, number] {
  let [low, high, sum] = [at, at, probabilities[at]];
  while (sum < CERTAIN) {
    const [left, right] = [probabilities[low - 1] ?? -1, probabilities[high + 1] ?? -1];
    if (left < 0 && right < 0) break;
    sum += left > right ? probabilities[--low] : probabilities[++high];
  }
  return [Math.max(1, low), high];
}

/** The logarithm of the beta function of two whole numbers from 1. */
const logBeta = (a: number, b: number): number => logFactorial(a - 1) + logFactorial(b - 1) - logFactorial(a + b - 1);

const factorials = [0];
function logFactorial(n: number): number {
  while (factorials.length <= n) factorials.push(factorials[factorials.length - 1] + Math.log(factorials.length));
  return factorials[n];
}
