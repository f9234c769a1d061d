import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDecimal } from '../../src/landmarks/decimal.js';
import { belongsTo } from '../support/allure.js';

belongsTo('harness', 'landmarks', 'reading');

const parse = (text: string) => {
  const bytes = Buffer.from(`9${text}9`);
  return parseDecimal(bytes, 1, bytes.length - 1);
};

describe('a number in decimal digits', () => {
  it('is read as the engine reads it, bit for bit, however many digits it has', () => {
    const digits = fc
      .tuple(fc.constantFrom('', '-', '+'), fc.stringMatching(/^\d{1,20}$/), fc.stringMatching(/^\d{0,20}$/))
      .map(([sign, whole, fraction]) => `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`);
    const texts = fc.oneof(digits, fc.double({ noNaN: true, noDefaultInfinity: true }).map(String));
    fc.assert(
      fc.property(texts, (text) => Object.is(parse(text), Number(text))),
      { seed: 42, numRuns: 2000 },
    );
  });

  it.each(['  7', '7 ', '\t7 ', '7.', '+7', '07', '7e0', '.7e1'])('may be written as "%s"', (text) => {
    expect(parse(text)).toBe(7);
  });

  it.each([
    '',
    ' ',
    '-',
    '.',
    '-.',
    '1,5',
    '1.2.3',
    '1-',
    '1 2',
    'abc',
    'nan',
    '-nan(ind)',
    'inf',
    '1e999',
    '0x10',
    '1e',
    '١',
  ])('cannot be "%s"', (text) => {
    expect(parse(text)).toBeNaN();
  });
});
