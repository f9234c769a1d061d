import type { KernelFunction } from '../kernels/load.js';
import type { Window } from './engine.js';
import { clampedTo } from './mean-shift.js';
import { LANES, up4 } from './simd-bank.js';
import type { Bank, SimdMemory } from './simd-memory.js';
import type { Similarity } from './similarity.js';

/** Where landmarks are and what their maps belong to. */
export interface Placed {
  /** [2, n]. */
  readonly shape: Float64Array;
  readonly base: Float64Array;
  readonly toReference: Similarity;
  readonly toImage: Similarity;
}

/** Mean shifts on the maps that are in the kernel's memory. The arrays are overwritten by the next call. */
export class SimdShift {
  /** Unclamped window coordinates: [2, n]. */
  readonly coordinates: Float64Array;
  /** In pixels of the reference frame, and of the image; zero where the view does not see: [2, n]. */
  readonly reference: Float64Array;
  readonly image: Float64Array;
  readonly #memory: SimdMemory;

  constructor(points: number, memory: SimdMemory) {
    this.coordinates = new Float64Array(2 * points);
    this.reference = new Float64Array(2 * points);
    this.image = new Float64Array(2 * points);
    this.#memory = memory;
  }

  run(window: Window, bank: Bank, { shape, base, toReference, toImage }: Placed): void {
    const { coordinates, reference, image } = this;
    const { exports, words, floats, workspace } = this.#memory;
    const { landmarks, count } = bank.shape;
    const { side } = window;
    const n = shape.length / 2;
    const half = (side - 1) >> 1;
    const [a, b, c, d] = toReference;
    for (let i = 0; i < n; i++) {
      const x = shape[i] - base[i];
      const y = shape[n + i] - base[n + i];
      coordinates[i] = a * x + b * y + half;
      coordinates[n + i] = c * x + d * y + half;
    }
    const row = 4 * up4(side);
    for (let lane = 0; lane < landmarks.length; lane++) {
      const landmark = landmarks[lane];
      const at = workspace.shifts / 4 + Math.floor(lane / LANES) * 4 * LANES + (lane % LANES);
      const x = clampedTo(side, coordinates[landmark]);
      const y = clampedTo(side, coordinates[n + landmark]);
      // a coordinate that is no number must not become an address
      words[at] = row * (Math.floor(x / 0.1 + 0.5) || 0);
      words[at + LANES] = row * (Math.floor(y / 0.1 + 0.5) || 0);
      floats[at + 2 * LANES] = x;
      floats[at + 3 * LANES] = y;
    }
    const { shifts, shiftScratch } = workspace;
    (exports.meanShifts as KernelFunction)(bank.address, this.#memory.table(window), shifts, shiftScratch);
    reference.fill(0);
    image.fill(0);
    for (let lane = 0; lane < count; lane++) {
      const landmark = landmarks[lane];
      const at = shifts / 4 + Math.floor(lane / LANES) * 4 * LANES + (lane % LANES);
      const x = floats[at + 2 * LANES];
      const y = floats[at + 3 * LANES];
      reference[landmark] = x;
      reference[n + landmark] = y;
      image[landmark] = toImage[0] * x + toImage[1] * y;
      image[n + landmark] = toImage[2] * x + toImage[3] * y;
    }
  }
}
