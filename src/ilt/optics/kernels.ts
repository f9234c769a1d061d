import { InputError } from '../../errors.js';

/**
 * A sum of coherent systems (SOCS): the kernels of one focal condition by their frequency response. A mask of the clear
 * share M on a periodic field of `field` nanometres gives the image
 *
 *     I = sum_k weights[k] |A_k|^2,   A_k = the inverse transform of H_k(f) Mhat(f),   Mhat = fft2(M) / N^2
 *
 * without a factor on the way back. Bins are whole multiples of 1 / `field`.
 */
export interface KernelSet {
  /** Side of the periodic field, in nanometres. */
  readonly field: number;
  /** Bins reach from -radius to radius in both directions. */
  readonly radius: number;
  readonly count: number;
  /** [count], descending. */
  readonly weights: Float64Array;
  /** H_k as real and imaginary part: [count][2 radius + 1][2 radius + 1], row fy, column fx, f = 0 in the middle. */
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** The sum of the weights of all kernels that there are, where it is known; those left out are the rest of it. */
  readonly energy?: number;
}

/** The two conditions under which a mask is printed. */
export interface Kernels {
  readonly focus: KernelSet;
  readonly defocus: KernelSet;
}

/** The number of bins of one kernel. */
export const binsOf = ({ radius }: Pick<KernelSet, 'radius'>): number => (2 * radius + 1) * (2 * radius + 1);

/** The image of a mask that is clear everywhere: sum_k weights[k] |H_k(0)|^2. */
export function clearField(set: KernelSet): number {
  const bins = binsOf(set);
  let sum = 0;
  for (let k = 0; k < set.count; k++) {
    const middle = k * bins + (bins - 1) / 2;
    sum += set.weights[k] * (set.re[middle] * set.re[middle] + set.im[middle] * set.im[middle]);
  }
  return sum;
}

/** The first kernels of a set, which carry the most light. Throws InputError when there are fewer. */
export function leading(set: KernelSet, count: number, file: string): KernelSet {
  if (count > set.count) throw new InputError(`${file}: ${set.count} kernels; expected at least ${count}`);
  const size = count * binsOf(set);
  return {
    ...set,
    count,
    weights: set.weights.slice(0, count),
    re: set.re.slice(0, size),
    im: set.im.slice(0, size),
  };
}

/** Throws InputError unless every number of a set is finite, its weights are not negative, and some light passes. */
export function checkKernels(set: KernelSet, file: string): KernelSet {
  if (![set.weights, set.re, set.im].every((array) => array.every(Number.isFinite))) {
    throw new InputError(`${file}: a value that is not finite; expected kernels of finite numbers`);
  }
  if (!set.weights.every((weight) => weight >= 0)) {
    throw new InputError(`${file}: a negative weight; expected weights of at least 0`);
  }
  if (!(clearField(set) > 0))
    throw new InputError(`${file}: a clear mask gives no light; expected kernels that pass f = 0`);
  return set;
}
