import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differing, shots } from '../../../src/ilt/metrics/index.js';
import { belongsTo } from '../../support/allure.js';

belongsTo('ilt', 'metrics', 'shots');

const mask = (...rows: string[]) => Uint8Array.from(rows.join(''), Number);

/** The same rule by trying every rectangle, so that it can be read off its definition. */
function shotsByTrial(image: Uint8Array, size: number): number {
  const rest = Uint8Array.from(image);
  const isFull = (left: number, top: number, right: number, bottom: number) => {
    for (let y = top; y <= bottom; y++) for (let x = left; x <= right; x++) if (rest[y * size + x] === 0) return false;
    return true;
  };
  for (let count = 0; ; count++) {
    let best = [0, 0, 0, 0, 0];
    for (let bottom = 0; bottom < size; bottom++)
      for (let right = 0; right < size; right++)
        for (let top = 0; top <= bottom; top++)
          for (let left = 0; left <= right; left++) {
            const area = (right - left + 1) * (bottom - top + 1);
            if (area > best[0] && isFull(left, top, right, bottom)) best = [area, left, top, right, bottom];
          }
    const [area, left, top, right, bottom] = best;
    if (area === 0) return count;
    for (let y = top; y <= bottom; y++) rest.fill(0, y * size + left, y * size + right + 1);
  }
}

describe('the number of shots', () => {
  it.each([
    ['of an empty mask', mask('000', '000', '000'), 3, 0],
    ['of a full mask', mask('111', '111', '111'), 3, 1],
    ['of an L', mask('1000', '1000', '1111', '0000'), 4, 2],
    ['of a ring', mask('1111', '1001', '1001', '1111'), 4, 4],
    ['of pixels that touch at corners', mask('100', '010', '001'), 3, 3],
    ['of a mask of more pixels than are looked at, thinned out', new Uint8Array(1024 * 1024).fill(1), 1024, 1],
  ])('%s', (_, image, size, count) => {
    expect(shots(image, size)).toBe(count);
  });

  it('is what taking the largest rectangle away again and again comes to', () => {
    const pixels = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 81, maxLength: 81 });
    const law = fc.property(pixels, (values) => {
      const image = Uint8Array.from(values, (value) => (value > 0 ? 1 : 0));
      expect(shots(image, 9)).toBe(shotsByTrial(image, 9));
    });
    fc.assert(law, { seed: 42, numRuns: 60 });
  });

  it('of bars that lie apart is their number', () => {
    const cell = fc.record({
      x: fc.nat(3),
      y: fc.nat(3),
      width: fc.integer({ min: 0, max: 4 }),
      height: fc.integer({ min: 1, max: 4 }),
    });
    const law = fc.property(fc.array(cell, { minLength: 16, maxLength: 16 }), (cells) => {
      // one bar or none in each of 4 x 4 cells of 8 by 8 pixels
      const image = new Uint8Array(32 * 32);
      for (const [i, { x, y, width, height }] of cells.entries()) {
        for (let row = 0; row < height; row++) {
          const begin = (8 * Math.floor(i / 4) + y + row) * 32 + 8 * (i % 4) + x;
          image.fill(1, begin, begin + width);
        }
      }
      expect(shots(image, 32)).toBe(cells.filter(({ width }) => width > 0).length);
    });
    fc.assert(law, { seed: 42, numRuns: 100 });
  });
});

describe('the number of pixels that differ', () => {
  it.each([
    ['none', mask('01', '10'), mask('01', '10'), 0],
    ['two', mask('01', '10'), mask('11', '00'), 2],
  ])('%s', (_, a, b, count) => {
    expect(differing(a, b)).toBe(count);
  });
});
