// The patch experts of one scale, view and window as the passes find them in memory. Four landmarks lie side by side, a
// "group": lane l of every vector (a "cell" of 16 bytes) belongs to landmark l of the group, so that no lane is lost on the
// geometry of windows, and the hot loops need neither shuffles nor broadcasts.

export const CELL: usize = 16;

/** Addresses and sizes, written by the host. Strides are in bytes from a group to the next. */
@unmanaged
export class Bank {
  groups: i32;
  /** Side of the response maps, odd. */
  window: i32;
  /** Side of a patch. */
  patch: i32;
  /** The neurons of a landmark are worked on in chunks of four, then in chunks of three. */
  fours: i32;
  threes: i32;
  /** Fast-FIR weights: [group][chunk][branch 9][tap][neuron of the chunk] cells. */
  weights: usize;
  weightStride: usize;
  /** -log2(e) bias, then 2 alpha: [group][2][neuron] cells. */
  biases: usize;
  biasStride: usize;
  /** 1 where Sigma is split by its symmetry into three blocks, 0 where it is one. */
  split: i32;
  /** Blocks [row / 4][column][row % 4] cells, one after the other. */
  sigma: usize;
  sigmaStride: usize;
  /** x of four areas' first pixels, then their y, f64: [group][8]. */
  origins: usize;
  /** Areas of interest in 1/1024 of a gray value less their mean, row stride A + 1 cells, and a row of zeros behind. */
  areas: usize;
  areaStride: usize;
  /** Those means, f32: [group] cells. */
  means: usize;
  /** Sums of the neurons, and response maps: [group][w * w] cells. */
  sums: usize;
  maps: usize;
  mapStride: usize;
  /** Where the outputs of each branch lie in the planes, two at a time: i32 byte offsets. */
  places: usize;
  /** What the threads work in. */
  scratch: usize;
  scratchStride: usize;
}

// @ts-ignore: decorator
@inline export function up4(n: i32): i32 {
  return (n + 3) & ~3;
}

/** Side of an area of interest. */
// @ts-ignore: decorator
@inline export function areaSide(bank: Bank): i32 {
  return bank.window + bank.patch - 1;
}

/** Side of a fast-FIR plane: half the area's, rounded up. */
// @ts-ignore: decorator
@inline export function planeSide(bank: Bank): i32 {
  return ((bank.window + 1) >> 1) + ((bank.patch + 1) >> 1) - 1;
}

// The scratch of a thread: reciprocal norms, nine planes, nine convolutions, column sums, and parts of maps.

// @ts-ignore: decorator
@inline export function normsOf(bank: Bank, thread: i32): usize {
  return bank.scratch + <usize>thread * bank.scratchStride;
}

// @ts-ignore: decorator
@inline export function planesOf(bank: Bank, thread: i32): usize {
  return normsOf(bank, thread) + <usize>(bank.window * bank.window) * CELL;
}

// @ts-ignore: decorator
@inline export function convolutionsOf(bank: Bank, thread: i32): usize {
  const n = planeSide(bank);
  return planesOf(bank, thread) + <usize>(9 * n * n) * CELL;
}

/** Bytes of one branch's convolution: up to four neurons at each output, an even number of outputs. */
// @ts-ignore: decorator
@inline export function convolutionSize(bank: Bank): usize {
  const even = (bank.window + 1) >> 1;
  return <usize>((even * even + 1) & ~1) * (4 * CELL);
}

// @ts-ignore: decorator
@inline export function columnsOf(bank: Bank, thread: i32): usize {
  return convolutionsOf(bank, thread) + 9 * convolutionSize(bank);
}

// @ts-ignore: decorator
@inline export function partsOf(bank: Bank, thread: i32): usize {
  return columnsOf(bank, thread) + <usize>areaSide(bank) * (4 * CELL);
}

/** Bytes of scratch that a thread needs for a window and a patch of these sides. */
export function scratchSize(window: i32, patch: i32): usize {
  const even = (window + 1) >> 1;
  const n = even + ((patch + 1) >> 1) - 1;
  const convolution = <usize>((even * even + 1) & ~1) * 4;
  // the parts of a map and of its image under Sigma, each of four blocks padded to whole fours
  const parts = <usize>(2 * (window * window + 16));
  const cells = <usize>(window * window + 9 * n * n + 4 * (window + patch - 1)) + 9 * convolution + parts;
  return (cells * CELL + 63) & ~63;
}
