import {
  bins,
  phaseOf,
  fieldRows,
  fields,
  kernelLanes,
  kernels,
  maskSpectrum,
  probeFields,
  probeLanes,
  probes,
  radius,
  side,
  small,
} from './ilt-layout';
import { add, laneSum, mul, sub } from './ilt-math';
import { inverse, placeOf } from './ilt-small';

// The coherent fields A_k = ifft(H_k Mhat) of all kernels on the small grid, and their intensity sum |A_k|^2 (the kernels come
// multiplied by the roots of their weights). Kernels are lanes. A field has bins up to `radius` and its square up to twice
// that, so a grid of 4 radius + 1 points holds both exactly.
// Source: Hopkins' sum of coherent systems, Cobb 1998; the small grid follows from the bands alone.

/** First along x, a row of bins (condition, fy) at a time. `bank` is 0 for the kernels, 1 for the probes. */
export function fieldsAlongX(thread: i32, begin: i32, end: i32, bank: i32): void {
  const lanes = bank == 0 ? kernelLanes : probeLanes;
  const spectra = bank == 0 ? kernels : probes;
  const plane = <usize>lanes << 2;
  const element = plane << 1;
  const line = phaseOf(thread);
  for (let row = begin; row < end; row++) {
    const to = fieldRows + <usize>(row * side) * element;
    clearMiddle(line, element);
    let h = spectra + <usize>(row * bins) * element;
    let m = maskSpectrum + (<usize>((row % bins) * bins) << 3);
    for (let fx = -radius; fx <= radius; fx++, m += 8, h += plane) {
      const mr = v128.load32_splat(m);
      const mi = v128.load32_splat(m, 4);
      let x = line + placeOf(fx) * element;
      for (const last = h + plane; h < last; h += 16, x += 16) {
        const hr = v128.load(h);
        const hi = v128.load(h + plane);
        v128.store(x, sub(mul(hr, mr), mul(hi, mi)));
        v128.store(x + plane, add(mul(hr, mi), mul(hi, mr)));
      }
    }
    if (inverse(line, to, lanes, true) == line) memory.copy(to, line, <usize>side * element);
  }
}

/** Then along y, a column (condition, x) at a time; of the kernels also the intensity. */
export function fieldsAlongY(thread: i32, begin: i32, end: i32, bank: i32): void {
  const lanes = bank == 0 ? kernelLanes : probeLanes;
  const element = <usize>lanes << 3;
  const line = phaseOf(thread);
  for (let column = begin; column < end; column++) {
    const condition = column / side;
    const x = column % side;
    const to = (bank == 0 ? fields : probeFields) + <usize>(column * side) * element;
    clearMiddle(line, element);
    for (let fy = -radius; fy <= radius; fy++) {
      const row = condition * bins + fy + radius;
      memory.copy(line + placeOf(fy) * element, fieldRows + <usize>(row * side + x) * element, element);
    }
    if (inverse(line, to, lanes, true) == line) memory.copy(to, line, <usize>side * element);
    if (bank == 0) {
      const image = small + (<usize>((2 * x + condition) * side) << 2);
      for (let y: usize = 0; y < <usize>side; y++) store<f32>(image + (y << 2), power(to + y * element, element));
    }
  }
}

function power(at: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0);
  for (const last = at + bytes; at < last; at += 16) sum = add(sum, mul(v128.load(at), v128.load(at)));
  return laneSum(sum);
}

/** Zeros where a line over the small grid has no bins of a kernel. */
// @ts-ignore: decorator
@inline function clearMiddle(line: usize, element: usize): void {
  memory.fill(line + <usize>(radius + 1) * element, 0, <usize>(side - bins) * element);
}
