import type { Patch, View } from './model/model.js';
import { LEAST_ALPHA } from './patch-response.js';

/** Landmarks side by side in a group, and the bytes of a cell that holds one number of each. */
export const LANES = 4;
export const CELL = 16;

/** The shape of a bank: the patch experts of one scale and view for one window. All sizes depend on it alone. */
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

export const activeNeurons = ({ neurons }: Patch) => neurons.filter(({ alpha }) => alpha > LEAST_ALPHA);

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

/** Taps of the three branches of one direction: even and odd positions of a patch together, even ones, odd ones. */
export const tapsOf = (patch: number) => [(patch + 1) >> 1, (patch + 1) >> 1, patch >> 1] as const;

/** Bytes of a bank's arrays from one group to the next. */
export function bankStrides({ side, patch, fours, threes, blocks }: BankShape) {
  const taps = tapsOf(patch).reduce((sum, count) => sum + count, 0);
  const neurons = 4 * fours + 3 * threes;
  const area = side + patch;
  return {
    weights: taps * taps * neurons * CELL,
    biases: 2 * neurons * CELL,
    sigma: blocks.reduce((sum, n) => sum + up4(n) * n * CELL, 0),
    // a column and a row of zeros behind the area
    areas: area * area * CELL,
    maps: side * side * CELL,
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
