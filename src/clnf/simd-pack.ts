import type { Neuron, View } from './model/model.js';
import { LEAST_ALPHA } from './patch-response.js';
import { precision } from './response-map.js';
import { type BankShape, LANES, up4 } from './simd-bank.js';

/** The positions of a patch whose weights add up to each tap of the nine branches, in the order in which the kernel takes them. */
function tapSources(patch: number): Int32Array[] {
  const sources = [
    (t: number) => (2 * t + 1 < patch ? [2 * t, 2 * t + 1] : [2 * t]),
    (t: number) => [2 * t],
    (t: number) => [2 * t + 1],
  ];
  const counts = [(patch + 1) >> 1, (patch + 1) >> 1, patch >> 1];
  const taps: Int32Array[] = [];
  for (let down = 0; down < 3; down++) {
    for (let across = 0; across < 3; across++) {
      for (let y = 0; y < counts[down]; y++) {
        for (let x = 0; x < counts[across]; x++) {
          const cells = sources[down](y).flatMap((row) => sources[across](x).map((column) => row * patch + column));
          taps.push(Int32Array.from(cells));
        }
      }
    }
  }
  return taps;
}
