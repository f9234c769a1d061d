import type { Verdict } from './finding.js';

/** How many digits stand after the point in a number as a document prints it. */
const digitsOf = (printed: string): number => printed.split('.')[1]?.length ?? 0;

/**
 * Whether a number, printed with as many digits as the document's, is the document's. `claimed` is the text as it stands
 * there, without thousands separators.
 */
export const printsAs = (claimed: string, measured: number): boolean => measured.toFixed(digitsOf(claimed)) === claimed;

/** The verdict on a number that a document prints: it holds when the measured one rounds to the same digits. */
export function printed(claimed: string, measured: number, because: string, unit = ''): Verdict {
  const shown = `${measured.toFixed(digitsOf(claimed) + 2)}${unit}`;
  return { holds: printsAs(claimed, measured), claimed: `${claimed}${unit}`, measured: shown, because };
}

/** By how much a value changed, in percent of where it started; positive is growth. */
export const percentChange = (from: number, to: number): number => (100 * (to - from)) / from;
