import type { Grid, Spectrum } from '../imaging/index.js';
import type { Level, Recipe } from '../recipe/recipe.js';
import { sigmoid } from '../sigmoid.js';
import type { Target } from '../target.js';

/**
 * The spectrum of the mask around a window, where it stays what the target started it as: two values, of which the lower
 * one is known in closed form, so that only the pixels that print are summed. The same as that of the strict engine to
 * rounding, without an array of all pixels.
 */
export function frameSpectrum(
  target: Target,
  { start, offset }: Recipe,
  { mask, theta }: Level,
  radius: number,
): Spectrum {
  const value = (share: number) => sigmoid(theta.from * ((start === 'target' ? share : 2 * share - 1) - offset));
  const [low, high] = [value(0), value(1)];
  const bins = 2 * radius + 1;
  const { re, im } = printing(target, mask, radius);
  const whole = box(0, target.size, target.size, radius);
  const window = box(mask.start, mask.count * mask.block, target.size, radius);
  for (let fy = 0, i = 0; fy < bins; fy++) {
    for (let fx = 0; fx < bins; fx++, i++) {
      const [all, inner] = [product(whole, fy, fx), product(window, fy, fx)];
      re[i] = (high - low) * re[i] + low * (all.re - inner.re);
      im[i] = (high - low) * im[i] + low * (all.im - inner.im);
    }
  }
  return { radius, re, im };
}

/** exp(-2 pi i f x / size) of x = from … from + count - 1, summed and divided by the size: f = -radius … radius. */
function box(from: number, count: number, size: number, radius: number) {
  const sums = { re: new Float64Array(2 * radius + 1), im: new Float64Array(2 * radius + 1) };
  for (let f = -radius; f <= radius; f++) {
    for (let x = from; x < from + count; x++) {
      const angle = (-2 * Math.PI * ((f * x) % size)) / size;
      sums.re[f + radius] += Math.cos(angle) / size;
      sums.im[f + radius] += Math.sin(angle) / size;
    }
  }
  return sums;
}

const product = ({ re, im }: ReturnType<typeof box>, y: number, x: number) => ({
  re: re[y] * re[x] - im[y] * im[x],
  im: re[y] * im[x] + im[y] * re[x],
});

/** The spectrum of the target around a window, divided by the number of pixels. Most rows have nothing there. */
function printing({ raster, size }: Target, { start, block, count }: Grid, radius: number) {
  const bins = 2 * radius + 1;
  const sums = { re: new Float64Array(bins * bins), im: new Float64Array(bins * bins) };
  const end = start + count * block;
  const [cos, sin] = [new Float64Array(size), new Float64Array(size)];
  for (let i = 0; i < size; i++) {
    cos[i] = Math.cos((2 * Math.PI * i) / size);
    sin[i] = -Math.sin((2 * Math.PI * i) / size);
  }
  const at = (f: number, x: number) => (((f * x) % size) + size) % size;
  for (let y = 0; y < size; y++) {
    const isBeside = y >= start && y < end;
    const row = { re: new Float64Array(bins), im: new Float64Array(bins) };
    let some = false;
    for (let x = 0; x < size; x++) {
      if (isBeside && x === start) x = end - 1;
      else if (raster[y * size + x] === 1) {
        some = true;
        for (let f = -radius; f <= radius; f++) {
          row.re[f + radius] += cos[at(f, x)];
          row.im[f + radius] += sin[at(f, x)];
        }
      }
    }
    for (let fy = -radius; some && fy <= radius; fy++) {
      const [c, s] = [cos[at(fy, y)] / (size * size), sin[at(fy, y)] / (size * size)];
      for (let fx = 0, i = (fy + radius) * bins; fx < bins; fx++, i++) {
        sums.re[i] += c * row.re[fx] - s * row.im[fx];
        sums.im[i] += c * row.im[fx] + s * row.re[fx];
      }
    }
  }
  return sums;
}
