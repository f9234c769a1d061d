import { crc32 } from 'node:zlib';
import { InputError } from '../errors.js';
import { sizeOf, type Tensor, type TypedArray } from '../tensor.js';
import { parseJson, quote } from './json.js';
import { ARRAYS, dtypeOf, type Entry, entriesOf, metadataOf } from './safetensors-header.js';

/** The content of a safetensors file: tensors by name, and texts by key. */
export interface Safetensors {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

const LONGEST_HEADER = 100_000_000;
const OWN_CHECKSUM = /"header_crc32"\s*:\s*"[0-9a-f]{8}"/;
const hex = (checksum: number) => checksum.toString(16).padStart(8, '0');

/**
 * A safetensors file (https://github.com/huggingface/safetensors, "Format"): tensors by name in one piece, the header padded
 * to 8 bytes. The same content always gives the same bytes. Adds the metadata `crc32`, the CRC-32 of the data, and
 * `header_crc32`, that of the padded header with its own eight digits taken as zeros.
 * Throws RangeError for a shape that does not fit its data, and for the names `__metadata__` and `__proto__`.
 */
export function encode(
  tensors: Safetensors['tensors'],
  metadata: Safetensors['metadata'] = {},
): Uint8Array<ArrayBuffer> {
  const names = Object.keys(tensors).sort();
  let size = 0;
  let checksum = 0;
  let entries = '';
  for (const name of names) {
    const { shape, data } = tensors[name] as Tensor;
    if (name === '__metadata__' || name === '__proto__') throw new RangeError(`a tensor cannot be called ${name}`);
    if (sizeOf(shape) !== data.length)
      throw new RangeError(`${name}: [${shape}] does not hold ${data.length} elements`);
    const end = size + data.byteLength;
    entries += `,${JSON.stringify(name)}:{"dtype":"${dtypeOf(data)}","shape":[${shape}],"data_offsets":[${size},${end}]}`;
    // of an array over an empty buffer, Node's crc32 is 0 whatever it is to go on from
    if (data.length > 0) checksum = crc32(data, checksum);
    size = end;
  }
  const texts: Record<string, string> = { ...metadata, crc32: hex(checksum), header_crc32: hex(0) };
  const sorted = Object.keys(texts).sort();
  const header = Buffer.from(`{"__metadata__":${JSON.stringify(texts, sorted)}${entries}}`);
  const start = 8 + Math.ceil(header.length / 8) * 8;
  const bytes = new Uint8Array(start + size);
  new DataView(bytes.buffer).setUint32(0, start - 8, true);
  bytes.set(header, 8);
  bytes.fill(0x20, 8 + header.length, start);
  sealHeader(bytes.subarray(8, start));
  let at = start;
  for (const name of names) {
    const { data } = tensors[name] as Tensor;
    bytes.set(bytesOf(data), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * Reads a safetensors file; `file` is its name in messages. Everything is checked before a tensor is allocated: the header's
 * length and JSON, every name, element type, shape and offset (no gap, no overlap, nothing left over), and the checksums
 * where present. The tensors are copies, aligned and independent of `bytes`. Throws InputError.
 */
export function decode(bytes: Uint8Array, file: string): Safetensors {
  try {
    return decodeChecked(bytes);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) throw new InputError(`${file}: ${error.message}`);
    throw error;
  }
}

function decodeChecked(bytes: Uint8Array): Safetensors {
  const header = headerOf(bytes);
  const data = bytes.subarray(8 + header.length);
  const parsed = parseJson(textOf(header), 3) as Record<string, unknown>;
  const metadata = metadataOf(parsed.__metadata__);
  const entries = entriesOf(parsed, data.length);
  verify('header_crc32', metadata, () => headerChecksum(header));
  verify('crc32', metadata, () => hex(crc32(data)));
  return { metadata, tensors: Object.fromEntries(entries.map((entry) => [entry.name, read(entry, data)])) };
}

function headerOf(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 8) throw new RangeError(`${bytes.length} bytes, a safetensors file has at least 8`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > LONGEST_HEADER)
    throw new RangeError(`not safetensors: a header of ${length} bytes, at most ${LONGEST_HEADER} expected`);
  const end = 8 + Number(length);
  if (end > bytes.length) throw new RangeError(`truncated: ${bytes.length} bytes, the header ends at byte ${end}`);
  if (bytes[8] !== 0x7b || length === 0n) throw new RangeError('not safetensors: the header does not begin with {');
  return bytes.subarray(8, end);
}

function textOf(header: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(header);
  } catch {
    throw new RangeError('the header is not valid UTF-8');
  }
}

function verify(key: string, metadata: Safetensors['metadata'], actual: () => string | undefined): void {
  if (!Object.hasOwn(metadata, key)) return;
  const found = actual();
  if (found === undefined || metadata[key] !== found) {
    throw new RangeError(
      `damaged: metadata ${key} is ${quote(metadata[key])}, ${found ?? 'eight hex digits'} expected`,
    );
  }
}

function read({ dtype, shape, begin, end }: Entry, data: Uint8Array): Tensor {
  const copy = new Uint8Array(end - begin);
  copy.set(data.subarray(begin, end));
  return { shape, data: new ARRAYS[dtype](copy.buffer) };
}

const bytesOf = (data: TypedArray) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** The place of the header's checksum among its bytes. A quoted key cannot stand inside a text: its quotes would be escaped. */
function checksumAt(header: Uint8Array): number | undefined {
  const found = OWN_CHECKSUM.exec(Buffer.from(header.buffer, header.byteOffset, header.length).toString('latin1'));
  return found ? found.index + found[0].length - 9 : undefined;
}

function headerChecksum(header: Uint8Array): string | undefined {
  const at = checksumAt(header);
  if (at === undefined) return undefined;
  return hex(crc32(header.subarray(at + 8), crc32('00000000', crc32(header.subarray(0, at)))));
}

function sealHeader(header: Uint8Array): void {
  const at = checksumAt(header) as number;
  header.set(Buffer.from(headerChecksum(header) as string, 'latin1'), at);
}
