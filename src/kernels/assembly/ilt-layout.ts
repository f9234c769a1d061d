// Where everything lies in the shared memory. The layout is a pure function of the sizes in the header, so that every
// instance of this module (one a thread) computes the same addresses; nothing else is kept in an instance between calls.
//
// Long transforms work on lines: LANES rows or columns side by side, one element a sample or a bin, LANES real parts and
// then LANES imaginary parts. A grid of N points an axis has N / 64 phases of 64 samples each: sample phase + N/64 (q + 8 r)
// is number 8 q + r of its phase, the order that the transforms leave them in (ilt-line.ts). Arrays over a grid are kept as
// [panel of LANES rows][phase][q][r][row], so that a pass over a panel reads and writes straight on.

/** Rows or columns side by side in a line. */
export const LANES: i32 = 16;
/** Bytes of an element of a line, and from its real to its imaginary parts. */
// @ts-ignore: decorator
@inline export const ELEMENT: usize = 128;
// @ts-ignore: decorator
@inline export const IM: usize = 64;
/** Bytes of the 64 samples of a phase. */
// @ts-ignore: decorator
@inline export const PHASE: usize = 64 * ELEMENT;
/** Bytes of the sums that a panel gives: 8 of f64. */
// @ts-ignore: decorator
@inline export const SUMS: usize = 64;

/** Bits of the sizes' last number. */
// @ts-ignore: decorator
@inline const KEEPS_IMAGES: i32 = 1;
// @ts-ignore: decorator
@inline const IS_GREY: i32 = 2;
// @ts-ignore: decorator
@inline const KEEPS_GRADIENT: i32 = 4;
// @ts-ignore: decorator
@inline const HAS_MOMENTS: i32 = 8;

/**
 * The sizes, i32, by the host: threads, radius, side, points of the image and the square of them that the loss sees (first,
 * last + 1), the same of the mask and the square that is optimized, kernels a condition (a multiple of 4), probes a condition
 * (likewise; 0: the kernels are their own probes), copies of the parameters, bits.
 */
export const header: usize = (__heap_base + 63) & ~63;

/** Kernels reach from bin -radius to radius; they have `bins` bins an axis, an image has `imageBins`. */
export let radius: i32 = 0;
export let bins: i32 = 0;
export let imageBins: i32 = 0;
/** Points an axis of the small grid, on which fields and intensities are worked out. */
export let side: i32 = 0;
export let kernelLanes: i32 = 0;
export let probeLanes: i32 = 0;

/** A grid's phases, the values of r that its square needs, and the panels that they make. */
export let imagePhases: i32 = 0;
export let imageR: i32 = 0;
export let imageREnd: i32 = 0;
export let imagePanels: i32 = 0;
export let maskPhases: i32 = 0;
export let maskR: i32 = 0;
export let maskREnd: i32 = 0;
/** Panels of the mask's square by twos: one as real and one as imaginary part of a line. */
export let maskPairs: i32 = 0;
/** The square that is optimized: both its columns and its rows. */
export let maskFirst: i32 = 0;
export let maskLast: i32 = 0;

/** What a pass is to do, f32, by the host (ilt-settings.ts). */
export let settings: usize = 0;
/** Factors (cosine, sine): of 64 points, of `side` points, [phase][bin from the lowest] of the image and of the mask. */
export let factors64: usize = 0;
export let factorsSide: usize = 0;
export let imageFactors: usize = 0;
export let maskFactors: usize = 0;
/** Per bin of the mask, f32: the mean of its wave over a block, by the points of the grid. */
export let blockFactors: usize = 0;

/** Spectra of the kernels and of the probes, and those that lead back: [condition][fy][fx][re lanes, im lanes]. */
export let kernels: usize = 0;
export let probes: usize = 0;
export let returns: usize = 0;
/** Their fields on the small grid: [condition][x][y][re lanes, im lanes]. */
export let fields: usize = 0;
export let probeFields: usize = 0;
/** [condition][fy][x][re lanes, im lanes]: between the two halves of a small transform. */
export let fieldRows: usize = 0;

