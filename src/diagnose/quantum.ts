import { median } from './robust.js';

/** More significant digits than these are not a printed log's. */
const MOST_DIGITS = 12;
const SAMPLES = 512;

/**
 * The step between two numbers that a log prints near its values, from the digits that the values need; 0 where they need about
 * all that a double has. A log that prints fewer digits of small numbers is taken by its median.
 */
export function quantumOf(values: Float64Array): number {
  const every = Math.max(1, Math.floor(values.length / SAMPLES));
  let digits = 0;
  let decimals = Number.NEGATIVE_INFINITY;
  const sizes: number[] = [];
  for (let i = 0; i < values.length; i += every) {
    if (!Number.isFinite(values[i]) || values[i] === 0) continue;
    const [mantissa, exponent] = Math.abs(values[i]).toExponential().split('e');
    const length = mantissa.length - (mantissa.length > 1 ? 1 : 0);
    digits = Math.max(digits, length);
    decimals = Math.max(decimals, length - 1 - Number(exponent));
    sizes.push(Math.abs(values[i]));
  }
  if (sizes.length === 0 || digits > MOST_DIGITS) return 0;
  const atMedian = Math.floor(Math.log10(median(sizes))) + 1 - digits;
  return Number(`1e${Math.max(-decimals, atMedian)}`);
}
