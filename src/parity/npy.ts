import { InputError } from '../errors.js';
import { sizeOf, type Tensor, tensor } from '../tensor.js';
import { ARRAYS, type Dtype } from '../trace/index.js';

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
const DTYPES: Readonly<Record<string, Dtype>> = {
  '<f8': 'F64',
  '<f4': 'F32',
  '|i1': 'I8',
  '|u1': 'U8',
  '|b1': 'U8',
  '<i2': 'I16',
  '<u2': 'U16',
  '<i4': 'I32',
  '<u4': 'U32',
  '<i8': 'I64',
  '<u8': 'U64',
};
const HEADER = /^\{'descr': '([^']{2,8})', 'fortran_order': (True|False), 'shape': \(([\d, ]*)\),? *\}\s*$/;

/**
 * Reads an array as NumPy saves it, versions 1 to 3, little-endian, row-major or (transposed here) column-major; truth values
 * become 0 and 1. Throws InputError naming `file`, before anything is allocated, for anything else.
 *
 * Source: NumPy Enhancement Proposal 1.
 */
export function decodeNpy(bytes: Uint8Array, file: string): Tensor {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < 12 || !buffer.subarray(0, 6).equals(MAGIC)) throw new InputError(`${file}: expected a .npy file`);
  const isLong = buffer[6] > 1;
  const start = isLong ? 12 : 10;
  const end = start + (isLong ? buffer.readUInt32LE(8) : buffer.readUInt16LE(8));
  const header = HEADER.exec(buffer.toString('latin1', start, Math.min(end, start + 4096)));
  if (header === null)
    throw new InputError(`${file}: header: expected 'descr', 'fortran_order' and 'shape' of one array`);
  const [, descr, fortran, extents] = header;
  if (!Object.hasOwn(DTYPES, descr))
    throw new InputError(`${file}: descr '${descr}': expected one of ${Object.keys(DTYPES).join(' ')}`);
  const shape = extents
    .split(',')
    .filter((extent) => extent.trim() !== '')
    .map(Number);
  const Data = ARRAYS[DTYPES[descr]];
  const size = sizeOf(shape) * Data.BYTES_PER_ELEMENT;
  if (buffer.length - end !== size)
    throw new InputError(`${file}: ${buffer.length - end} bytes of data; expected ${size} for shape [${shape}]`);
  const data = new Data(Uint8Array.from(buffer.subarray(end)).buffer);
  return fortran === 'True' ? rowMajor(shape, data) : tensor(shape, data);
}

/** A column-major array in row-major order. */
function rowMajor(shape: readonly number[], data: Tensor['data']): Tensor {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  const ordered = data.slice();
  const index = shape.map(() => 0);
  for (let to = 0; to < data.length; to++) {
    ordered[to] = data[index.reduce((from, at, axis) => from + at * strides[axis], 0)];
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--) index[axis] = 0;
  }
  return tensor(shape, ordered);
}
