import { OVERSAMPLING } from './camera.js';
import type { Face } from './look.js';
import { valueNoise } from './noise.js';
import type { Canvas } from './raster.js';

/** Fills a canvas with what is behind the head; its pattern grows with the face. */
export function drawBackground({ width, height, gray }: Canvas, { look, params }: Face): void {
  const { background, backgroundA: a, backgroundB: b, seed } = look;
  const unit = OVERSAMPLING * params[0];
  const kinds = [
    (_x: number, y: number) => a + (b - a) * (y / height),
    (x: number, y: number) => a + (b - a) * (0.5 + 0.5 * valueNoise(x / (38 * unit), y / (38 * unit), seed)),
    (x: number, y: number) => {
      const column = Math.floor(x / (31 * unit) + 0.3 * valueNoise(0, y / (90 * unit), seed + 3));
      return (column + Math.floor(y / (57 * unit))) % 2 === 0 ? a : 0.5 * (a + b);
    },
    (x: number, y: number) =>
      a +
      (b - a) * (x / width) +
      22 * valueNoise(x / (9 * unit), y / (9 * unit), seed + 1) +
      18 * valueNoise(x / (26 * unit), y / (26 * unit), seed + 2),
  ];
  const grayAt = kinds[background];
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) gray[y * width + x] = grayAt(x, y);
}
