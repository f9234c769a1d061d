import type { Planes } from '../fft.js';

/**
 * Where an image is known: `count` by `count` square blocks of `block` by `block` pixels each, from pixel `start` on in both
 * directions, of a periodic field `pixels` wide. Row-major [count, count].
 */
export interface Grid {
  readonly pixels: number;
  readonly start: number;
  readonly block: number;
  readonly count: number;
}

/** Every pixel of a field. */
export const everyPixel = (pixels: number): Grid => ({ pixels, start: 0, block: 1, count: pixels });

/** Frequencies up to `radius` bins in both directions, row fy, column fx, f = 0 in the middle: [2 radius + 1, 2 radius + 1]. */
export interface Spectrum extends Planes {
  readonly radius: number;
}

/**
 * The harmonics exp(2 pi i f x / pixels), f = 0 … radius, at the middles x of a grid's blocks, and a weight for each
 * frequency, the same for -f.
 */
export interface Basis {
  readonly count: number;
  readonly radius: number;
  /** [radius + 1, count], and rows of zeros up to a multiple of four. */
  readonly cos: Float64Array;
  readonly sin: Float64Array;
  /** [radius + 1]. */
  readonly weights: Float64Array;
}

/**
 * For taking samples at the middles of blocks: every weight is 1. A pixel's own middle is its index, so that pixels of one
 * block each are those of the discrete transform.
 */
export function sampling({ pixels, start, block, count }: Grid, radius: number): Basis {
  const at = (f: number, i: number) => {
    // in half pixels and modulo the period, so that the argument is exact
    const halves = (f * (2 * (start + block * i) + block - 1)) % (2 * pixels);
    return (Math.PI * halves) / pixels;
  };
  const rows = 4 * Math.ceil((radius + 1) / 4);
  const [cos, sin] = [new Float64Array(rows * count), new Float64Array(rows * count)];
  for (let f = 0; f <= radius; f++) {
    for (let i = 0; i < count; i++) {
      cos[f * count + i] = Math.cos(at(f, i));
      sin[f * count + i] = Math.sin(at(f, i));
    }
  }
  return { count, radius, cos, sin, weights: new Float64Array(radius + 1).fill(1) };
}

/**
 * For masks, which are constant within a block: the transform of the pixels, divided by their number. The weights are
 * block / pixels times the mean of the harmonic over a block.
 */
export function blocks(grid: Grid, radius: number): Basis {
  const { pixels, block } = grid;
  const weights = Float64Array.from({ length: radius + 1 }, (_, f) => {
    const half = (Math.PI * f) / pixels;
    const mean = f % pixels === 0 ? 1 : Math.sin(block * half) / (block * Math.sin(half));
    return (block / pixels) * mean;
  });
  return { ...sampling(grid, radius), weights };
}

/**
 * The spectrum of a real image [count, count]: sum_{y,x} image[y, x] exp(-2 pi i (fy y + fx x)) w(fy) w(fx), the adjoint of
 * {@link synthesize} where spectra belong to real images.
 */
export function analyze(image: ArrayLike<number>, { count, radius, cos, sin, weights }: Basis): Spectrum {
  const width = radius + 1;
  const rows = cos.length / count;
  const re = new Float64Array(count * rows);
  const im = new Float64Array(count * rows);
  for (let y = 0; y < count; y++) {
    // two at a time, which halves the reads of the image
    for (let f = 0; f < width; f += 2) {
      let [c0, s0, c1, s1] = [0, 0, 0, 0];
      for (let x = 0, i = y * count, j = f * count; x < count; x++, i++, j++) {
        const value = image[i];
        c0 += value * cos[j];
        s0 -= value * sin[j];
        c1 += value * cos[j + count];
        s1 -= value * sin[j + count];
      }
      re[y * rows + f] = c0;
      im[y * rows + f] = s0;
      re[y * rows + f + 1] = c1;
      im[y * rows + f + 1] = s1;
    }
  }
  const side = 2 * radius + 1;
  const out = { radius, re: new Float64Array(side * side), im: new Float64Array(side * side) };
  for (let fy = -radius; fy <= radius; fy++) {
    const [row, sign] = [Math.abs(fy) * count, Math.sign(fy)];
    for (let fx = 0; fx < width; fx++) {
      let [r, i] = [0, 0];
      for (let y = 0; y < count; y++) {
        const [c, s] = [cos[row + y], sign * sin[row + y]];
        const at = y * rows + fx;
        r += re[at] * c + im[at] * s;
        i += im[at] * c - re[at] * s;
      }
      const weight = weights[Math.abs(fy)] * weights[fx];
      const at = (fy + radius) * side + radius + fx;
      out.re[at] = weight * r;
      out.im[at] = weight * i;
      const mirrored = side * side - 1 - at;
      out.re[mirrored] = weight * r;
      out.im[mirrored] = -weight * i;
    }
  }
  return out;
}

/**
 * The real image [count, count] of a spectrum that belongs to one (that of -f is the conjugate):
 * sum_{fy,fx} spectrum[fy, fx] w(fy) w(fx) exp(2 pi i (fy y + fx x)). Its left half is not read.
 */
export function synthesize({ re, im }: Spectrum, { count, radius, cos, sin, weights }: Basis): Float64Array {
  const side = 2 * radius + 1;
  const width = radius + 1;
  const rows = cos.length / count;
  const image = new Float64Array(count * count);
  const [r, i] = [new Float64Array(rows), new Float64Array(rows)];
  for (let y = 0; y < count; y++) {
    r.fill(0);
    i.fill(0);
    for (let fy = -radius; fy <= radius; fy++) {
      const at = Math.abs(fy) * count + y;
      const [c, s] = [weights[Math.abs(fy)] * cos[at], weights[Math.abs(fy)] * Math.sign(fy) * sin[at]];
      for (let fx = 0, from = (fy + radius) * side + radius; fx < width; fx++, from++) {
        r[fx] += re[from] * c - im[from] * s;
        i[fx] += re[from] * s + im[from] * c;
      }
    }
    for (let fx = 0; fx < width; fx++) {
      const twice = (fx === 0 ? 1 : 2) * weights[fx];
      r[fx] *= twice;
      i[fx] *= twice;
    }
    // four at a time, which quarters the reads and writes of the image
    for (let f = 0; f < rows; f += 4) {
      const [r0, i0, r1, i1] = [r[f], i[f], r[f + 1], i[f + 1]];
      const [r2, i2, r3, i3] = [r[f + 2], i[f + 2], r[f + 3], i[f + 3]];
      for (let o = y * count, end = o + count, a = f * count; o < end; o++, a++) {
        const [b, c, d] = [a + count, a + 2 * count, a + 3 * count];
        image[o] +=
          r0 * cos[a] -
          i0 * sin[a] +
          (r1 * cos[b] - i1 * sin[b]) +
          (r2 * cos[c] - i2 * sin[c] + (r3 * cos[d] - i3 * sin[d]));
      }
    }
  }
  return image;
}
