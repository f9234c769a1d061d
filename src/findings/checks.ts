import { digitsOf, percentChange, printsAs } from '../diagnose/audit.js';
import type { Verdict } from './finding.js';

export { percentChange, printsAs };

/** The verdict on a number that a document prints: it holds when the measured one rounds to the same digits. */
export function printed(claimed: string, measured: number, because: string, unit = ''): Verdict {
  const shown = `${measured.toFixed(digitsOf(claimed) + 2)}${unit}`;
  return { holds: printsAs(claimed, measured), claimed: `${claimed}${unit}`, measured: shown, because };
}
