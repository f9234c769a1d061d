import { conjugateTransposes } from '../../../src/ilt/imaging/gradient.js';
import type { Spectrum } from '../../../src/ilt/imaging/index.js';
import type { Parts } from '../../../src/ilt/recipe/problem.js';
import { imagingOf } from '../../../src/ilt/system.js';

type Kernels = Parameters<typeof imagingOf>[0];
/** The imaging of other kernels. */
export const imagedBy =
  (other: (set: Kernels) => Kernels): Parts['imagingOf'] =>
  (set, count, gradient) =>
    imagingOf(other(set), count, gradient);

export const conjugated = (set: Kernels): Kernels => ({ ...set, im: set.im.map((value) => -value) });
export const transposed = (set: Kernels): Kernels => conjugated({ ...set, ...conjugateTransposes(set) });
export const unweighted = (set: Kernels): Kernels => ({
  ...set,
  weights: new Float64Array(set.weights.length).fill(1),
});

export const scaled = ({ re, im, ...spectrum }: Spectrum, factor: number): Spectrum => ({
  ...spectrum,
  re: re.map((value) => factor * value),
  im: im.map((value) => factor * value),
});

/** A spectrum shifted by half a sample to the right and down. */
export function shifted({ radius, re, im }: Spectrum, pixels: number): Spectrum {
  const side = 2 * radius + 1;
  const out = { radius, re: new Float64Array(re.length), im: new Float64Array(im.length) };
  for (let i = 0; i < re.length; i++) {
    const f = Math.floor(i / side) - radius + (i % side) - radius;
    const [c, s] = [Math.cos((-Math.PI * f) / pixels), Math.sin((-Math.PI * f) / pixels)];
    out.re[i] = re[i] * c - im[i] * s;
    out.im[i] = re[i] * s + im[i] * c;
  }
  return out;
}
