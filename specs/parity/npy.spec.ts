import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { decodeNpy } from '../../src/parity/index.js';
import { belongsTo } from '../support/allure.js';

belongsTo('harness', 'compare', 'npy');

const golden = (name: string) => readFileSync(new URL(`../../golden/parity/${name}`, import.meta.url));
const count = Array.from({ length: 24 }, (_, i) => i);

describe('an array that NumPy saved', () => {
  it.each([
    ['grid-f4.npy', [2, 3, 4], Float32Array.from(count, (i) => i / 8)],
    ['grid-f8-fortran.npy', [2, 3, 4], Float64Array.from(count, (i) => i / 8)],
    ['grid-i8.npy', [2, 3, 4], BigInt64Array.from(count, (i) => BigInt(i - 12))],
    ['mask-b1.npy', [2, 3, 4], Uint8Array.from(count, (i) => (i % 3 === 0 ? 1 : 0))],
    ['number-f8.npy', [], Float64Array.of(0.1)],
  ])('%s is read as it was', (name, shape, data) => {
    expect(decodeNpy(golden(name), name)).toEqual({ shape, data });
  });

  const edited = (change: (text: string) => string) =>
    Buffer.from(change(golden('grid-f4.npy').toString('latin1')), 'latin1');

  it.each<[string, Uint8Array, RegExp]>([
    ['empty', new Uint8Array(0), /^x\.npy: expected a \.npy file$/],
    ['something else', Buffer.from('PK\x03\x04 a zip of arrays'), /expected a \.npy file$/],
    ['of another byte order', edited((text) => text.replace("'<f4'", "'>f4'")), /descr '>f4': expected one of /],
    ['of objects', edited((text) => text.replace("'<f4'", "'|O'  ")), /header: expected|descr/],
    [
      'of records',
      edited((text) => text.replace("'descr': '<f4'", "'descr': [('x')]")),
      /header: expected 'descr', 'fortran_order' and 'shape' of one array$/,
    ],
    [
      'of a larger shape',
      edited((text) => text.replace('(2, 3, 4)', '(2, 3, 5)')),
      /96 bytes of data; expected 120 for shape \[2,3,5\]$/,
    ],
    ['of an absurd shape', edited((text) => text.replace('(2, 3, 4)', '(2,3e9,)')), /header: expected/],
    ['cut off', golden('grid-f4.npy').subarray(0, 200), /72 bytes of data; expected 96 for shape \[2,3,4\]$/],
    ['cut off in its header', golden('grid-f4.npy').subarray(0, 40), /header: expected|bytes of data/],
  ])('that is %s is refused', (_, bytes, message) => {
    expect(() => decodeNpy(bytes, 'x.npy')).toThrow(InputError);
    expect(() => decodeNpy(bytes, 'x.npy')).toThrow(message);
  });
});
