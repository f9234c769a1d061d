import { crc32, deflateSync } from 'node:zlib';
import { ADAM7 } from '../../src/image/png-chunks.js';

/** A PNG put together by hand, so that any header, damage or size can be made. */
export interface PngFixture {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colorType: number;
  readonly interlaced?: boolean;
  /** Samples (or palette indices) in raster order. */
  readonly samples: readonly number[];
  readonly palette?: readonly number[];
  readonly transparency?: readonly number[];
}

export const SAMPLES_A_PIXEL: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

export function chunk(type: string, body: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const out = Buffer.alloc(typed.length + 8);
  out.writeUInt32BE(body.length, 0);
  typed.copy(out, 4);
  out.writeUInt32BE(crc32(typed), typed.length + 4);
  return out;
}

export function header(width: number, height: number, depth: number, colorType: number, interlace = 0): Buffer {
  const body = Buffer.alloc(13);
  body.writeUInt32BE(width, 0);
  body.writeUInt32BE(height, 4);
  body.set([depth, colorType, 0, 0, interlace], 8);
  return chunk('IHDR', body);
}

/** The chunks behind a signature, with the end chunk added. */
export const assemble = (...chunks: readonly Uint8Array[]): Buffer =>
  Buffer.concat([SIGNATURE, ...chunks, chunk('IEND', Buffer.alloc(0))]);

export const pixelData = (rows: Uint8Array): Buffer => chunk('IDAT', deflateSync(rows));

export function makePng(fixture: PngFixture): Buffer {
  const { width, height, depth, colorType, interlaced = false, palette, transparency } = fixture;
  return assemble(
    header(width, height, depth, colorType, interlaced ? 1 : 0),
    ...(palette ? [chunk('PLTE', Buffer.from(palette))] : []),
    ...(transparency ? [chunk('tRNS', Buffer.from(transparency))] : []),
    pixelData(filteredRows(fixture)),
  );
}

/** Rows of packed samples, each led by filter type 0 (none), pass by pass. */
function filteredRows({ width, height, depth, colorType, interlaced, samples }: PngFixture): Buffer {
  const perPixel = SAMPLES_A_PIXEL[colorType] ?? 1;
  const rows: Buffer[] = [];
  for (const [left, top, right, down] of interlaced ? ADAM7 : [[0, 0, 1, 1] as const]) {
    for (let y = top; y < height && left < width; y += down) {
      let bits = '';
      for (let x = left; x < width; x += right) {
        for (let k = 0; k < perPixel; k++) {
          bits += (samples[(y * width + x) * perPixel + k] ?? 0).toString(2).padStart(depth, '0');
        }
      }
      const bytes = bits.match(/.{1,8}/g) ?? [];
      rows.push(Buffer.from([0, ...bytes.map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2))]));
    }
  }
  return Buffer.concat(rows);
}
