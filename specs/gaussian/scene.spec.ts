import { describe, expect, it } from 'vitest';
import { randomGaussians, testImage } from '../../src/gaussian/scene.js';
import { loss } from '../../src/gaussian/strict.js';
import type { Tensor } from '../../src/tensor.js';
import { belongsTo } from '../support/allure.js';
import { goldenState } from '../support/gaussian.js';

belongsTo('gaussian', 'random start', 'scene');

const FRAME = { width: 64, height: 64 };

describe('the test image', () => {
  it.each([
    [0, 0, 0.2],
    [8, 0, Math.fround(0.125) * Math.fround(0.7)],
    [0, 8, 0],
    [8, 8, Math.fround(0.125) * Math.fround(0.7) + Math.fround(0.2)],
    [63, 63, (63 / 64) * Math.fround(0.7) + Math.fround(0.2)],
  ])('has at (%i, %i) the ramp and its square: %d', (x, y, value) => {
    const [red, green, blue] = testImage(FRAME).subarray((y * 64 + x) * 3);
    expect([red, green, blue]).toEqual([value, value, value].map(Math.fround));
  });

  it('runs from left to right over the width of any image', () => {
    const image = testImage({ width: 20, height: 9 });
    expect(image).toHaveLength(20 * 9 * 3);
    expect(image[19 * 3]).toBe(Math.fround(Math.fround(Math.fround(19 / 20) * Math.fround(0.7)) + Math.fround(0.2)));
  });

  it('gives a black image the loss that the reference program reports', () => {
    const black = { weight: new Float32Array(64 * 64), image: new Float32Array(64 * 64 * 3) };
    const terms = loss(black, testImage(FRAME), FRAME);
    expect(terms.loss.toFixed(6)).toBe('0.387637');
    expect(terms.l1.toFixed(6)).toBe('0.444531');
    expect(terms.l2.toFixed(6)).toBe('0.248432');
    expect(terms.ssim.toFixed(4)).toBe('0.0002');
    expect(terms.uncovered).toBe(4096);
    expect(terms.l2_uncovered).toBeCloseTo(terms.l2, 6);
  });
});

describe('the random start', () => {
  it('is for seed 42 that of the golden checkpoint 0, bit for bit', () => {
    const { values } = goldenState(0);
    for (const [name, data] of Object.entries(randomGaussians(50, 42))) {
      expect((values[name] as Tensor).data, name).toEqual(data);
    }
  });

  it('draws Gaussian by Gaussian, so that more of them begin alike', () => {
    const [few, many] = [randomGaussians(3, 7), randomGaussians(5, 7)];
    expect(many.position.subarray(0, 6)).toEqual(few.position);
    expect(many.color.subarray(0, 9)).toEqual(few.color);
  });

  it('is round, from 0.01 to 0.1 in size, and within the image', () => {
    const { position, scale, color } = randomGaussians(1000, 3);
    expect(scale.filter((_, i) => i % 2 === 0)).toEqual(scale.filter((_, i) => i % 2 === 1));
    expect(Math.min(...scale)).toBeGreaterThanOrEqual(Math.fround(0.01));
    expect(Math.max(...scale)).toBeLessThan(Math.fround(0.1));
    for (const values of [position, color]) {
      expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...values)).toBeLessThan(1);
    }
  });

  it('differs from seed to seed', () => {
    expect(randomGaussians(2, 1)).not.toEqual(randomGaussians(2, 2));
  });
});
