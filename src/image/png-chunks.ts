import { crc32, inflateSync } from 'node:zlib';
import { InputError } from '../errors.js';

/** The most pixels that a PNG may have (2048 x 2048). */
export const MAX_PIXELS = 4_194_304;

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits a sample, or bits a palette index. */
  readonly depth: number;
  readonly colorType: number;
  readonly interlaced: boolean;
}

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const CRITICAL = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND']);
/** Samples a pixel and the bit depths allowed, by color type (PNG specification, third edition, table 11.1). */
const COLOR_TYPES = new Map([
  [0, { samples: 1, depths: [1, 2, 4, 8, 16] }],
  [2, { samples: 3, depths: [8, 16] }],
  [3, { samples: 1, depths: [1, 2, 4, 8] }],
  [4, { samples: 2, depths: [8, 16] }],
  [6, { samples: 4, depths: [8, 16] }],
]);
/** First column, first row, column step and row step of the seven passes of an interlaced PNG ("Adam7"). */
export const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/**
 * Walks a PNG before anything is allocated for it: signature, every chunk's extent and CRC, one header with a size of
 * 1 to {@link MAX_PIXELS} pixels, and pixel data that inflate to exactly the bytes that the header promises. Returns the
 * header and the file up to its end chunk. Throws InputError naming `file`.
 */
export function checkPng(bytes: Uint8Array, file: string): { header: PngHeader; png: Buffer } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!buffer.subarray(0, 8).equals(SIGNATURE)) throw new InputError(`${file}: expected a PNG file (its signature)`);
  let header: PngHeader | undefined;
  const data: Buffer[] = [];
  for (let at = 8, end = 8; ; at = end) {
    if (at + 12 > buffer.length) {
      throw new InputError(`${file}: truncated PNG: ${buffer.length} bytes and no IEND chunk`);
    }
    const length = buffer.readUInt32BE(at);
    const type = buffer.toString('latin1', at + 4, at + 8).replace(/[^A-Za-z]/g, '?');
    end = at + 12 + length;
    if (end > buffer.length) {
      throw new InputError(`${file}: truncated PNG: chunk ${type} ends at byte ${end}, the file has ${buffer.length}`);
    }
    const body = buffer.subarray(at + 8, end - 4);
    if (crc32(buffer.subarray(at + 4, end - 4)) !== buffer.readUInt32BE(end - 4)) {
      throw new InputError(`${file}: damaged PNG: the CRC of chunk ${type} at byte ${at} does not match`);
    }
    if (/^[A-Z?]/.test(type) && !CRITICAL.has(type)) {
      throw new InputError(`${file}: malformed PNG: unknown critical chunk ${type}`);
    }
    if ((type === 'IHDR') !== (header === undefined)) {
      throw new InputError(`${file}: malformed PNG: expected one IHDR chunk, at its start`);
    }
    header ??= parseHeader(body, file);
    if (type === 'IDAT') data.push(body);
    if (type !== 'IEND') continue;
    checkPixelData(Buffer.concat(data), header, file);
    return { header, png: buffer.subarray(0, end) };
  }
}

function parseHeader(body: Buffer, file: string): PngHeader {
  if (body.length !== 13) throw new InputError(`${file}: malformed PNG: IHDR has ${body.length} bytes, expected 13`);
  const [width, height] = [body.readUInt32BE(0), body.readUInt32BE(4)];
  const [depth, colorType] = [body.readUInt8(8), body.readUInt8(9)];
  const [compression, filter, interlace] = [body.readUInt8(10), body.readUInt8(11), body.readUInt8(12)];
  if (width < 1 || height < 1 || width * height > MAX_PIXELS) {
    throw new InputError(`${file}: size ${width} x ${height}: expected 1 to ${MAX_PIXELS} pixels`);
  }
  if (!COLOR_TYPES.get(colorType)?.depths.includes(depth)) {
    throw new InputError(`${file}: color type ${colorType} with bit depth ${depth}: expected one that PNG defines`);
  }
  if (compression !== 0 || filter !== 0 || (interlace !== 0 && interlace !== 1)) {
    throw new InputError(`${file}: malformed PNG: unknown compression, filter or interlace method`);
  }
  return { width, height, depth, colorType, interlaced: interlace === 1 };
}

/** Bytes of filtered rows, each led by its filter type. */
function inflatedSize({ width, height, depth, colorType, interlaced }: PngHeader): number {
  const bits = depth * (COLOR_TYPES.get(colorType)?.samples ?? 0);
  const passes = interlaced ? ADAM7 : [[0, 0, 1, 1] as const];
  let size = 0;
  for (const [left, top, right, down] of passes) {
    const columns = Math.ceil((width - left) / right);
    const rows = Math.ceil((height - top) / down);
    if (columns > 0 && rows > 0) size += rows * (1 + Math.ceil((columns * bits) / 8));
  }
  return size;
}

function checkPixelData(compressed: Buffer, header: PngHeader, file: string): void {
  const expected = inflatedSize(header);
  let size: number;
  try {
    size = inflateSync(compressed, { maxOutputLength: expected }).length;
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    const what = tooLarge ? `inflate to more than the ${expected} bytes` : `do not inflate to the ${expected} bytes`;
    throw new InputError(`${file}: damaged PNG: its pixel data ${what} that its size asks for`);
  }
  if (size !== expected) {
    throw new InputError(`${file}: damaged PNG: its pixel data inflate to ${size} bytes, expected ${expected}`);
  }
}
