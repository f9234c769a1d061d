import type { KernelFunction } from '../kernels/load.js';
import type { Window } from './engine.js';
import { LANES } from './simd-bank.js';
import type { Bank, SimdMemory } from './simd-memory.js';
import type { Similarity } from './similarity.js';
import { areaSide, type GrayImage } from './warp.js';

/** Positions further than this from the origin are outside every image, and beyond it integers of the kernel would overflow. */
const FARTHEST = 1e6;
/** Rows that are copied beyond those needed, as a share of the face's height: the next window mostly needs them. */
const SPARE_ROWS = 0.2;

/** Where a window's areas of interest lie. */
export interface Areas {
  /** The landmarks: [2, n]. */
  readonly base: Float64Array;
  readonly toImage: Similarity;
}

/** Samples images around landmarks, and answers with response maps, group by group in the kernel. */
export class SimdResponse {
  readonly #memory: SimdMemory;
  /** Whether sampling is plain bilinear, not OpenCV's. */
  readonly #isPlain: boolean;
  #image: GrayImage | undefined;
  /** The rows of the image that the kernel has: first and behind last. */
  #rows: readonly [first: number, end: number] = [0, 0];

  constructor(memory: SimdMemory, isPlain: boolean) {
    this.#memory = memory;
    this.#isPlain = isPlain;
  }

  /** Runs `cut` (areas alone) or `respond` (areas, sums and maps) for a window. */
  run(pass: 'cut' | 'respond', window: Window, bank: Bank, { base, toImage }: Areas, image: GrayImage): void {
    const { exports, workspace, run } = this.#memory;
    const side = areaSide(window.side, bank.shape.patch);
    const [low, high] = this.#writeOrigins(bank, base, toImage, (side - 1) / 2);
    this.#writeWarp(toImage, side);
    (exports.tabulate as KernelFunction)(workspace.warp, side);
    const reach = (Math.abs(toImage[2]) + Math.abs(toImage[3])) * ((side - 1) / 2) + 2;
    this.#provideRows(image, Math.floor(low - reach), Math.ceil(high + reach) + 1, SPARE_ROWS * (high - low));
    run(pass, bank.shape.groups, bank.address, workspace.frame, workspace.warp, this.#isPlain ? 1 : 0);
  }

  /** The image positions of the areas' first pixels. Gives the smallest and the largest y of a landmark. */
  #writeOrigins({ shape }: Bank, base: Float64Array, toImage: Similarity, center: number): [low: number, high: number] {
    const { doubles, workspace } = this.#memory;
    const n = base.length / 2;
    const [m0, m1, m3, m4] = toImage;
    let low = Infinity;
    let high = -Infinity;
    for (let lane = 0; lane < shape.landmarks.length; lane++) {
      const landmark = shape.landmarks[lane];
      const x = base[landmark];
      const y = base[n + landmark];
      const at = workspace.origins / 8 + Math.floor(lane / LANES) * 2 * LANES + (lane % LANES);
      doubles[at] = this.#rounded(within(x - m0 * center - m1 * center));
      doubles[at + LANES] = this.#rounded(within(y - m3 * center - m4 * center));
      low = Math.min(low, y);
      high = Math.max(high, y);
    }
    return [within(low), within(high)];
  }

  #writeWarp(toImage: Similarity, side: number): void {
    const { doubles, words, workspace } = this.#memory;
    for (let i = 0; i < 4; i++) {
      // xu, xv, yu, yv
      const step = toImage[i];
      const isSane = Math.abs(step) * side < FARTHEST;
      doubles[workspace.warp / 8 + i] = isSane ? this.#rounded(step) : 0;
    }
    // the table lies behind the fields of `Warp` in src/kernels/assembly/clnf-warp.ts
    words[workspace.warp / 4 + 8] = workspace.warp + 64;
  }

  /** OpenCV takes the warp in single precision. */
  #rounded(value: number): number {
    return this.#isPlain ? value : Math.fround(value);
  }

  /** Copies the rows of an image that are needed and not there. */
  #provideRows(image: GrayImage, first: number, end: number, spare: number): void {
    const { width, height, data } = image;
    const { bytes, words, workspace } = this.#memory;
    const top = Math.max(0, Math.min(height - 1, first));
    const bottom = Math.max(top + 1, Math.min(height, end));
    if (this.#image === image && top >= this.#rows[0] && bottom <= this.#rows[1]) return;
    const from = Math.max(0, Math.floor(top - spare));
    const to = Math.min(height, Math.ceil(bottom + spare));
    bytes.set(data.subarray(from * width, to * width), workspace.pixels);
    words.set([workspace.pixels, from, width, height], workspace.frame / 4);
    this.#image = image;
    this.#rows = [from, to];
  }
}

/** A number that is no number is far outside. */
const within = (position: number): number =>
  Math.max(-FARTHEST, Math.min(FARTHEST, position)) || (position === 0 ? 0 : -FARTHEST);
