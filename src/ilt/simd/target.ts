import { probesOf } from '../metrics/index.js';
import { edgeWeights } from '../recipe/edges.js';
import { blockMeans } from '../recipe/pool.js';
import type { Problem } from '../recipe/problem.js';
import type { Level } from '../recipe/recipe.js';
import { type Packing, pack, type Square } from './packing.js';

/** Float32 values from a target to its weight. */
const WEIGHT = 16;

/** Writes what is to print as the loss wants it: in grey with weights, or in bits. */
export function packTarget(
  { target, recipe }: Problem,
  { samples }: Level,
  buffer: ArrayBufferLike,
  { phases, packing }: Square & { readonly packing: Packing },
  addressOf: (name: string) => number,
): void {
  if (recipe.bandPower === 1) {
    const to = new Float32Array(buffer, addressOf('greyTarget'));
    const probes = recipe.edges === 0 ? [] : probesOf(target.raster, target.size, target.pixel);
    pack(blockMeans(target.raster, samples), packing, to);
    pack(edgeWeights(probes, samples, recipe.edges, target.pixel), packing, to.subarray(WEIGHT));
    return;
  }
  // a bit a row, LANES rows a number
  const bits = new Uint16Array(buffer, addressOf('targetBits'));
  const hasTarget = new Uint8Array(buffer, addressOf('panelHasTarget'));
  const { rows, columns } = packing;
  const panel = phases * 64 * 32;
  for (let y = 0, i = 0; y < rows.length; y++) {
    const lane = rows[y] % panel;
    for (let x = 0; x < columns.length; x++, i++) {
      if (target.raster[i] === 0) continue;
      bits[(rows[y] - lane + columns[x]) / 32] |= 1 << lane;
      hasTarget[(rows[y] - lane) / panel] = 1;
    }
  }
}
