import { describe, expect, it } from 'vitest';
import { enlarge, enlargement } from '../../src/image/enlarge.js';
import { type Image, toRgb } from '../../src/image/image.js';

const gray = (width: number, height: number, ...values: number[]): Image => ({
  width,
  height,
  channels: 1,
  data: Float32Array.from(values),
});

describe('enlargement', () => {
  it.each([
    [64, 64, 8],
    [200, 133, 3],
    [133, 200, 3],
    [1, 1, 512],
    [512, 10, 1],
    [4000, 1000, 1],
  ])('%i x %i is brought near 512 pixels by the factor %i', (width, height, factor) => {
    expect(enlargement({ width, height }, 512)).toBe(factor);
  });
});

describe('enlarge', () => {
  it('makes every pixel a square', () => {
    expect(enlarge(gray(2, 1, 0.25, 0.75), 2)).toEqual(gray(4, 2, 0.25, 0.25, 0.75, 0.75, 0.25, 0.25, 0.75, 0.75));
  });

  it('keeps the channels of a pixel together', () => {
    const rgb: Image = { width: 1, height: 1, channels: 3, data: Float32Array.of(0, 0.5, 1) };
    expect([...enlarge(rgb, 2).data]).toEqual([0, 0.5, 1, 0, 0.5, 1, 0, 0.5, 1, 0, 0.5, 1]);
  });
});

describe('toRgb', () => {
  it('repeats gray three times', () => {
    expect([...toRgb(gray(2, 1, 0.25, 0.75)).data]).toEqual([0.25, 0.25, 0.25, 0.75, 0.75, 0.75]);
  });
});