/** [fy][fx] complex: of the mask, of what is frozen of it, and of the gradient, one a condition. */
export let maskSpectrum: usize = 0;
export let frameSpectrum: usize = 0;
export let gradientSpectrum: usize = 0;
/** Images on the small grid, a row of real parts and one of imaginary parts in turn; two more to work with. */
export let small: usize = 0;
export let smallTwo: usize = 0;
export let smallThree: usize = 0;
export let smallBytes: usize = 0;

/** What stray light makes of each bin of an image, f32: [fy][fx], rows of a multiple of LANES. */
export let transfer: usize = 0;
/** The spectrum of the gradient by both intensities: [fy][re bins, im bins], as wide as a row below. */
export let imageSpectrum: usize = 0;
/** Rows of the image's square by their bins, [row][re bins, im bins]; likewise of the mask's, bins from 0. */
export let imageLines: usize = 0;
export let imagePitch: usize = 0;
export let maskLines: usize = 0;
export let maskPitch: usize = 0;

/** u16 a sample, a bit a row: 1 where the target is to print; u8 a panel: whether it has any. */
export let targetBits: usize = 0;
export let isGrey: bool = false;
export let panelHasTarget: usize = 0;
/** The target and the weight of its error, in grey: LANES of each by turns, as f32. */
export let greyTarget: usize = 0;
/** Both intensities, or the gradient by them, over the whole square: PHASE bytes less those of the r not needed. */
export let images: usize = 0;
export let imageSums: usize = 0;

/** Copies of the parameters; then what they become when smoothed, the gradient, and the moments of Adam. */
export let parameters: usize = 0;
export let parameterBytes: usize = 0;
export let smoothed: usize = 0;
export let mask: usize = 0;
export let gradient: usize = 0;
export let firstMoment: usize = 0;
export let secondMoment: usize = 0;
export let maskSums: usize = 0;

let scratch: usize = 0;
let scratchBytes: usize = 0;
let lineBytes: usize = 0;
let top: usize = 0;

// @ts-ignore: decorator
@inline function size(index: usize): i32 {
  return load<i32>(header + (index << 2));
}

function take(bytes: usize): usize {
  const address = top;
  top = (address + bytes + 127) & ~127;
  return address;
}

// @ts-ignore: decorator
@inline function upTo16(count: i32): usize {
  return <usize>((count + 15) & ~15);
}

