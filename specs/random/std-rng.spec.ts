import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stdRng } from '../../src/random/std-rng.js';
import { belongsTo } from '../support/allure.js';
import { chachaBlock, pcgKey, quarterRound } from './chacha.js';

belongsTo('gaussian', 'random start', 'StdRng');

const UNIT = 2 ** 23;
/** What is seen of the generator's words: their upper 23 bits, by way of numbers in [0, 1). */
const drawn = (seed: bigint | number, count: number): number[] => {
  const uniform = stdRng(seed);
  return Array.from({ length: count }, () => uniform(0, 1) * UNIT);
};
const expected = (seed: bigint, blocks: number): number[] =>
  Array.from({ length: blocks }, (_, block) => chachaBlock(pcgKey(seed), [BigInt(block), 0n, 0n, 0n], 12))
    .flat()
    .map((word) => Number(word >> 9n));

describe('the ChaCha that the generator is compared with', () => {
  it('has the quarter round of RFC 7539, section 2.1.1', () => {
    expect(quarterRound(0x11111111n, 0x01020304n, 0x9b8d6f43n, 0x01234567n)).toEqual([
      0xea2a92f4n,
      0xcb1cf8cen,
      0x4581472en,
      0x5881c4bbn,
    ]);
  });

  it('has with 20 rounds the block of RFC 7539, section 2.3.2', () => {
    const key = Array.from({ length: 8 }, (_, i) => BigInt(0x03020100 + 0x04040404 * i));
    const block = chachaBlock(key, [1n, 0x09000000n, 0x4a000000n, 0n], 20);
    expect(block.map((word) => word.toString(16).padStart(8, '0')).join(' ')).toBe(
      'e4e7f110 15593bd1 1fdd0f50 c47120a3 c7f4d1c7 0368c033 9aaa2204 4e6cd4c3 ' +
        '466482d2 09aa9f07 05d7c214 a2028bd9 d19c12b5 b94e16de e883d0cb 4e3c50a2',
    );
  });

  it("has with 12 rounds the numbers of rand 0.8's own test of StdRng", () => {
    // the test seeds a second generator with what the first gives after its first number
    const first = chachaBlock([1n, 23n, 456n, 7890n, 0n, 0n, 0n, 0n], [0n, 0n, 0n, 0n], 12);
    const second = chachaBlock(first.slice(2, 10), [0n, 0n, 0n, 0n], 12);
    const numbers = [first, second].map(([low, high]) => String((high << 32n) | low));
    expect(numbers).toEqual(['10719222850664546238', '14064965282130556830']);
  });
});

describe('stdRng', () => {
  it('draws the first Gaussian of seed 42 as the reference program does', () => {
    const uniform = stdRng(42);
    const draws = [uniform(0, 1), uniform(0, 1), uniform(0.01, 0.1), uniform(0, 1), uniform(0, 1), uniform(0, 1)];
    const golden = [0.133409739, 0.526557326, 0.0323864445, 0.542725205, 0.868426561, 0.636465073];
    expect(draws).toEqual(golden.map(Math.fround));
  });

  it.each([0n, 1n, 42n, 0xffffffffn, 0x123456789abcdefn, 0xffffffffffffffffn])(
    'gives for the seed %i the words of ChaCha12, block after block',
    (seed) => {
      expect(drawn(seed, 80)).toEqual(expected(seed, 5));
    },
  );

  it('gives the words of ChaCha12 for any seed', () => {
    const law = fc.property(fc.bigInt(0n, 0xffffffffffffffffn), (seed) => {
      expect(drawn(seed, 33)).toEqual(expected(seed, 3).slice(0, 33));
    });
    fc.assert(law, { seed: 42, numRuns: 20 });
  });

  it('takes a whole number for the same integer', () => {
    expect(drawn(Number.MAX_SAFE_INTEGER, 4)).toEqual(drawn(BigInt(Number.MAX_SAFE_INTEGER), 4));
  });

  it('stays in [low, high), in single precision', () => {
    const single = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
    const law = fc.property(fc.bigInt(0n, 1000n), single, single, (seed, a, b) => {
      fc.pre(a !== b);
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const uniform = stdRng(seed);
      for (let i = 0; i < 20; i++) {
        const value = uniform(low, high);
        expect(value).toBeGreaterThanOrEqual(low);
        expect(value).toBeLessThan(high);
        expect(Math.fround(value)).toBe(value);
      }
    });
    fc.assert(law, { seed: 42, numRuns: 100 });
  });

  it('draws again where rounding reaches the upper end', () => {
    const uniform = stdRng(7);
    const next = 1 + 2 ** -23;
    expect(Array.from({ length: 50 }, () => uniform(1, next))).toEqual(Array.from({ length: 50 }, () => 1));
  });
});
