import type { Grid } from '../../src/ilt/imaging/index.js';
import { binsOf, type KernelSet } from '../../src/ilt/optics/index.js';
import { stdRng } from '../../src/random/std-rng.js';

/**
 * Imaging by its definition: every sum written out, at every point, with no grid but the one asked for. Slow, and shares
 * nothing with the code under test.
 */
type Complex = [re: number, im: number];

const cis = (angle: number): Complex => [Math.cos(angle), Math.sin(angle)];
const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];

/** The pixels of a whole field from the blocks of a grid; 0 where it has none. */
export function allPixels(mask: ArrayLike<number>, { pixels, start, block, count }: Grid): Float64Array {
  const all = new Float64Array(pixels * pixels);
  for (let y = 0; y < count * block; y++) {
    for (let x = 0; x < count * block; x++) {
      all[(start + y) * pixels + start + x] = mask[Math.floor(y / block) * count + Math.floor(x / block)];
    }
  }
  return all;
}

/** The bins of fft2(mask) / N^2 from -radius to radius. */
function bins(mask: Float64Array, pixels: number, radius: number): Complex[] {
  const out: Complex[] = [];
  for (let fy = -radius; fy <= radius; fy++) {
    for (let fx = -radius; fx <= radius; fx++) {
      let [re, im] = [0, 0];
      for (let i = 0; i < mask.length; i++) {
        const [c, s] = cis((-2 * Math.PI * (fy * Math.floor(i / pixels) + fx * (i % pixels))) / pixels);
        re += mask[i] * c;
        im += mask[i] * s;
      }
      out.push([re / mask.length, im / mask.length]);
    }
  }
  return out;
}

const response = ({ re, im, ...set }: KernelSet, k: number, i: number): Complex => [
  re[k * binsOf(set) + i],
  im[k * binsOf(set) + i],
];

/** A_k of a mask of all pixels at one position. */
function field(mask: readonly Complex[], set: KernelSet, k: number, x: number, y: number, pixels: number): Complex {
  const side = 2 * set.radius + 1;
  let sum: Complex = [0, 0];
  for (let i = 0; i < mask.length; i++) {
    const [fy, fx] = [Math.floor(i / side) - set.radius, (i % side) - set.radius];
    const [re, im] = times(times(response(set, k, i), mask[i]), cis((2 * Math.PI * (fy * y + fx * x)) / pixels));
    sum = [sum[0] + re, sum[1] + im];
  }
  return sum;
}

/** Where the samples of a grid lie. */
const middle = ({ start, block }: Grid, i: number): number => start + block * i + (block - 1) / 2;

/** The image of a mask of all pixels at the middles of a grid's blocks. */
export function denseImage(mask: Float64Array, set: KernelSet, at: Grid): Float64Array {
  const spectrum = bins(mask, at.pixels, set.radius);
  return Float64Array.from({ length: at.count * at.count }, (_, i) => {
    const [x, y] = [middle(at, i % at.count), middle(at, Math.floor(i / at.count))];
    let sum = 0;
    for (let k = 0; k < set.count; k++) {
      const [re, im] = field(spectrum, set, k, x, y, at.pixels);
      sum += set.weights[k] * (re * re + im * im);
    }
    return sum;
  });
}

/** 2 Re sum_k s_k ifft2(conj(H_k) fft2(G A_k)) over all pixels, for a gradient G of the image at all pixels. */
export function denseGradient(mask: Float64Array, gradient: Float64Array, set: KernelSet, pixels: number) {
  const side = 2 * set.radius + 1;
  const spectrum = bins(mask, pixels, set.radius);
  const result = new Float64Array(pixels * pixels);
  for (let k = 0; k < set.count; k++) {
    const fields = Array.from(gradient, (g, i) => {
      const [re, im] = field(spectrum, set, k, i % pixels, Math.floor(i / pixels), pixels);
      return [g * re, g * im] as Complex;
    });
    for (let i = 0; i < side * side; i++) {
      const [fy, fx] = [Math.floor(i / side) - set.radius, (i % side) - set.radius];
      const phase = (j: number) => (2 * Math.PI * (fy * Math.floor(j / pixels) + fx * (j % pixels))) / pixels;
      let sum: Complex = [0, 0];
      for (let j = 0; j < fields.length; j++) {
        const [re, im] = times(fields[j], cis(-phase(j)));
        sum = [sum[0] + re / fields.length, sum[1] + im / fields.length];
      }
      const [hr, hi] = response(set, k, i);
      const back = times([hr, -hi], sum);
      for (let j = 0; j < result.length; j++) result[j] += 2 * set.weights[k] * times(back, cis(phase(j)))[0];
    }
  }
  return result;
}

/** Kernels of no symmetry, with weights that fall. */
export function randomKernels(radius: number, count: number, seed: number, field = 100): KernelSet {
  const set = { field, radius, count };
  const size = count * binsOf(set);
  return {
    ...set,
    weights: Float64Array.from({ length: count }, (_, k) => 1 / (1 + k)),
    re: randomArray(size, seed),
    im: randomArray(size, seed + 1),
  };
}

export function randomArray(length: number, seed: number, low = -1, high = 1): Float64Array {
  const uniform = stdRng(seed);
  return Float64Array.from({ length }, () => uniform(low, high));
}
