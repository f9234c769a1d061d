import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodePng } from '../../src/image/png.js';

describe('the photographs', () => {
  it.each([
    // The means of the samples, which a box filter keeps, were taken from the originals.
    ['camera.png', 256, 256, 1, [0.506119]],
    ['coffee.png', 200, 133, 3, [0.62184, 0.336447, 0.201901]],
    ['chelsea.png', 225, 150, 3, [0.57911, 0.437037, 0.340384]],
  ])('%s has the size and the mean colors of its original', (name, width, height, channels, means) => {
    const file = new URL(`../../golden/images/${name}`, import.meta.url);
    const image = decodePng(readFileSync(file), name);
    expect([image.width, image.height, image.channels]).toEqual([width, height, channels]);
    for (const [channel, mean] of means.entries()) {
      const samples = image.data.filter((_, i) => i % channels === channel);
      // Rounding halves up lifts the mean of 2 x 2 squares by an eighth of a level, 5e-4; a dropped row moves it as much.
      expect(Math.abs(samples.reduce((sum, value) => sum + value, 0) / samples.length - mean)).toBeLessThan(1e-3);
    }
  });
});
