import type { Pdm } from './model/model.js';
import { up4 } from './simd-bank.js';

/** Pairs of axes of a symmetric 3 x 3 matrix. */
const PAIRS = [
  [0, 0],
  [1, 1],
  [2, 2],
  [0, 1],
  [0, 2],
  [1, 2],
] as const;

/**
 * Second moments of a model's modes under weights of its landmarks, V_c' W V_d for the axes c and d. With them the normal
 * equations of m modes cost m^2 products instead of n m^2.
 */
export interface Moments {
  /** By landmark, 0 where it is not visible: [n]. */
  readonly weights: Float64Array;
  /** Their sum. */
  readonly sum: number;
  /** Sums of V_c by axis: [3, m]. */
  readonly first: Float64Array;
  /** Addresses of V_c' W V_d, [9, m', m'], of V_c' W mean_d, [9, m'], and of the first with its transpose, [6, m', m'] by pair. */
  readonly full: number;
  readonly constant: number;
  readonly symmetric: number;
}

/** Doubles that {@link momentsOf} writes. */
export const momentDoubles = ({ modes }: Pdm): number => 15 * up4(modes) * up4(modes) + 9 * up4(modes);

/** Works out the moments and writes them to `at`, an address in `doubles`. */
export function momentsOf(pdm: Pdm, weights: Float64Array, doubles: Float64Array, at: number): Moments {
  const { points: n, modes, mean, basis } = pdm;
  const width = up4(modes);
  const plane = width * width;
  const full = doubles.subarray(at / 8, at / 8 + 9 * plane);
  const constant = doubles.subarray(at / 8 + 9 * plane, at / 8 + 9 * (plane + width));
  const symmetric = doubles.subarray(at / 8 + 9 * (plane + width), at / 8 + momentDoubles(pdm));
  const first = new Float64Array(3 * modes);
  for (let c = 0; c < 3; c++) {
    for (let i = 0; i < n; i++) {
      if (weights[i] === 0) continue;
      for (let j = 0; j < modes; j++) {
        const weighted = weights[i] * basis[(c * n + i) * modes + j];
        first[c * modes + j] += weighted;
        for (let d = 0; d < 3; d++) {
          const from = (d * n + i) * modes;
          const to = (3 * c + d) * plane + j * width;
          constant[(3 * c + d) * width + j] += weighted * mean[d * n + i];
          for (let k = 0; k < modes; k++) full[to + k] += weighted * basis[from + k];
        }
      }
    }
  }
  for (const [pair, [c, d]] of PAIRS.entries()) {
    for (let i = 0; i < plane; i++) {
      const other = c === d ? 0 : full[(3 * d + c) * plane + i];
      symmetric[pair * plane + i] = full[(3 * c + d) * plane + i] + other;
    }
  }
  return {
    weights,
    sum: weights.reduce((sum, weight) => sum + weight, 0),
    first,
    full: at,
    constant: at + 72 * plane,
    symmetric: at + 72 * (plane + width),
  };
}
