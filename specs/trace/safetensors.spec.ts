import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import type { Tensor } from '../../src/tensor.js';
import { decode, encode } from '../../src/trace/safetensors.js';

const dtypes = ['F64', 'F32', 'I8', 'U8', 'I16', 'U16', 'I32', 'U32', 'I64', 'U64'];
const arrays = fc.oneof(
  fc.float64Array(),
  fc.float32Array(),
  fc.int8Array(),
  fc.uint8Array(),
  fc.int16Array(),
  fc.uint16Array(),
  fc.int32Array(),
  fc.uint32Array(),
  fc.bigInt64Array(),
  fc.bigUint64Array(),
);
const shapeFor = (length: number) =>
  fc.constantFrom(
    [length],
    [1, length],
    [length, 1, 1],
    ...(length === 1 ? [[]] : []),
    ...(length === 0 ? [[3, 0, 2]] : []),
  );
const tensors = arrays.chain((data) => shapeFor(data.length).map((shape): Tensor => ({ shape, data })));
const names = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', 'constructor', 'a/b', '7', 'é "\\\n', 'header_crc32', 'toString'),
  )
  .filter((name) => name !== '__proto__' && name !== '__metadata__');

/** A file with a header of one's own making. */
function fileOf(header: unknown, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}
const entry = (begin: number, end: number, shape: unknown = [end - begin], dtype: unknown = 'U8') => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

const small = encode(
  { a: { shape: [2], data: Float32Array.of(1.5, Number.NaN) }, b: { shape: [3], data: Uint8Array.of(1, 2, 3) } },
  { note: 'a "header_crc32":"00000000" in a text' },
);

