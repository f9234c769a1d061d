import { InputError } from '../errors.js';
import { sizeOf, type Tensor } from '../tensor.js';

const MAGIC = '\x93NUMPY';
const LONGEST_HEADER = 65_536;

const TYPES = {
  '<f4': { Data: Float32Array, complex: false },
  '<f8': { Data: Float64Array, complex: false },
  '<c8': { Data: Float32Array, complex: true },
  '<c16': { Data: Float64Array, complex: true },
  '|u1': { Data: Uint8Array, complex: false },
} as const;

export type NpyData = Float32Array | Float64Array | Uint8Array;

/**
 * The array in a NumPy file (`.npy`, versions 1 to 3, row-major; f4, f8, c8, c16 or u1). A complex array has one more, last,
 * extent of 2: real and imaginary part. Throws InputError naming the file. Format: numpy.lib.format.
 */
export function decodeNpy(bytes: Uint8Array, file: string): Tensor<NpyData> {
  const refuse = (found: string): never => {
    throw new InputError(`${file}: ${found}; expected a NumPy array of f4, f8, c8, c16 or u1, row-major`);
  };
  const text = (from: number, to: number) => Buffer.from(bytes.subarray(from, to)).toString('latin1');
  if (bytes.length < 12 || text(0, 6) !== MAGIC) refuse('no NumPy file');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = bytes[6] === 1 ? 10 : 12;
  const length = bytes[6] === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (bytes[6] < 1 || bytes[6] > 3 || length > LONGEST_HEADER || start + length > bytes.length) refuse('a bad header');
  const header = text(start, start + length);
  const [, descr] = /'descr':\s*'([^']*)'/.exec(header) ?? [];
  const [, extents] = /'shape':\s*\(([\d,\s]*)\)/.exec(header) ?? [];
  if (!/'fortran_order':\s*False/.test(header) || extents === undefined) refuse('another order or a bad shape');
  if (descr === undefined || !Object.hasOwn(TYPES, descr)) refuse(`type ${String(descr).slice(0, 40)}`);
  const { Data, complex } = TYPES[descr as keyof typeof TYPES];
  const shape = [...(extents.match(/\d+/g) ?? []).map(Number), ...(complex ? [2] : [])];
  // a copy of its own, since a Buffer shares its memory with others
  const data = new Uint8Array(bytes.subarray(start + length));
  if (sizeOf(shape) * Data.BYTES_PER_ELEMENT !== data.length) {
    throw new InputError(`${file}: ${data.length} bytes of data; expected ${sizeOf(shape)} numbers of type ${descr}`);
  }
  return { shape, data: new Data(data.buffer) };
}

/** A real array in double precision as a NumPy file, version 1. */
export function encodeNpy({ shape, data }: Tensor<Float64Array>): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${tuple}), }`;
  // the data begin at a multiple of 64
  const length = Math.ceil((10 + header.length + 1) / 64) * 64 - 10;
  const head = Buffer.alloc(10 + length, ' ');
  head.write(MAGIC, 0, 'latin1');
  head.set([1, 0], 6);
  head.writeUInt16LE(length, 8);
  head.write(header, 10, 'latin1');
  head.write('\n', head.length - 1, 'latin1');
  return Buffer.concat([head, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]);
}
