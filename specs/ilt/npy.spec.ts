import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { decodeNpy, encodeNpy } from '../../src/ilt/npy.js';
import { tensor } from '../../src/tensor.js';
import { belongsTo } from '../support/allure.js';

belongsTo('ilt', 'formats', 'NumPy');

/** A file of a given header and data, as numpy.save lays it out. */
function npy(header: string, data: ArrayBufferView, version = 1): Buffer {
  const head = Buffer.alloc(version === 1 ? 10 : 12);
  head.write('\x93NUMPY', 0, 'latin1');
  head[6] = version;
  if (version === 1) head.writeUInt16LE(header.length, 8);
  else head.writeUInt32LE(header.length, 8);
  return Buffer.concat([head, Buffer.from(header), new Uint8Array(data.buffer)]);
}
const header = (descr: string, shape: string, order = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape}), }\n`;

describe('a NumPy file', () => {
  it.each([
    ['single precision', header('<f4', '2, 3'), Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]],
    ['double precision', header('<f8', '2,'), Float64Array.of(0.1, -0), [2]],
    ['complex, with a last extent of two', header('<c8', '1, 2'), Float32Array.of(1, 2, 3, 4), [1, 2, 2]],
    ['complex in double precision', header('<c16', '1,'), Float64Array.of(1, 2), [1, 2]],
    ['bytes', header('|u1', '4,'), Uint8Array.of(0, 1, 2, 255), [4]],
    ['one number without an extent', header('<f8', ''), Float64Array.of(7), []],
  ])('of %s is read', (_, head, data, shape) => {
    for (const version of [1, 2, 3]) expect(decodeNpy(npy(head, data, version), 'a.npy')).toEqual({ shape, data });
  });

  it('is read back as it was written, with data aligned as NumPy asks for', () => {
    for (const array of [tensor([2, 2], Float64Array.of(1, -0, 1e-300, Infinity)), tensor([1], Float64Array.of(3))]) {
      const bytes = encodeNpy(array);
      expect(decodeNpy(bytes, 'a.npy')).toEqual(array);
      expect((bytes.length - array.data.byteLength) % 64).toBe(0);
    }
  });

  const good = npy(header('<f8', '2,'), Float64Array.of(1, 2));

  it.each([
    ['is empty', Buffer.alloc(0), 'no NumPy file'],
    ['is something else', Buffer.from('PK\x03\x04 and so on'), 'no NumPy file'],
    ['ends in its header', good.subarray(0, 30), 'a bad header'],
    ['is of a later version', npy(header('<f8', '1,'), Float64Array.of(1), 4), 'a bad header'],
    ['is column-major', npy(header('<f8', '1,', 'True'), Float64Array.of(1)), 'another order or a bad shape'],
    ['has a shape of words', npy(header('<f8', 'two,'), Float64Array.of(1)), 'another order or a bad shape'],
    ['holds objects', npy(header('|O', '1,'), Float64Array.of(1)), 'type |O'],
    ['is big-endian', npy(header('>f8', '1,'), Float64Array.of(1)), 'type >f8'],
    ['claims the type constructor', npy(header('constructor', '1,'), Float64Array.of(1)), 'type constructor'],
    ['is torn', good.subarray(0, good.length - 1), '15 bytes of data; expected 2 numbers of type <f8'],
    ['claims a size without end', npy(header('<f8', '9'.repeat(30)), Float64Array.of(1)), '8 bytes of data; expected'],
  ])('that %s is refused in one line', (_, bytes, message) => {
    const act = () => decodeNpy(bytes, 'a.npy');
    expect(act).toThrow(InputError);
    expect(act).toThrow(`a.npy: ${message}`);
  });
});