/** Lays out memory that holds nothing but zeros beyond the header, and returns its size in bytes. Writes nothing. */
export function configure(thread: i32, begin: i32, end: i32): usize {
  const threads = <usize>size(0);
  radius = size(1);
  bins = 2 * radius + 1;
  imageBins = 4 * radius + 1;
  side = size(2);
  imagePhases = size(3) >> 6;
  imageR = size(4) / (8 * imagePhases);
  imageREnd = (size(5) + 8 * imagePhases - 1) / (8 * imagePhases);
  // whole panels
  while (((imageREnd - imageR) * imagePhases) & 1) {
    if (imageREnd < 8) imageREnd++;
    else imageR--;
  }
  imagePanels = ((imageREnd - imageR) * imagePhases) >> 1;
  maskPhases = size(6) >> 6;
  maskFirst = size(7);
  maskLast = size(8);
  maskR = maskFirst / (8 * maskPhases);
  maskREnd = (maskLast + 8 * maskPhases - 1) / (8 * maskPhases);
  // whole pairs of panels
  while (((maskREnd - maskR) * maskPhases) & 3) {
    if (maskREnd < 8) maskREnd++;
    else maskR--;
  }
  maskPairs = ((maskREnd - maskR) * maskPhases) >> 2;
  kernelLanes = size(9);
  probeLanes = size(10);
  const bits = size(12);

  top = header + 128;
  settings = take(256);
  factors64 = take(64 * 8);
  factorsSide = take(<usize>side * 8);
  imageFactors = take(<usize>imagePhases * <usize>imageBins * 8);
  maskFactors = take(<usize>maskPhases * <usize>bins * 8);
  blockFactors = take(<usize>bins * 4);

  const all: usize = 2 * <usize>bins * <usize>bins * 8;
  const squared: usize = 2 * <usize>side * <usize>side * 8;
  const probing = probeLanes == 0 ? kernelLanes : probeLanes;
  kernels = take(all * <usize>kernelLanes);
  probes = take(all * <usize>probeLanes);
  returns = take(all * <usize>probing);
  fields = take(squared * <usize>kernelLanes);
  probeFields = probeLanes == 0 ? fields : take(squared * <usize>probeLanes);
  const widest = <usize>max(kernelLanes, probing);
  fieldRows = take(2 * <usize>bins * <usize>side * widest * 8);
  maskSpectrum = take(all);
  frameSpectrum = take(all);
  gradientSpectrum = take(all);
  smallBytes = <usize>side * <usize>side * 8;
  small = take(smallBytes);
  smallTwo = take(smallBytes);
  smallThree = take(smallBytes);

  imagePitch = upTo16(imageBins) * 8;
  transfer = take(<usize>imageBins * (imagePitch >> 1));
  imageSpectrum = take(<usize>imageBins * imagePitch);
  imageLines = take(<usize>imagePanels * <usize>LANES * imagePitch);
  maskPitch = upTo16(radius + 1) * 8;
  maskLines = take(2 * <usize>maskPairs * <usize>LANES * maskPitch);

  const samples = <usize>imagePanels * <usize>imagePhases * 8 * <usize>(imageREnd - imageR);
  isGrey = (bits & IS_GREY) != 0;
  targetBits = take(isGrey ? 0 : samples * 2);
  panelHasTarget = take(<usize>imagePanels);
  greyTarget = take(isGrey ? samples * ELEMENT : 0);
  images = take(bits & KEEPS_IMAGES ? samples * ELEMENT : 0);
  imageSums = take(<usize>imagePanels * SUMS);

  parameterBytes = <usize>maskPairs * <usize>maskPhases * 8 * <usize>(maskREnd - maskR) * ELEMENT;
  parameters = take(parameterBytes * <usize>size(11));
  mask = take(parameterBytes);
  smoothed = take(bits & KEEPS_GRADIENT ? parameterBytes : 0);
  gradient = take(bits & KEEPS_GRADIENT ? parameterBytes : 0);
  firstMoment = take(bits & HAS_MOMENTS ? parameterBytes : 0);
  secondMoment = take(bits & HAS_MOMENTS ? parameterBytes : 0);
  maskSums = take(<usize>maskPairs * SUMS);

  lineBytes = upTo16(imageBins) * ELEMENT;
  const fieldLine = <usize>side * widest * 8;
  const column = <usize>(maskPairs + 2) * ELEMENT;
  scratchBytes = (max(max(PHASE + 4 * lineBytes + ELEMENT, 2 * fieldLine), column) + 127) & ~127;
  scratch = take(scratchBytes * threads);
  return top;
}

/**
 * The samples of one phase of a line; or, as all of a thread's room, two lines over the small grid with kernels as lanes, or
 * a column of the parameters.
 */
// @ts-ignore: decorator
@inline export function phaseOf(thread: i32): usize {
  return scratch + <usize>thread * scratchBytes;
}

/** The bins of one of four lines of a thread; after them there is room for one element. */
// @ts-ignore: decorator
@inline export function lineOf(thread: i32, index: i32): usize {
  return phaseOf(thread) + PHASE + <usize>index * lineBytes;
}

/** Number `index` of the settings. */
// @ts-ignore: decorator
@inline export function setting(index: usize): v128 {
  return v128.load32_splat(settings + (index << 2));
}
