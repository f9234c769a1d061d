import type { Patch, View } from './model/model.js';
import { LEAST_ALPHA } from './patch-response.js';

/** Landmarks side by side in a group, and the bytes of a cell that holds one number of each. */
export const LANES = 4;
export const CELL = 16;

/** The shape of a bank: all that its sizes depend on. */
export interface BankShape {
  /** Side of the response maps. */
  readonly side: number;
  /** Side of the patches. */
  readonly patch: number;
  /** The landmark of each lane: those that the view sees, most neurons first, the last one again where a group has room. */
  readonly landmarks: Int32Array;
  /** How many of those are not repeated. */
  readonly count: number;
  readonly groups: number;
  /** Chunks of four and of three neurons. */
  readonly fours: number;
  readonly threes: number;
  /** Sides of the blocks of Sigma. */
  readonly blocks: readonly number[];
}

const activeNeurons = ({ neurons }: Patch) => neurons.filter(({ alpha }) => alpha > LEAST_ALPHA);

/** The bank of a view and a window; `isSplit` tells whether Sigma has the symmetry that splits it. */
export function bankShape({ visible, patches }: View, side: number, isSplit: boolean): BankShape {
  const seen = Array.from(visible.keys()).filter((i) => visible[i] !== 0);
  const counts = patches.map((patch) => activeNeurons(patch).length);
  seen.sort((a, b) => counts[b] - counts[a] || a - b);
  const groups = Math.ceil(seen.length / LANES);
  const landmarks = Int32Array.from({ length: LANES * groups }, (_, lane) => seen[Math.min(lane, seen.length - 1)]);
  const [even, odd] = [(side + 1) >> 1, side >> 1];
  return {
    side,
    patch: patches[seen[0]].width,
    landmarks,
    count: seen.length,
    groups,
    ...chunksOf(counts[seen[0]]),
    blocks: isSplit ? [even * even, even * odd, odd * odd] : [side * side],
  };
}

/** The chunks of four and of three that hold so many neurons with the least left over. */
function chunksOf(neurons: number): { fours: number; threes: number } {
  let best = { fours: 0, threes: Math.ceil(neurons / 3) };
  for (let fours = 1; fours <= Math.ceil(neurons / 4); fours++) {
    const threes = Math.max(0, Math.ceil((neurons - 4 * fours) / 3));
    if (4 * fours + 3 * threes <= 4 * best.fours + 3 * best.threes) best = { fours, threes };
  }
  return best;
}

/** Taps of the nine branches: even and odd positions of a patch, together. */
const halves = (patch: number) => [(patch + 1) >> 1, (patch + 1) >> 1, patch >> 1];

/** Sizes of a bank's arrays, in bytes; strides from group to group. */
export function bankSizes({ side, patch, groups, fours, threes, blocks }: BankShape) {
  const taps = halves(patch).reduce((sum, half) => sum + half, 0);
  const neurons = 4 * fours + 3 * threes;
  const area = side + patch - 1;
  const weightStride = taps * taps * neurons * CELL;
  const biasStride = 2 * neurons * CELL;
  const sigmaStride = blocks.reduce((sum, n) => sum + up4(n) * n * CELL, 0);
  const areaStride = (area + 1) * (area + 1) * CELL;
  const mapStride = side * side * CELL;
  return {
    strides: { weights: weightStride, biases: biasStride, sigma: sigmaStride, areas: areaStride, maps: mapStride },
    weights: groups * weightStride,
    biases: groups * biasStride,
    sigma: groups * sigmaStride,
    areas: groups * areaStride,
    maps: groups * mapStride,
    places: 4 * placesOf(side, patch).length,
  };
}

export const up4 = (n: number): number => (n + 3) & ~3;

/** Where the outputs of each branch lie in a plane, in bytes; an even number for each branch. */
export function placesOf(side: number, patch: number): Int32Array {
  const [even, odd] = [(side + 1) >> 1, side >> 1];
  const outputs = [even, even, odd];
  const plane = even + ((patch + 1) >> 1) - 1;
  const places: number[] = [];
  for (const rows of outputs) {
    for (const columns of outputs) {
      for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) places.push((i * plane + j) * CELL);
      if ((rows * columns) % 2 === 1) places.push(places[places.length - 1]);
    }
  }
  return Int32Array.from(places);
}

/** Whether a smoothing component stays the same under both reflections of the window and its transposition. */
export function isSymmetric(component: Float32Array, side: number): boolean {
  const cells = side * side;
  const maps = [
    (y: number, x: number) => (side - 1 - y) * side + x,
    (y: number, x: number) => y * side + side - 1 - x,
    (y: number, x: number) => x * side + y,
  ].map((map) => Int32Array.from({ length: cells }, (_, i) => map(Math.floor(i / side), i % side)));
  return maps.every((map) => {
    for (let a = 0; a < cells; a++) {
      for (let b = 0; b < cells; b++) {
        if (component[a * cells + b] !== component[map[a] * cells + map[b]]) return false;
      }
    }
    return true;
  });
}
