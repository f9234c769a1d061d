import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fft, smoothSize } from '../../src/ilt/fft.js';
import { belongsTo } from '../support/allure.js';
import { randomArray } from '../support/dense-imaging.js';

belongsTo('ilt', 'optics', 'Fourier transform');

/** The transform by its definition, of element j of every line at line + j * lines. */
function byDefinition(re: Float64Array, im: Float64Array, size: number, lines: number) {
  const out = { re: new Float64Array(re.length), im: new Float64Array(re.length) };
  for (let line = 0; line < lines; line++) {
    for (let k = 0; k < size; k++) {
      for (let j = 0; j < size; j++) {
        const angle = (-2 * Math.PI * ((j * k) % size)) / size;
        const [c, s, from, to] = [Math.cos(angle), Math.sin(angle), line + j * lines, line + k * lines];
        out.re[to] += re[from] * c - im[from] * s;
        out.im[to] += re[from] * s + im[from] * c;
      }
    }
  }
  return out;
}

const largest = (a: Float64Array, b: Float64Array) => a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i])), 0);

describe('the Fourier transform', () => {
  // rounding grows with the root of the length, at most 2e-16 of sums of 360 numbers of size 1
  const TOLERANCE = 1e-13;

  it.each([1, 2, 3, 4, 5, 6, 8, 9, 12, 15, 16, 25, 27, 54, 60, 72, 120, 360])(
    'of length %i is the sum that defines it, for more lines than go side by side',
    (size) => {
      const lines = 19;
      const [re, im] = [randomArray(size * lines, 1), randomArray(size * lines, 2)];
      const expected = byDefinition(re, im, size, lines);
      const data = { re: re.slice(), im: im.slice() };
      fft(size).transform(data, { count: lines, stride: 1, step: lines });
      expect(largest(data.re, expected.re)).toBeLessThan(TOLERANCE);
      expect(largest(data.im, expected.im)).toBeLessThan(TOLERANCE);
    },
  );

  it('backwards gives what it was made of, times its length', () => {
    const law = fc.property(fc.constantFrom(2, 6, 20, 45, 64), fc.integer({ min: 1, max: 40 }), (size, lines) => {
      const [re, im] = [randomArray(size * lines, 3), randomArray(size * lines, 4)];
      const data = { re: re.slice(), im: im.slice() };
      const rows = { count: lines, stride: size, step: 1 };
      const { transform } = fft(size);
      transform(data, rows);
      transform(data, rows, true);
      expect(
        largest(
          data.re.map((v) => v / size),
          re,
        ),
      ).toBeLessThan(1e-14);
      expect(
        largest(
          data.im.map((v) => v / size),
          im,
        ),
      ).toBeLessThan(1e-14);
    });
    fc.assert(law, { seed: 42, numRuns: 50 });
  });

  it('leaves alone what stands outside of its lines', () => {
    const data = { re: randomArray(40, 5), im: randomArray(40, 6) };
    const before = structuredClone(data);
    fft(4).transform(data, { start: 3, count: 2, stride: 1, step: 8 });
    const touched = new Set([0, 1].flatMap((line) => [0, 1, 2, 3].map((j) => 3 + line + 8 * j)));
    for (let i = 0; i < 40; i++) expect(data.re[i] !== before.re[i]).toBe(touched.has(i));
  });

  it('exists for lengths of the factors 2, 3 and 5 alone', () => {
    expect(() => fft(7)).toThrow(RangeError);
    expect([1, 7, 69, 103, 109, 613].map(smoothSize)).toEqual([1, 8, 72, 108, 120, 625]);
  });
});
