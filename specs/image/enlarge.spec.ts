import { describe, expect, it } from 'vitest';
import { contactSheet } from '../../src/image/contact-sheet.js';
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

describe('contactSheet', () => {
  const sheet = contactSheet([gray(2, 1, 0, 0.5), gray(1, 2, 0.25, 0.75), gray(1, 1, 0)], 2);
  const at = (x: number, y: number) => [
    ...sheet.data.subarray((y * sheet.width + x) * 3, (y * sheet.width + x) * 3 + 3),
  ];

  it('has a cell of the largest size for each picture and 8 pixels between them', () => {
    expect([sheet.width, sheet.height, sheet.channels]).toEqual([2 + 8 + 2, 2 + 8 + 2, 3]);
  });

  it.each([
    ['the first picture', 1, 0, 0.5],
    ['below the first picture', 0, 1, 1],
    ['the gap', 5, 0, 1],
    ['the second picture', 10, 1, 0.75],
    ['the third picture, in the next row', 0, 10, 0],
    ['the empty last cell', 10, 10, 1],
  ])('%s stands at its place', (_, x, y, value) => {
    expect(at(x, y)).toEqual([value, value, value]);
  });

  it('refuses to show nothing', () => {
    expect(() => contactSheet([], 3)).toThrow(RangeError);
  });
});

describe('toRgb', () => {
  it('repeats gray three times', () => {
    expect([...toRgb(gray(2, 1, 0.25, 0.75)).data]).toEqual([0.25, 0.25, 0.25, 0.75, 0.75, 0.75]);
  });
});
