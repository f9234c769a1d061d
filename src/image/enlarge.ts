import type { Image } from './image.js';

/** The whole number that brings the longer side nearest to `side` pixels; 1 for pictures that are larger. */
export const enlargement = ({ width, height }: { width: number; height: number }, side: number): number =>
  Math.max(1, Math.round(side / Math.max(width, height)));

/** Nearest-neighbor enlargement: every pixel becomes a square of `factor` by `factor` pixels. */
export function enlarge({ width, height, channels, data }: Image, factor: number): Image {
  const row = width * factor * channels;
  const out = new Float32Array(row * height * factor);
  for (let y = 0, to = 0; y < height; y++) {
    const start = to;
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * channels;
      for (let copy = 0; copy < factor; copy++) {
        for (let channel = 0; channel < channels; channel++) out[to++] = data[from + channel];
      }
    }
    for (let copy = 1; copy < factor; copy++, to += row) out.copyWithin(to, start, start + row);
  }
  return { width: width * factor, height: height * factor, channels, data: out };
}
