import {
  ELEMENT,
  IM,
  LANES,
  PHASE,
  SUMS,
  greyTarget,
  imageBins,
  imageFactors,
  imageLines,
  imagePhases,
  imagePitch,
  imageR,
  imageREnd,
  imageSums,
  images,
  isGrey,
  lineOf,
  panelHasTarget,
  phaseOf,
  radius,
  setting,
  targetBits,
} from './ilt-layout';
import { clearOutside } from './ilt-columns';
import { analyze, synthesize } from './ilt-line';
import { add, laneMax, mul, splat, transpose4 } from './ilt-math';
import { band, squares } from './ilt-resist';

// The second half of the way to the image's grid, along x, the resist and the loss, and the first half of the way back, LANES
// rows at a time. In one go, nothing of a full image is ever kept, but 8 KiB of it at a time.

/** Parts of the pass: from bins to intensities, from those to the gradient by them, from that to bins. */
// @ts-ignore: decorator
@inline const DRAW: i32 = 1;
// @ts-ignore: decorator
@inline const EXPOSE: i32 = 2;
// @ts-ignore: decorator
@inline const RETURN: i32 = 4;

/** LANES rows by bins to a line, or back: element by element transposed. */
// @ts-ignore: decorator
@inline export function transposeRows(put: bool, rows: usize, pitch: usize, line: usize, count: i32): void {
  const plane = pitch >> 1;
  for (let bin: usize = 0; bin < <usize>count; bin += 4) {
    for (let row: usize = 0; row < <usize>LANES; row += 4) {
      const a = rows + row * pitch + (bin << 2);
      const b = line + bin * ELEMENT + (row << 2);
      if (put) {
        transpose4(b, ELEMENT, a, pitch);
        transpose4(b + IM, ELEMENT, a + plane, pitch);
      } else {
        transpose4(a, pitch, b, ELEMENT);
        transpose4(a + plane, pitch, b + IM, ELEMENT);
      }
    }
  }
}

/** The largest sum of moduli of a row's bins, which no intensity of the row exceeds. */
function brightest(line: usize): f32 {
  let top = splat(0);
  for (let l: usize = 0; l < IM; l += 16) {
    let sum = splat(0);
    let at = line + l;
    for (let bin = 0; bin < imageBins; bin++, at += ELEMENT) {
      const re = v128.load(at);
      const im = v128.load(at, IM);
      sum = add(sum, f32x4.sqrt(add(mul(re, re), mul(im, im))));
    }
    top = f32x4.pmax(top, sum);
  }
  return laneMax(top);
}

/** Panels begin to end - 1 of the image, those `parts` of the pass. */
export function imageRows(thread: i32, begin: i32, end: i32, parts: i32): void {
  const reach = 2 * radius;
  const phase = phaseOf(thread);
  const line = lineOf(thread, 0);
  const back = lineOf(thread, 1);
  const r = imageREnd - imageR;
  const kept = <usize>(8 * r) * ELEMENT;
  const bound = f32x4.extract_lane(setting(9), 0);
  for (let panel = begin; panel < end; panel++) {
    const rows = imageLines + <usize>(panel * LANES) * imagePitch;
    const sums = imageSums + <usize>panel * SUMS;
    if (parts & EXPOSE) memory.fill(sums, 0, SUMS);
    if (parts & DRAW) {
      transposeRows(false, rows, imagePitch, line, imageBins);
      const dark = bound > 0 && load<u8>(panelHasTarget + <usize>panel) == 0;
      // a little below the bound of single samples, so that none of them is found brighter by rounding
      if (dark && parts & RETURN && brightest(line) < 0.9999 * bound) {
        memory.fill(rows, 0, <usize>LANES * imagePitch);
        continue;
      }
    }
    if (parts & RETURN) memory.fill(back, 0, <usize>imageBins * ELEMENT);
    for (let p = 0; p < imagePhases; p++) {
      const number = panel * imagePhases + p;
      const factors = imageFactors + (<usize>(p * imageBins) << 3);
      const image = images + <usize>number * kept;
      if (parts & DRAW) synthesize(line, reach, factors, phase);
      else copySamples(image, phase, false);
      if (parts & EXPOSE) {
        if (isGrey) band(phase, greyTarget + <usize>number * kept, sums);
        else squares(phase, targetBits + (<usize>number << 7), sums);
      }
      if (parts & RETURN) {
        clearOutside(phase, imageR, imageREnd);
        analyze(phase, back, reach, factors);
      } else {
        copySamples(image, phase, true);
      }
    }
    if (parts & RETURN) transposeRows(true, rows, imagePitch, back, imageBins);
  }
}

/** Samples of a phase between a line and where the whole image is kept. */
function copySamples(image: usize, phase: usize, put: bool): void {
  const bytes = <usize>(imageREnd - imageR) * ELEMENT;
  for (let q: usize = 0; q < 8; q++) {
    const samples = phase + (8 * q + <usize>imageR) * ELEMENT;
    if (put) memory.copy(image + q * bytes, samples, bytes);
    else memory.copy(samples, image + q * bytes, bytes);
  }
}
