import type { SimdMemory } from './simd-memory.js';
import type { Frame, LossTerms } from './strict.js';

const LANES = 4;

/** The loss terms from the kernel's sums by strip and by row, added in double precision and always in the same order. */
export function readLoss(
  { floats, words, strips, stripSums, rowSums }: SimdMemory,
  { width, height }: Frame,
): LossTerms {
  let absolute = 0;
  let squaredCovered = 0;
  let squaredUncovered = 0;
  let uncovered = 0;
  for (let strip = 0; strip < strips; strip++) {
    for (let lane = 0; lane < LANES; lane++) {
      const at = stripSums + strip * 4 * LANES + lane;
      absolute += floats[at];
      squaredCovered += floats[at + LANES];
      squaredUncovered += floats[at + 2 * LANES];
      uncovered += words[at + 3 * LANES];
    }
  }
  let structure = 0;
  for (let at = rowSums; at < rowSums + (height - 8) * LANES; at++) structure += floats[at];
  const values = 3 * width * height;
  const l1 = absolute / values;
  const l2_covered = squaredCovered / values;
  const l2_uncovered = squaredUncovered / values;
  const l2 = l2_covered + l2_uncovered;
  const ssim = structure / (3 * (width - 8) * (height - 8));
  return { loss: 0.2 * l1 + 0.8 * l2 + 0.1 * (1 - ssim), l1, l2, ssim, uncovered, l2_covered, l2_uncovered };
}
