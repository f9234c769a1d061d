import type { LandmarkModel, Patch, View } from './model/model.js';
import { smoothingComponents } from './response-map.js';
import { activeNeurons, type BankShape, bankShape, bankStrides, LANES, tapsOf, up4 } from './simd-bank.js';
import { invert, isSymmetric, splitBlocks } from './simd-sigma.js';

/** The patch experts of one scale and view for one window, in the order in which the kernel takes them. */
export interface PackedBank {
  readonly shape: BankShape;
  /** Fast-FIR weights: [group][chunk][branch][tap][neuron][lane]. */
  readonly weights: Float32Array;
  /** [group][bias, alpha][neuron][lane]. */
  readonly biases: Float32Array;
  /** [group][block][row / 4][column][row % 4][lane]. */
  readonly sigma: Float32Array;
}

/** The smoothing of a window: blocks where all components have the symmetry for it, each whole where one has not. */
interface SplitSmoothing {
  readonly isSplit: boolean;
  /** By component, by block: [n, n]. */
  readonly blocks: readonly (readonly Float64Array[])[];
}

const banks = new WeakMap<View, Map<number, PackedBank>>();
const smoothings = new WeakMap<LandmarkModel, Map<number, SplitSmoothing>>();

/** The shape of the bank that {@link packBank} makes. */
export const shapeOf = (model: LandmarkModel, scale: number, view: number, side: number): BankShape =>
  bankShape(model.scales[scale].views[view], side, smoothingOf(model, scale, side).isSplit);

/** Packs a bank, or gives that which was packed before. */
export function packBank(model: LandmarkModel, scale: number, view: number, side: number): PackedBank {
  const experts = model.scales[scale].views[view];
  return kept(banks, experts, side, () => {
    const smoothing = smoothingOf(model, scale, side);
    const shape = bankShape(experts, side, smoothing.isSplit);
    const strides = bankStrides(shape);
    const floats = (stride: number) => new Float32Array((shape.groups * stride) / 4);
    const bank = {
      shape,
      weights: floats(strides.weights),
      biases: floats(strides.biases),
      sigma: floats(strides.sigma),
    };
    const taps = tapSources(shape.patch);
    for (const [lane, landmark] of shape.landmarks.entries()) {
      const group = Math.floor(lane / LANES);
      const place = (stride: number) => (group * stride) / 4 + (lane % LANES);
      packNeurons(bank, experts.patches[landmark], taps, place(strides.weights), place(strides.biases));
      packSigma(bank, experts.patches[landmark], smoothing, place(strides.sigma));
    }
    return bank;
  });
}

function smoothingOf(model: LandmarkModel, scale: number, side: number): SplitSmoothing {
  return kept(smoothings, model, side, () => {
    const components = smoothingComponents(model, scale, side);
    const isSplit = components.every((component) => isSymmetric(component, side));
    const blocks = components.map((component) =>
      isSplit ? splitBlocks(component, side) : [Float64Array.from(component)],
    );
    return { isSplit, blocks };
  });
}

function kept<Key extends WeakKey, Made>(
  all: WeakMap<Key, Map<number, Made>>,
  key: Key,
  side: number,
  make: () => Made,
): Made {
  const known = all.get(key) ?? new Map<number, Made>();
  all.set(key, known);
  const made = known.get(side) ?? make();
  known.set(side, made);
  return made;
}

/**
 * Neurons with all that does not depend on the image folded in: the mean that is taken off the patch, the norm, and the
 * -log2(e) by which the exponential becomes a power of two.
 */
function packNeurons(
  { shape: { patch, fours, threes }, weights, biases }: PackedBank,
  expert: Patch,
  taps: readonly Int32Array[],
  from: number,
  biasFrom: number,
): void {
  const neurons = activeNeurons(expert);
  const folded = neurons.map(({ norm, weights: plain }) => {
    const mean = plain.reduce((sum, weight) => sum + weight, 0) / (patch * patch);
    return Float64Array.from(plain, (weight) => (weight - mean) * norm * -Math.LOG2E);
  });
  let at = from;
  for (let chunk = 0, first = 0; chunk < fours + threes; chunk++) {
    const count = chunk < fours ? 4 : 3;
    for (const cells of taps) {
      for (let k = first; k < first + count; k++, at += LANES) {
        if (k >= folded.length) continue;
        let sum = 0;
        for (const cell of cells) sum += folded[k][cell];
        weights[at] = sum;
      }
    }
    first += count;
  }
  const places = 4 * fours + 3 * threes;
  for (const [k, { bias, alpha }] of neurons.entries()) {
    biases[biasFrom + k * LANES] = -Math.LOG2E * bias;
    biases[biasFrom + (places + k) * LANES] = 2 * alpha;
  }
}

/** Sigma by its blocks; a part of a map is the plain sum of four values, hence the quarter. */
function packSigma(
  { shape: { blocks: sides }, sigma }: PackedBank,
  { neurons, betas }: Patch,
  { isSplit, blocks }: SplitSmoothing,
  from: number,
): void {
  const diagonal = 2 * neurons.reduce((sum, { alpha }) => sum + alpha, 0);
  const share = isSplit ? 1 / 4 : 1;
  let at = from;
  for (const [b, n] of sides.entries()) {
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n; i++) matrix[i * n + i] = diagonal;
    for (const [c, component] of blocks.entries()) {
      const factor = 2 * betas[c];
      for (let i = 0; i < n * n; i++) matrix[i] += factor * component[b][i];
    }
    invert(matrix, n);
    for (let row = 0; row < n; row++) {
      const start = at + ((row >> 2) * n * 4 + (row & 3)) * LANES;
      for (let column = 0; column < n; column++) sigma[start + column * 4 * LANES] = share * matrix[row * n + column];
    }
    at += up4(n) * n * LANES;
  }
}

/** The cells of a patch whose weights add up to each tap of the nine branches, in the order in which the kernel takes them. */
function tapSources(patch: number): Int32Array[] {
  const counts = tapsOf(patch);
  const sources = [
    (t: number) => (2 * t + 1 < patch ? [2 * t, 2 * t + 1] : [2 * t]),
    (t: number) => [2 * t],
    (t: number) => [2 * t + 1],
  ];
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
