import { binsOf, type KernelSet } from '../optics/index.js';
import type { Spectrum } from './grid.js';
import { type BackKernels, backThrough, conjugates, type Fields, fieldsOf, type SmallGrid } from './socs.js';

/**
 * How the gradient of an image is carried back to the mask: by the true adjoint, or by one of OpenILT's two approximations.
 * Both of those take the transposed conjugates of the kernels for their adjoints, and leave out one factor of the dose;
 * `openilt-simple` also takes the system for a coherent one whose kernel is the sum of sqrt(s_k) H_k over the first nine.
 */
export const GRADIENTS = ['true', 'openilt-simple', 'openilt-exact'] as const;
export type GradientKind = (typeof GRADIENTS)[number];

/** Kernels without their weights. */
type Responses = Omit<KernelSet, 'weights' | 'field'>;

/** The way back from an image of one focal condition. */
export interface Backward {
  /** The gradient at a dose counts so often: the factor d^2 of the image by the chain rule, or what OpenILT has of it. */
  doseFactor(dose: number): number;
  /**
   * dL/dM as a spectrum, from that of dL/dI and the fields that gave the image; `mask` is the spectrum that gave the fields.
   */
  spectrum(fields: Fields, mask: Spectrum, gradient: Spectrum): Spectrum;
}

/** How often the gradient at a dose counts; see {@link Backward}. */
export const doseFactor = (kind: GradientKind, dose: number): number => (kind === 'true' ? dose * dose : dose);

/** Source of the approximations: OpenILT, `lithosim.py`. */
export function backwardOf(set: KernelSet, kind: GradientKind, grid: SmallGrid): Backward {
  if (kind === 'true') {
    const back = conjugates(set);
    return {
      doseFactor: (dose) => doseFactor(kind, dose),
      spectrum: (fields, _, gradient) => backThrough(fields, gradient, back, grid),
    };
  }
  const forth = kind === 'openilt-simple' ? combined(set) : set;
  const turned = conjugateTransposes(forth);
  const [there, back] = [weighted(forth, forth.weights), weighted(turned, forth.weights)];
  return {
    doseFactor: (dose) => doseFactor(kind, dose),
    spectrum(fields, mask, gradient) {
      const first = backThrough(fieldsOf(mask, turned, grid), gradient, there, grid);
      const own = kind === 'openilt-exact' ? fields : fieldsOf(mask, forth, grid);
      const second = backThrough(own, gradient, back, grid);
      return { ...first, re: first.re.map((v, i) => v + second.re[i]), im: first.im.map((v, i) => v + second.im[i]) };
    },
  };
}

/** OpenILT's combined kernels, which it ships as files, are sums over so many. */
const COMBINED = 9;

/** The one kernel sum_k sqrt(weights[k]) H_k over the first nine. */
export function combined(set: KernelSet): KernelSet {
  const bins = binsOf(set);
  const sum = { re: new Float64Array(bins), im: new Float64Array(bins) };
  for (let k = 0; k < Math.min(COMBINED, set.count); k++) {
    const amplitude = Math.sqrt(set.weights[k]);
    for (let i = 0; i < bins; i++) {
      sum.re[i] += amplitude * set.re[k * bins + i];
      sum.im[i] += amplitude * set.im[k * bins + i];
    }
  }
  return { ...set, ...sum, count: 1, weights: Float64Array.of(1) };
}

/** Each kernel's matrix of bins transposed and conjugated, which is not the conjugate of its response. */
export function conjugateTransposes(kernels: Responses): Responses {
  const bins = binsOf(kernels);
  const side = 2 * kernels.radius + 1;
  const transposed = (array: Float64Array, sign: number) =>
    array.map((_, i) => {
      const at = i % bins;
      return sign * array[i - at + (at % side) * side + Math.floor(at / side)];
    });
  return { ...kernels, re: transposed(kernels.re, 1), im: transposed(kernels.im, -1) };
}

const weighted = ({ radius, count, re, im }: Responses, weights: Float64Array): BackKernels => ({
  radius,
  count,
  re,
  im,
  weights,
});
