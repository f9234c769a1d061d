import { fft, planes, smoothSize } from '../fft.js';

/** A linear map of images [size, size], and its adjoint. Neither changes what it is given. */
export interface Linear {
  apply(image: Float64Array): Float64Array;
  adjoint(image: Float64Array): Float64Array;
}

export const identity: Linear = { apply: (image) => image, adjoint: (image) => image };

/**
 * Correlation with a kernel [side, side] of odd side, with zeros around the image: out[y] = sum_u kernel[u] image[y + u],
 * u from the kernel's middle. Exact but for rounding, by transforms long enough for the whole result. The upper half of the
 * image goes as the real part of one complex image of half the height, the lower half as its imaginary part.
 */
export function correlation(kernel: Float64Array, side: number, size: number): Linear {
  const middle = (side - 1) / 2;
  const half = Math.ceil(size / 2);
  const [height, width] = [smoothSize(half + side - 1), smoothSize(size + side - 1)];
  const [rows, columns] = [fft(width), fft(height)];
  const response = planes(height * width);
  for (let i = 0; i < kernel.length; i++) {
    // turned round, since correlation with a kernel is convolution with its mirror image
    response.re[(side - 1 - Math.floor(i / side)) * width + (side - 1 - (i % side))] = kernel[i];
  }
  rows.transform(response, { count: side, stride: width, step: 1 });
  columns.transform(response, { count: width, stride: 1, step: width });
  const work = planes(height * width);
  const run = (image: Float64Array, sign: number): Float64Array => {
    work.re.fill(0);
    work.im.fill(0);
    // the adjoint's response is the conjugate, which puts the result before the image instead of behind it
    const [top, left] = sign > 0 ? [0, 0] : [side - 1, side - 1];
    for (let y = 0; y < size; y++) {
      const [part, row] = y < half ? [work.re, y] : [work.im, y - half];
      part.set(image.subarray(y * size, (y + 1) * size), (top + row) * width + left);
    }
    rows.transform(work, { start: top * width, count: half, stride: width, step: 1 });
    columns.transform(work, { count: width, stride: 1, step: width });
    const scale = 1 / (height * width);
    for (let i = 0; i < work.re.length; i++) {
      const [a, b, c, d] = [work.re[i], work.im[i], response.re[i] * scale, sign * response.im[i] * scale];
      work.re[i] = a * c - b * d;
      work.im[i] = a * d + b * c;
    }
    columns.transform(work, { count: width, stride: 1, step: width }, true);
    rows.transform(work, { count: half + side - 1, stride: width, step: 1 }, true);
    // both halves reach into one another by half a kernel
    const out = new Float64Array(size * size);
    for (const [part, offset] of [
      [work.re, 0],
      [work.im, half],
    ] as const) {
      for (let row = 0; row < half + side - 1; row++) {
        const y = offset + row - middle;
        if (y < 0 || y >= size) continue;
        for (let x = 0, i = row * width + middle, o = y * size; x < size; x++, i++, o++) out[o] += part[i];
      }
    }
    return out;
  };
  return { apply: (image) => run(image, 1), adjoint: (image) => run(image, -1) };
}

/** Correlation with the product of one symmetric row of taps along both axes, of odd length, with zeros around the image. */
export function separable(taps: Float64Array, size: number): Linear {
  const middle = (taps.length - 1) / 2;
  const apply = (image: Float64Array) => {
    const along = new Float64Array(size * size);
    const out = new Float64Array(size * size);
    // a row at a time, which stays in the cache
    for (let start = 0; start < size * size; start += size) {
      for (let tap = 0; tap < taps.length; tap++) {
        const [factor, shift] = [taps[tap], tap - middle];
        const end = start + Math.min(size, size - shift);
        for (let i = start + Math.max(0, -shift); i < end; i++) along[i] += factor * image[i + shift];
      }
    }
    for (let y = 0; y < size; y++) {
      for (let tap = Math.max(0, middle - y); tap < taps.length && y + tap - middle < size; tap++) {
        const [factor, shift] = [taps[tap], (tap - middle) * size];
        for (let i = y * size, end = i + size; i < end; i++) out[i] += factor * along[i + shift];
      }
    }
    return out;
  };
  return { apply, adjoint: apply };
}

/**
 * Correlation with `peak` exp(-(x^2 + y^2) / (2 deviation^2)), nowhere cut off, with zeros around the image. The kernel is a
 * sum of a few products of a function of where the light comes from and one of where it goes, since
 * exp(a b) = sum_k a^k b^k / k! for distances a, b from the middle in deviations: Greengard and Strain, The Fast Gauss
 * Transform, 1991. Terms are taken until they are below 1e-17.
 */
export function wideGaussian(deviation: number, peak: number, size: number): Linear {
  const at = Float64Array.from({ length: size }, (_, i) => (i - (size - 1) / 2) / deviation);
  const terms: Float64Array[] = [];
  const farthest = at[size - 1];
  for (let k = 0, term = 1; term > 1e-17; k++, term *= (farthest * farthest) / k) {
    const before = terms[k - 1];
    terms.push(at.map((a, i) => (k === 0 ? Math.exp((-a * a) / 2) : (before[i] * a) / Math.sqrt(k))));
  }
  const count = terms.length;
  const apply = (image: Float64Array) => {
    const out = new Float64Array(size * size);
    // moments[k, l] = sum over the image of term k of its row and term l of its column
    const rows = new Float64Array(size * count);
    for (let y = 0; y < size; y++) {
      for (let l = 0; l < count; l++) {
        let sum = 0;
        for (let x = 0, i = y * size; x < size; x++, i++) sum += image[i] * terms[l][x];
        rows[y * count + l] = sum;
      }
    }
    const moments = new Float64Array(count * count);
    for (let k = 0; k < count; k++) {
      for (let y = 0; y < size; y++) {
        for (let l = 0; l < count; l++) moments[k * count + l] += peak * terms[k][y] * rows[y * count + l];
      }
    }
    for (let y = 0; y < size; y++) {
      for (let l = 0; l < count; l++) {
        let sum = 0;
        for (let k = 0; k < count; k++) sum += moments[k * count + l] * terms[k][y];
        for (let x = 0, o = y * size; x < size; x++, o++) out[o] += sum * terms[l][x];
      }
    }
    return out;
  };
  return { apply, adjoint: apply };
}

/** The periodic image whose bins are multiplied by a real, even transfer function [size, size], f = 0 first. */
export function periodic(transfer: Float64Array, size: number): Linear {
  const { transform } = fft(size);
  const rows = { count: size, stride: size, step: 1 };
  const columns = { count: size, stride: 1, step: size };
  const apply = (image: Float64Array) => {
    const data = { re: Float64Array.from(image), im: new Float64Array(image.length) };
    for (const lines of [rows, columns]) transform(data, lines);
    for (let i = 0; i < transfer.length; i++) {
      data.re[i] *= transfer[i] / transfer.length;
      data.im[i] *= transfer[i] / transfer.length;
    }
    for (const lines of [rows, columns]) transform(data, lines, true);
    return data.re;
  };
  return { apply, adjoint: apply };
}
