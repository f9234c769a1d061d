import {
  ELEMENT,
  IM,
  LANES,
  bins,
  blockFactors,
  frameSpectrum,
  gradientSpectrum,
  imageBins,
  imageFactors,
  imageLines,
  imagePhases,
  imagePitch,
  imageR,
  imageREnd,
  imageSpectrum,
  lineOf,
  maskFactors,
  maskLines,
  maskPhases,
  maskPitch,
  maskR,
  maskREnd,
  maskSpectrum,
  phaseOf,
  radius,
  side,
  smallThree,
  transfer,
} from './ilt-layout';
import { analyze, synthesize } from './ilt-line';
import { mul } from './ilt-math';
import { placeOf } from './ilt-small';

// The first half of every way from a spectrum to a grid, along y, and the second half of every way back: LANES columns fx at a
// time, between their bins fy and the rows of the grid's square by their bins fx, which are [row][re bins, im bins].

/** Copies one phase of a line's samples to the rows that they belong to, or from there. */
// @ts-ignore: decorator
@inline function copyPhase(put: bool, samples: usize, rows: usize, pitch: usize, phases: i32, r: i32, rEnd: i32): void {
  const plane = pitch >> 1;
  const next = <usize>phases * pitch;
  for (let q: usize = 0; q < 8; q++) {
    let sample = samples + (8 * q + <usize>r) * ELEMENT;
    let row = rows + q * next;
    for (let k = r; k < rEnd; k++, sample += ELEMENT, row += 8 * next) {
      for (let l: usize = 0; l < IM; l += 16) {
        if (put) {
          v128.store(row + l, v128.load(sample + l));
          v128.store(row + plane + l, v128.load(sample + l, IM));
        } else {
          v128.store(sample + l, v128.load(row + l));
          v128.store(sample + l, v128.load(row + plane + l), IM);
        }
      }
    }
  }
}

/** Zeros in the samples that belong to no row of the square. */
// @ts-ignore: decorator
@inline export function clearOutside(samples: usize, r: i32, rEnd: i32): void {
  if (rEnd - r == 8) return;
  for (let q: usize = 0; q < 8; q++) {
    const at = samples + 8 * q * ELEMENT;
    memory.fill(at, 0, <usize>r * ELEMENT);
    memory.fill(at + <usize>rEnd * ELEMENT, 0, <usize>(8 - rEnd) * ELEMENT);
  }
}

/** Columns LANES c and on of the image, c from begin to end - 1: from the spectrum on the small grid to rows by bins. */
export function imageColumns(thread: i32, begin: i32, end: i32): void {
  const reach = 2 * radius;
  const line = lineOf(thread, 0);
  const phase = phaseOf(thread);
  const plane = <usize>side << 2;
  const scale: f32 = <f32>(1.0 / (<f64>side * <f64>side));
  for (let c = begin; c < end; c++) {
    for (let l = 0; l < LANES; l++) {
      const fx = c * LANES + l - reach;
      const column = smallThree + (placeOf(min(fx, reach)) << 2);
      const factors = transfer + (<usize>fx + <usize>reach) * 4;
      let to = line + (<usize>l << 2);
      for (let fy = -reach; fy <= reach; fy++, to += ELEMENT) {
        const from = column + placeOf(fy) * 2 * plane;
        // beyond the last bin the table holds zeros
        const factor = scale * load<f32>(factors + <usize>(fy + reach) * (imagePitch >> 1));
        store<f32>(to, load<f32>(from) * factor);
        store<f32>(to, load<f32>(from + plane) * factor, IM);
      }
    }
    for (let p = 0; p < imagePhases; p++) {
      synthesize(line, reach, imageFactors + (<usize>(p * imageBins) << 3), phase);
      const rows = imageLines + <usize>p * imagePitch + <usize>(c * LANES * 4);
      copyPhase(true, phase, rows, imagePitch, imagePhases, imageR, imageREnd);
    }
  }
}

