import { type Fft, fft, type Planes, planes, smoothSize } from '../fft.js';
import { binsOf, type KernelSet } from '../optics/index.js';
import type { Spectrum } from './grid.js';

/**
 * The grid on which fields and their squares have no aliases. Fields reach `radius` bins and their squares twice as far; a
 * gradient of an image times a field reaches three times as far, of which only the inner bins are wanted: 4 radius + 1
 * points are enough for all of it.
 */
export interface SmallGrid {
  readonly radius: number;
  /** Points a side. */
  readonly size: number;
  readonly fft: Fft;
}

export function smallGrid({ radius }: Pick<KernelSet, 'radius'>): SmallGrid {
  const size = smoothSize(4 * radius + 1);
  return { radius, size, fft: fft(size) };
}

/** The coherent fields A_k of a mask: [count, size, size]. */
export type Fields = Planes;

/** A_k = the inverse transform of H_k Mhat, for every kernel. */
export function fieldsOf(mask: Spectrum, kernels: Omit<KernelSet, 'weights' | 'field'>, grid: SmallGrid): Fields {
  const { size } = grid;
  const bins = binsOf(kernels);
  const fields = planes(kernels.count * size * size);
  const product = { radius: kernels.radius, re: new Float64Array(bins), im: new Float64Array(bins) };
  for (let k = 0; k < kernels.count; k++) {
    for (let i = 0, j = k * bins; i < bins; i++, j++) {
      product.re[i] = kernels.re[j] * mask.re[i] - kernels.im[j] * mask.im[i];
      product.im[i] = kernels.re[j] * mask.im[i] + kernels.im[j] * mask.re[i];
    }
    backward(product, grid, fields, k * size * size);
  }
  return fields;
}

/** The spectrum of I = sum_k weights[k] |A_k|^2, which reaches twice as far as the kernels. */
export function intensityOf(fields: Fields, weights: Float64Array, grid: SmallGrid): Spectrum {
  const points = grid.size * grid.size;
  const image = planes(points);
  for (let k = 0; k < weights.length; k++) {
    for (let i = 0, j = k * points; i < points; i++, j++) {
      image.re[i] += weights[k] * (fields.re[j] * fields.re[j] + fields.im[j] * fields.im[j]);
    }
  }
  return forward(image, grid, 2 * grid.radius);
}

/** What carries the gradient of an image back through one kind of kernels: [count] of them, with their factors. */
export interface BackKernels extends Planes {
  readonly radius: number;
  readonly count: number;
  readonly weights: Float64Array;
}

/** 2 weights[k] conj(H_k): those of the true gradient. */
export const conjugates = ({ radius, count, weights, re, im }: KernelSet): BackKernels => ({
  radius,
  count,
  weights: weights.map((weight) => 2 * weight),
  re,
  im: im.map((value) => -value),
});

/**
 * The gradient with respect to a mask's spectrum, as the spectrum whose {@link synthesize} over the mask's basis is dL/dM:
 * sum_k B_k(f) T_k(f), where T_k are the bins of G A_k and B_k the kernels back; only the part that belongs to a real image
 * is kept. `gradient` is the spectrum of G = dL/dI, twice as far-reaching as the kernels.
 */
export function backThrough(fields: Fields, gradient: Spectrum, back: BackKernels, grid: SmallGrid): Spectrum {
  const points = grid.size * grid.size;
  const bins = binsOf(back);
  const image = planes(points);
  backward(gradient, grid, image, 0);
  const product = planes(points);
  const sum = { radius: back.radius, re: new Float64Array(bins), im: new Float64Array(bins) };
  for (let k = 0; k < back.count; k++) {
    for (let i = 0, j = k * points; i < points; i++, j++) {
      product.re[i] = image.re[i] * fields.re[j];
      product.im[i] = image.re[i] * fields.im[j];
    }
    const t = forward(product, grid, back.radius);
    for (let i = 0, j = k * bins; i < bins; i++, j++) {
      sum.re[i] += back.weights[k] * (back.re[j] * t.re[i] - back.im[j] * t.im[i]);
      sum.im[i] += back.weights[k] * (back.re[j] * t.im[i] + back.im[j] * t.re[i]);
    }
  }
  return realPart(sum);
}

/** The spectrum of the real part of an image: half of what f and the conjugate of -f have together. */
export function realPart({ radius, re, im }: Spectrum): Spectrum {
  const last = re.length - 1;
  return {
    radius,
    re: re.map((value, i) => (value + re[last - i]) / 2),
    im: im.map((value, i) => (value - im[last - i]) / 2),
  };
}

/** Writes the values of a spectrum on the small grid from `offset` on. Clears what was there. */
function backward({ radius, re, im }: Spectrum, { size, fft }: SmallGrid, out: Planes, offset: number): void {
  const side = 2 * radius + 1;
  out.re.fill(0, offset, offset + size * size);
  out.im.fill(0, offset, offset + size * size);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const at = offset + wrapped(y - radius, size) * size + wrapped(x - radius, size);
      out.re[at] = re[y * side + x];
      out.im[at] = im[y * side + x];
    }
  }
  // columns beyond the radius are zero and stay so
  fft.transform(out, { start: offset, count: radius + 1, stride: 1, step: size }, true);
  fft.transform(out, { start: offset + size - radius, count: radius, stride: 1, step: size }, true);
  fft.transform(out, { start: offset, count: size, stride: size, step: 1 }, true);
}

/** The bins up to a radius of values on the small grid, divided by the number of its points. Overwrites the values. */
function forward(values: Planes, { size, fft }: SmallGrid, radius: number): Spectrum {
  fft.transform(values, { count: size, stride: size, step: 1 });
  fft.transform(values, { count: radius + 1, stride: 1, step: size });
  fft.transform(values, { start: size - radius, count: radius, stride: 1, step: size });
  const side = 2 * radius + 1;
  const spectrum = { radius, re: new Float64Array(side * side), im: new Float64Array(side * side) };
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const at = wrapped(y - radius, size) * size + wrapped(x - radius, size);
      spectrum.re[y * side + x] = values.re[at] / (size * size);
      spectrum.im[y * side + x] = values.im[at] / (size * size);
    }
  }
  return spectrum;
}

const wrapped = (bin: number, size: number): number => (bin < 0 ? bin + size : bin);
