/** The branches of the flare-aware program. */
export type Branch = 'main' | 'v2';

/** How far the table of distances reaches, in nanometres, and the core of its power law. */
const REACH = 4000;
const CORE_SQUARED = 100;

/** Samples a side of the kernel. */
export const PSF_SIDE: Readonly<Record<Branch, number>> = { main: 101, v2: 33 };

/**
 * The flare-aware program's point spread function, [side, side], of sum 1: a table of 1 / (r^2 + 100) at `side` distances r
 * from 0 to 4000 nm, looked up for points 8000 / (side - 1) nm apart, at the nearest distance (main) or at the one below
 * (v2), the last one for all beyond.
 *
 * It is meant to be flare and is nearly none: the program takes each sample for a pixel, whatever a pixel's size, and the
 * core of 10 nm lies between two samples, so that the middle one alone has 0.69 (main) or 0.96 (v2) of the sum.
 */
export function historicalPsf(branch: Branch): Float64Array {
  const side = PSF_SIDE[branch];
  const last = side - 1;
  const at = (i: number) => -REACH + (2 * REACH * i) / last;
  const kernel = Float64Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [at(i % side), at(Math.floor(i / side))];
    const place = (Math.sqrt(x * x + y * y) / REACH) * last;
    const index = Math.min(last, branch === 'main' ? Math.round(place) : Math.floor(place));
    const distance = (index * REACH) / last;
    return 1 / (distance * distance + CORE_SQUARED);
  });
  const sum = kernel.reduce((total, value) => total + value, 0);
  return kernel.map((value) => value / sum);
}
