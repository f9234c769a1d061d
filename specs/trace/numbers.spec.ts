import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNumber, parseIteration, parseNumber } from '../../src/trace/numbers.js';

describe('numbers as text', () => {
  it('every double reads back as itself, the sign of zero and the non-finite included', () => {
    fc.assert(
      fc.property(fc.double(), (value) => Object.is(parseNumber(formatNumber(value)), value)),
      { seed: 42, numRuns: 2000 },
    );
  });

  it.each([
    ['nan', Number.NaN],
    ['inf', Number.POSITIVE_INFINITY],
    ['-inf', Number.NEGATIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY],
    ['1e-05', 1e-5],
    ['1.0', 1],
    ['+2.5E+3', 2500],
    ['-0.0', -0],
  ])('%s, as other languages write it, is read', (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  it.each(['', ' 1', '1 ', '0x10', '1e999', '1_000', 'infinite', 'constructor', '1,5', '١'])(
    '"%s" is not a number',
    (text) => {
      expect(parseNumber(text)).toBeUndefined();
    },
  );

  it.each(['', '-1', '01', '1.0', '1e3', '9007199254740993', 'NaN'])('"%s" is not an iteration', (text) => {
    expect(parseIteration(text)).toBeUndefined();
  });
});