/** The adjoint: from rows by bins to the spectrum of the gradient. */
export function imageColumnsBack(thread: i32, begin: i32, end: i32): void {
  const reach = 2 * radius;
  const line = lineOf(thread, 0);
  const phase = phaseOf(thread);
  for (let c = begin; c < end; c++) {
    memory.fill(line, 0, <usize>imageBins * ELEMENT);
    for (let p = 0; p < imagePhases; p++) {
      const rows = imageLines + <usize>p * imagePitch + <usize>(c * LANES * 4);
      copyPhase(false, phase, rows, imagePitch, imagePhases, imageR, imageREnd);
      clearOutside(phase, imageR, imageREnd);
      analyze(phase, line, reach, imageFactors + (<usize>(p * imageBins) << 3));
    }
    const to = imageSpectrum + <usize>(c * LANES * 4);
    const plane = imagePitch >> 1;
    for (let fy: usize = 0; fy < <usize>imageBins; fy++) {
      for (let l: usize = 0; l < IM; l += 16) {
        const factor = v128.load(transfer + fy * plane + <usize>(c * LANES * 4) + l);
        v128.store(to + fy * imagePitch + l, mul(factor, v128.load(line + fy * ELEMENT + l)));
        v128.store(to + fy * imagePitch + plane + l, mul(factor, v128.load(line + fy * ELEMENT + l, IM)));
      }
    }
  }
}

// @ts-ignore: decorator
@inline function spectrumOf(spectrum: usize, fy: i32, fx: i32): usize {
  return spectrum + (<usize>((fy + radius) * bins + fx + radius) << 3);
}

// @ts-ignore: decorator
@inline function blockFactor(fy: i32, fx: i32): f32 {
  return load<f32>(blockFactors + (<usize>(fy + radius) << 2)) * load<f32>(blockFactors + (<usize>(fx + radius) << 2));
}

/**
 * Columns of the gradient by the mask, bins fx from 0: the spectra of both conditions together, their Hermitian part, since
 * the mask is real, and the mean of each wave over a block.
 */
export function gradientColumns(thread: i32, begin: i32, end: i32): void {
  const line = lineOf(thread, 0);
  const phase = phaseOf(thread);
  const other = <usize>(bins * bins) << 3;
  for (let c = begin; c < end; c++) {
    memory.fill(line, 0, <usize>bins * ELEMENT);
    for (let l = 0; l < LANES && c * LANES + l <= radius; l++) {
      const fx = c * LANES + l;
      for (let fy = -radius; fy <= radius; fy++) {
        const a = spectrumOf(gradientSpectrum, fy, fx);
        const b = spectrumOf(gradientSpectrum, -fy, -fx);
        const factor = <f32>0.5 * blockFactor(fy, fx);
        const to = line + <usize>(fy + radius) * ELEMENT + (<usize>l << 2);
        store<f32>(to, factor * (load<f32>(a) + load<f32>(a + other) + (load<f32>(b) + load<f32>(b + other))));
        store<f32>(to, factor * (load<f32>(a + 4) + load<f32>(a + other + 4) - (load<f32>(b + 4) + load<f32>(b + other + 4))), IM);
      }
    }
    for (let p = 0; p < maskPhases; p++) {
      synthesize(line, radius, maskFactors + (<usize>(p * bins) << 3), phase);
      const rows = maskLines + <usize>p * maskPitch + <usize>(c * LANES * 4);
      copyPhase(true, phase, rows, maskPitch, maskPhases, maskR, maskREnd);
    }
  }
}

/** From the mask's rows by bins to its spectrum, with that of what is frozen. */
export function maskColumns(thread: i32, begin: i32, end: i32): void {
  const line = lineOf(thread, 0);
  const phase = phaseOf(thread);
  for (let c = begin; c < end; c++) {
    memory.fill(line, 0, <usize>bins * ELEMENT);
    for (let p = 0; p < maskPhases; p++) {
      const rows = maskLines + <usize>p * maskPitch + <usize>(c * LANES * 4);
      copyPhase(false, phase, rows, maskPitch, maskPhases, maskR, maskREnd);
      clearOutside(phase, maskR, maskREnd);
      analyze(phase, line, radius, maskFactors + (<usize>(p * bins) << 3));
    }
    for (let l = 0; l < LANES && c * LANES + l <= radius; l++) {
      const fx = c * LANES + l;
      for (let fy = -radius; fy <= radius; fy++) {
        const from = line + <usize>(fy + radius) * ELEMENT + (<usize>l << 2);
        const frame = spectrumOf(frameSpectrum, fy, fx);
        const re = load<f32>(from) * blockFactor(fy, fx) + load<f32>(frame);
        const im = load<f32>(from, IM) * blockFactor(fy, fx) + load<f32>(frame, 4);
        store<f32>(spectrumOf(maskSpectrum, fy, fx), re);
        store<f32>(spectrumOf(maskSpectrum, fy, fx), im, 4);
        if (fx > 0) {
          store<f32>(spectrumOf(maskSpectrum, -fy, -fx), re);
          store<f32>(spectrumOf(maskSpectrum, -fy, -fx), -im, 4);
        }
      }
    }
  }
}
