/** The decays of Adam's first and second moment. */
export const DECAYS = [0.9, 0.999] as const;
type Decay = (typeof DECAYS)[number];

/**
 * What Adam's moments are divided by for their start at zero, 1 - decay^step, as it was when the shipped model was trained.
 *
 * That was with a power function whose last digit is not always the nearest one (V8's in Node 20; other versions have
 * others). Here powers are worked out to twice the precision and rounded once, which is the same everywhere; at the listed
 * steps, of the 3600 that training takes, the other power was the next number above or below.
 */
export function biasCorrection(decay: Decay, step: number): number {
  const nearest = power(decay, step);
  if (NEXT_ABOVE[decay].has(step)) return 1 - neighbour(nearest, 1n);
  if (NEXT_BELOW[decay].has(step)) return 1 - neighbour(nearest, -1n);
  return 1 - nearest;
}

const NEXT_ABOVE: Readonly<Record<Decay, ReadonlySet<number>>> = {
  0.9: new Set([4]),
  0.999: new Set([
    16, 32, 103, 107, 137, 141, 180, 186, 195, 204, 216, 241, 245, 250, 270, 295, 299, 301, 306, 309, 319, 334, 335,
    360, 375, 406, 429, 433, 450, 455, 468, 491, 507, 557, 581, 786, 810, 815, 894, 938, 993, 999, 1003, 1018, 1021,
    1024, 1027, 1035, 1038, 1077, 1099, 1107, 1147, 1178, 1477, 1592, 1712, 1717, 1879, 2145, 2174, 2368, 3214,
  ]),
};
const NEXT_BELOW: Readonly<Record<Decay, ReadonlySet<number>>> = {
  0.9: new Set(),
  0.999: new Set([
    134, 138, 142, 151, 153, 181, 183, 188, 189, 198, 218, 249, 262, 264, 268, 271, 326, 338, 363, 367, 372, 396, 414,
    416, 424, 436, 612, 857, 917, 924, 945, 969, 1023, 1032, 1039, 1044, 1046, 1054, 1066, 1073, 1106, 1139, 1160, 1250,
    1552, 1819, 2541, 2928, 3077, 3171,
  ]),
};

/** A number as an unevaluated sum of two, the second far below the first. */
type Double = readonly [high: number, low: number];

/** x^n for a whole n >= 0, by squaring. */
function power(x: number, n: number): number {
  let result: Double = [1, 0];
  let factor: Double = [x, 0];
  for (let left = n; left > 0; left >>= 1) {
    if (left & 1) result = times(result, factor);
    factor = times(factor, factor);
  }
  return result[0] + result[1];
}

function times([a, aLow]: Double, [b, bLow]: Double): Double {
  const product = a * b;
  const [a1, a2] = halves(a);
  const [b1, b2] = halves(b);
  // the rounding error of the product, exactly (Dekker 1971)
  const error = a1 * b1 - product + a1 * b2 + a2 * b1 + a2 * b2;
  const low = error + (a * bLow + aLow * b);
  const sum = product + low;
  return [sum, low - (sum - product)];
}

/** A number as the sum of two with half its digits each (Veltkamp). */
function halves(x: number): Double {
  const large = 134217729 * x;
  const high = large - (large - x);
  return [high, x - high];
}

/** The number so many representable ones away. */
function neighbour(x: number, steps: bigint): number {
  const bits = new BigInt64Array(Float64Array.of(x).buffer);
  bits[0] += steps;
  return new Float64Array(bits.buffer)[0];
}