describe('safetensors', () => {
  it('tensors of every element type, shape and name, and texts, read back bit for bit', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(
        fc.dictionary(names, tensors),
        fc.dictionary(names, fc.string({ unit: 'binary' })),
        (content, metadata) => {
          fc.pre(!('crc32' in metadata) && !('header_crc32' in metadata));
          const read = decode(encode(content, metadata), 'a file');
          expect(Object.keys(read.tensors).sort()).toEqual(Object.keys(content).sort());
          for (const [name, { shape, data }] of Object.entries(content)) {
            const found = read.tensors[name] as Tensor;
            seen.add(found.data.constructor.name);
            expect(found.shape).toEqual(shape);
            expect(found.data.constructor).toBe(data.constructor);
            expect(
              Buffer.from(found.data.buffer).equals(Buffer.from(data.buffer, data.byteOffset, data.byteLength)),
            ).toBe(true);
          }
          const { crc32: _data, header_crc32: _header, ...texts } = read.metadata;
          expect(texts).toEqual({ ...metadata });
        },
      ),
      { seed: 42, numRuns: 150 },
    );
    expect(seen.size).toBe(dtypes.length);
  });

  it('an empty tensor that was read reads back once more, behind one that is not empty', () => {
    const content = { a: { shape: [1], data: Float64Array.of(1) }, b: { shape: [0], data: new Float64Array(0) } };
    const once = decode(encode(content), 'a file').tensors;
    expect(decode(encode(once), 'a file').tensors).toEqual(content);
  });

  it('the bytes depend on the content alone, not on the order of its keys', () => {
    const a = { shape: [1], data: Int8Array.of(1) };
    const b = { shape: [2], data: Float64Array.of(2, 3) };
    expect(encode({ b, a }, { y: '1', x: '2' })).toEqual(encode({ a, b }, { x: '2', y: '1' }));
  });

  it('the layout is that of the specification: aligned header, names sorted, no gap', () => {
    const length = Number(new DataView(small.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(small.subarray(8, 8 + length)));
    expect(length % 8).toBe(0);
    expect([header.a, header.b]).toEqual([entry(0, 8, [2], 'F32'), entry(8, 11)]);
    expect(small.length).toBe(8 + length + 11);
  });

  it('a tensor read from an unaligned place is a copy that may be written to', () => {
    const shifted = new Uint8Array(small.length + 1);
    shifted.set(small, 1);
    const { tensors } = decode(shifted.subarray(1), 'a file');
    (tensors.a as Tensor<Float32Array>).data[0] = 9;
    expect(decode(shifted.subarray(1), 'a file').tensors.a?.data[0]).toBe(1.5);
  });

  it('a file of another writer, without checksums and with spaces in its header, is read', () => {
    const text = `{ "x" : {"dtype":"I16", "shape":[1, 2], "data_offsets":[0, 4]} }   `;
    expect(decode(fileOf(text, Uint8Array.of(1, 0, 255, 255)), 'a file')).toEqual({
      metadata: {},
      tensors: { x: { shape: [1, 2], data: Int16Array.of(1, -1) } },
    });
  });

  it('a truncated file is refused with its length', () => {
    for (let length = 0; length < small.length; length++) {
      const read = () => decode(small.subarray(0, length), 'cut.safetensors');
      expect(read).toThrow(InputError);
      expect(read).toThrow(/^cut\.safetensors: (\d+ bytes, a safetensors file|truncated: )/);
      const said = length < 8 || /the header ends/.test(messageOf(read)) ? length : length - (small.length - 11);
      expect(messageOf(read)).toContain(`${said}`);
    }
  });

  it('any flipped bit is noticed, but for one in the name of the checksum that would notice it', () => {
    const name = Buffer.from(small).indexOf('"header_crc32":"') + 1;
    for (let bit = 0; bit < small.length * 8; bit++) {
      if (bit >> 3 >= name && bit >> 3 < name + 'header_crc32'.length) continue;
      const damaged = small.slice();
      damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(() => decode(damaged, 'damaged'), `bit ${bit}`).toThrow(InputError);
    }
  });

  const data = new Uint8Array(8);
  const huge = new Uint8Array(16);
  new DataView(huge.buffer).setBigUint64(0, 2n ** 63n, true);
  it.each([
    ['a header longer than allowed', huge, 'a header of 9223372036854775808 bytes, at most 100000000 expected'],
    ['an empty header', new Uint8Array(16), 'the header does not begin with {'],
    ['a header that is a list', fileOf('[1]'), 'the header does not begin with {'],
    ['a header that is not UTF-8', fileOf('{}').fill(0xff, 9), 'not valid UTF-8'],
    ['a header that is not JSON', fileOf('{"a"'), 'not valid JSON'],
    ['bytes after the last tensor', fileOf({ a: entry(0, 4) }, data), '4 bytes after the last tensor'],
    ['a gap', fileOf({ a: entry(0, 2), b: entry(4, 8) }, data), 'tensor "b": begins at byte 4, a gap after byte 2'],
    ['a gap at the start', fileOf({ a: entry(2, 8) }, data), 'a gap after byte 0'],
    ['an overlap', fileOf({ a: entry(0, 6), b: entry(4, 8) }, data), 'tensor "b": begins at byte 4, inside'],
    ['two tensors in one place', fileOf({ a: entry(0, 8), b: entry(0, 8) }, data), 'inside the tensor before it'],
    ['a shape that needs other bytes', fileOf({ a: entry(0, 8, [9]) }, data), '8 bytes, its shape needs 9'],
    ['a shape whose size overflows', fileOf({ a: entry(0, 8, [2 ** 40, 2 ** 40, 0]) }, data), 'shape: too large'],
    ['a negative extent', fileOf({ a: entry(0, 8, [-8, -1]) }, data), 'shape: non-negative integers expected'],
    ['a fractional extent', fileOf({ a: entry(0, 8, [1.5]) }, data), 'shape: non-negative integers expected'],
    ['a shape that is no list', fileOf({ a: entry(0, 8, 8) }, data), 'shape: non-negative integers expected'],
    ['offsets in reverse', fileOf({ a: entry(8, 0, []) }, data), '-8 bytes, its shape needs 1'],
    ['three offsets', fileOf({ a: { ...entry(0, 8), data_offsets: [0, 4, 8] } }, data), 'data_offsets: two'],
    ['huge offsets', fileOf({ a: entry(0, 1e15) }, data), 'ends at byte 1000000000000000 of the data, which has 8'],
    ['half precision', fileOf({ a: entry(0, 8, [4], 'F16') }, data), 'element type "F16" is not supported'],
    ['a type that objects inherit', fileOf({ a: entry(0, 8, [8], 'toString') }, data), '"toString" is not supported'],
    ['a tensor that is a number', fileOf({ a: 1 }), 'tensor "a": an object expected'],
    [
      'a name given twice',
      fileOf(`{"a":${JSON.stringify(entry(0, 8))},"a":${JSON.stringify(entry(0, 8))}}`, data),
      'key "a" is given twice',
    ],
    [
      'the name __proto__',
      fileOf(`{"__proto__":${JSON.stringify(entry(0, 8))}}`, data),
      'key "__proto__" is not allowed',
    ],
    ['metadata that is not a text', fileOf({ __metadata__: { a: 1 } }), '__metadata__: "a" is not a text'],
    ['metadata that is a list', fileOf({ __metadata__: [] }), '__metadata__: an object of texts expected'],
    [
      'a wrong checksum',
      fileOf({ __metadata__: { crc32: '00000001' } }),
      'damaged: metadata crc32 is "00000001", 00000000 expected',
    ],
    ['a header checksum that is none', fileOf({ __metadata__: { header_crc32: 'x' } }), 'eight hex digits expected'],
  ])('%s is refused', (_case, bytes, message) => {
    expect(() => decode(bytes, 'bad')).toThrow(InputError);
    expect(() => decode(bytes, 'bad')).toThrow(message);
  });

  it.each(['__proto__', '__metadata__'])('a tensor cannot be called %s', (name) => {
    const content = Object.fromEntries([[name, { shape: [0], data: new Uint8Array(0) }]]);
    expect(() => encode(content)).toThrow(RangeError);
  });

  it('a shape that does not hold its data is not written', () => {
    expect(() => encode({ a: { shape: [2], data: new Uint8Array(3) } })).toThrow('a: [2] does not hold 3 elements');
  });
});

function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}
