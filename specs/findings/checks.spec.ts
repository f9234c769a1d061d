import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentChange, printed, printsAs } from '../../src/findings/checks.js';
import { belongsTo } from '../support/allure.js';

belongsTo('harness', 'findings', 'checks');

describe('a number that a document prints', () => {
  it.each([
    ['0.071194', 0.07119396, true],
    ['0.071194', 0.0711945001, false],
    ['323', 321.3, false],
    ['-6', -5.89, true],
    ['1.0', 1 - 1e-9, true],
    ['0', 0.4, true],
    ['0', 0.5, false],
  ])('%s is that of %d: %s', (claimed, measured, holds) => {
    expect(printsAs(claimed, measured)).toBe(holds);
  });

  it('is never that of NaN or of an infinity', () => {
    for (const odd of [Number.NaN, Infinity, -Infinity]) expect(printsAs('1', odd)).toBe(false);
  });

  it('is its own when it is printed with any number of digits', () => {
    const law = fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.nat(9), (value, digits) =>
      printsAs(value.toFixed(digits), value),
    );
    fc.assert(law, { seed: 42, numRuns: 200 });
  });

  it('makes a verdict that shows two more digits of the measured value', () => {
    expect(printed('0.30', 0.29996, 'of the last row', ' dB')).toEqual({
      holds: true,
      claimed: '0.30 dB',
      measured: '0.3000 dB',
      because: 'of the last row',
    });
  });
});

describe('a change in percent', () => {
  it.each([
    [2, 3, 50],
    [4, 1, -75],
    [-2, -1, -50],
  ])('from %d to %d is %d %%', (from, to, change) => {
    expect(percentChange(from, to)).toBe(change);
  });
});
