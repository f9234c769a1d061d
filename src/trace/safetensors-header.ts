import type { TypedArray } from '../tensor.js';
import { quote } from './json.js';

/** The arrays by their safetensors names. All are little-endian, as is every platform that Node.js is released for but one. */
export const ARRAYS = {
  F64: Float64Array,
  F32: Float32Array,
  I8: Int8Array,
  U8: Uint8Array,
  I16: Int16Array,
  U16: Uint16Array,
  I32: Int32Array,
  U32: Uint32Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
} as const;
export type Dtype = keyof typeof ARRAYS;
const DTYPES = Object.keys(ARRAYS) as Dtype[];

/** The safetensors name of an array's element type. Throws TypeError for an array of another kind. */
export function dtypeOf(data: TypedArray): Dtype {
  const dtype = DTYPES.find((name) => data instanceof ARRAYS[name]);
  if (dtype === undefined) throw new TypeError(`${Object.prototype.toString.call(data)} cannot be saved`);
  return dtype;
}

/** Where a tensor lies: bytes `begin` to `end` of the data, which hold exactly its shape. */
export interface Entry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** The metadata of a parsed header. Throws RangeError when a value is not a text. */
export function metadataOf(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  if (!isObject(value)) throw new RangeError('__metadata__: an object of texts expected');
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw new RangeError(`__metadata__: ${quote(key)} is not a text`);
  }
  return value as Record<string, string>;
}

/** The tensors of a parsed header in the order of their data, which must fill `size` bytes exactly. Throws RangeError. */
export function entriesOf(header: Readonly<Record<string, unknown>>, size: number): Entry[] {
  const entries = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => entryOf(name, value))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let at = 0;
  for (const { name, begin, end } of entries) {
    if (begin < at) throw new RangeError(`tensor ${quote(name)}: begins at byte ${begin}, inside the tensor before it`);
    if (begin > at) throw new RangeError(`tensor ${quote(name)}: begins at byte ${begin}, a gap after byte ${at}`);
    if (end > size)
      throw new RangeError(`truncated: tensor ${quote(name)} ends at byte ${end} of the data, which has ${size}`);
    at = end;
  }
  if (at < size) throw new RangeError(`${size - at} bytes after the last tensor`);
  return entries;
}

function entryOf(name: string, value: unknown): Entry {
  const fail = (problem: string) => new RangeError(`tensor ${quote(name)}: ${problem}`);
  if (!isObject(value)) throw fail('an object expected');
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isDtype(dtype)) throw fail(`element type ${quote(dtype)} is not supported (${DTYPES.join(', ')} are)`);
  if (!Array.isArray(shape) || !shape.every(isCount)) throw fail('shape: non-negative integers expected');
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw fail('data_offsets: two non-negative integers expected');
  }
  const [begin, end] = offsets as [number, number];
  let bytes: number = ARRAYS[dtype].BYTES_PER_ELEMENT;
  for (const extent of shape as number[]) {
    bytes *= extent;
    if (!Number.isSafeInteger(bytes)) throw fail(`shape: too large`);
  }
  if (end - begin !== bytes) throw fail(`data_offsets: ${end - begin} bytes, its shape needs ${bytes}`);
  return { name, dtype, shape: shape as number[], begin, end };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isDtype = (value: unknown): value is Dtype => typeof value === 'string' && Object.hasOwn(ARRAYS, value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
