import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { expf, POWERS } from '../../src/gaussian/expf.js';
import { stdRng } from '../../src/random/std-rng.js';
import { belongsTo, notTriggered } from '../support/allure.js';

belongsTo('gaussian', 'strict arithmetic', 'expf');

const uniform = stdRng(1);
const samples = (count: number, low: number, high: number) =>
  Float32Array.from({ length: count }, () => uniform(low, high));

/** The distance from a float to the next one away from zero. */
function ulp(value: number): number {
  const word = new Uint32Array(Float32Array.of(value).buffer)[0];
  return new Float32Array(Uint32Array.of(word + 1).buffer)[0] - value;
}

/** Reads doubles, and writes what the C library's expf gives for them. */
const PYTHON = `
import array, ctypes, sys
libm = ctypes.CDLL('libm.so.6')
ctypes.CDLL('libc.so.6').gnu_get_libc_version
libm.expf.restype = ctypes.c_float
libm.expf.argtypes = [ctypes.c_float]
values = array.array('d', sys.stdin.buffer.read())
array.array('d', map(libm.expf, values)).tofile(sys.stdout.buffer)
`;

/** expf of the GNU C library for each value, or why it cannot be had. */
function glibcExpf(values: Float32Array): Float64Array | string {
  const input = new Uint8Array(Float64Array.from(values).buffer);
  const { error, status, stdout } = spawnSync('python3', ['-c', PYTHON], { input, maxBuffer: 1 << 24 });
  if (error) return 'python3 does not start here';
  if (status !== 0) return 'python3 finds no GNU C library here';
  return new Float64Array(Uint8Array.from(stdout).buffer);
}

describe('the table of powers', () => {
  it.each(Array.from(POWERS, (power, i) => [i, power]))(
    'holds at %i the double nearest to 2^(i/32): %d',
    (i, power) => {
      // power = m / 2^52; nearest means (m - 1/2)^32 < 2^(i + 52 * 32) < (m + 1/2)^32, here times 2^32
      const doubled = 2n * BigInt(power * 2 ** 52);
      const exact = 1n << BigInt(i + 53 * 32);
      expect((doubled - 1n) ** 32n).toBeLessThan(exact);
      expect((doubled + 1n) ** 32n).toBeGreaterThan(exact);
    },
  );

  it('has 32 entries', () => {
    expect(POWERS).toHaveLength(32);
  });
});

describe('expf', () => {
  it.each([
    [-20, 0],
    [-0.001, 0.001],
    [-87, -20],
    [0, 88],
  ])('is within 0.503 units in the last place of exp between %d and %d', (low, high) => {
    // glibc states 0.502; Math.exp itself is good to a unit of a double, 2^-29 of these
    const errors = Array.from(samples(20_000, low, high), (x) => {
      const exact = Math.exp(x);
      return Math.abs(expf(x) - exact) / ulp(Math.fround(exact));
    });
    expect(errors.every(Number.isFinite)).toBe(true);
    expect(Math.max(...errors)).toBeLessThan(0.503);
  });

  it.each([
    [0, 1],
    [-0, 1],
    [-103.5, 2 ** -149],
    [-104, 0],
    [-138.7, 0],
    [-500, 0],
    [-690, 0],
  ])('of %d is %d', (x, y) => {
    expect(expf(x)).toBe(y);
  });

  it.for([
    ['all weights within the cutoff', -6.125, 0, 50_000],
    ['smaller weights', -20, -6.125, 50_000],
    ['weights that underflow', -120, -20, 20_000],
  ] as const)("is the GNU C library's, bit for bit: %s", ([, low, high, count], context) => {
    const values = samples(count, low, high);
    const expected = glibcExpf(values);
    if (typeof expected === 'string') notTriggered(context, expected);
    expect(Float64Array.from(values, expf)).toEqual(expected);
  });
});
