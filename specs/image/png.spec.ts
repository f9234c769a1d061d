import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { decodePng, encodePng } from '../../src/image/png.js';
import { assemble, chunk, header, makePng, pixelData, SAMPLES_A_PIXEL } from '../support/png-fixtures.js';

const decode = (bytes: Uint8Array) => decodePng(bytes, 'photo.png');

/** Opaque samples of every size, in a fixed pattern. */
function samplesFor(colorType: number, depth: number, pixels: number): number[] {
  const perPixel = SAMPLES_A_PIXEL[colorType] ?? 1;
  const largest = (1 << depth) - 1;
  return Array.from({ length: pixels * perPixel }, (_, i) => {
    const alpha = perPixel % 2 === 0 && i % perPixel === perPixel - 1;
    return alpha ? largest : (i * 40503 + 7) & largest;
  });
}

describe('decodePng', () => {
  const kinds = [
    [0, 1, 1],
    [0, 2, 1],
    [0, 4, 1],
    [0, 8, 1],
    [0, 16, 1],
    [2, 8, 3],
    [2, 16, 3],
    [4, 8, 1],
    [4, 16, 1],
    [6, 8, 3],
    [6, 16, 3],
  ].flatMap(([colorType = 0, depth = 0, channels = 0]) =>
    [false, true].map((interlaced) => ({ colorType, depth, channels, interlaced })),
  );

  it.each(kinds)('color type $colorType at $depth bits, interlaced $interlaced, gives f32(value / largest)', (kind) => {
    const { colorType, depth, channels } = kind;
    const [width, height] = [11, 9];
    const samples = samplesFor(colorType, depth, width * height);
    const image = decode(makePng({ ...kind, width, height, samples }));
    const perPixel = SAMPLES_A_PIXEL[colorType] ?? 1;
    const colors = samples.filter((_, i) => i % perPixel < channels);
    const expected = Float32Array.from(colors, (value) => value / ((1 << depth) - 1));
    expect(image).toEqual({ width, height, channels, data: expected });
  });

  it.each([1, 2, 4, 8])('a palette of %i-bit indices gives the colors of its entries', (depth) => {
    const entries = Array.from({ length: 1 << depth }, (_, i) => [i, 255 - i, (i * 77) & 255]);
    const samples = samplesFor(3, depth, 35);
    const image = decode(
      makePng({ width: 7, height: 5, depth, colorType: 3, samples, palette: entries.flat(), transparency: [255] }),
    );
    const expected = Float32Array.from(
      samples.flatMap((index) => entries[index] ?? []),
      (value) => value / 255,
    );
    expect(image).toEqual({ width: 7, height: 5, channels: 3, data: expected });
  });

  it('every one of the 65,536 values of a 16-bit sample stays apart from the others', () => {
    const samples = Array.from({ length: 65536 }, (_, i) => i);
    const { data } = decode(makePng({ width: 256, height: 256, depth: 16, colorType: 0, samples }));
    expect(data).toEqual(Float32Array.from(samples, (value) => value / 65535));
    expect(new Set(data).size).toBe(65536);
  });

  it.each([
    ['1 x 1', 1, 1],
    ['one row', 37, 1],
    ['one column', 1, 37],
    ['the most pixels', 2048, 2048],
  ])('%s is read', (_, width, height) => {
    const image = decode(encodePng({ width, height, channels: 1, data: new Uint8Array(width * height).fill(51) }));
    expect([image.width, image.height, image.data.length]).toEqual([width, height, width * height]);
    expect(image.data.every((value) => value === Math.fround(0.2))).toBe(true);
  });

  it('what follows the end chunk is left alone', () => {
    const png = makePng({ width: 1, height: 1, depth: 8, colorType: 0, samples: [255] });
    expect(decode(Buffer.concat([png, Buffer.from('more')])).data).toEqual(Float32Array.of(1));
  });
});

describe('decodePng refuses, in one line that names the file', () => {
  const good = makePng({ width: 3, height: 2, depth: 8, colorType: 2, samples: samplesFor(2, 8, 6) });
  const flipped = (at: number) => {
    const bytes = Buffer.from(good);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes;
  };
  const one = pixelData(Buffer.from([0, 255]));
  const bomb = deflateSync(Buffer.alloc(50_000_000));

  it.each<[string, Uint8Array, RegExp]>([
    ['an empty file', Buffer.alloc(0), /expected a PNG file/],
    ['a JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70]), /expected a PNG file/],
    ['a signature alone', good.subarray(0, 8), /truncated PNG: 8 bytes/],
    ['a file cut in a chunk', good.subarray(0, 50), /truncated PNG: chunk IDAT ends at byte \d+, the file has 50/],
    ['a file without its end chunk', good.subarray(0, -12), /no IEND chunk/],
    ['a damaged header', flipped(19), /the CRC of chunk IHDR at byte 8/],
    ['damaged pixel data', flipped(45), /the CRC of chunk IDAT at byte 33/],
    ['no header', assemble(one), /expected one IHDR/],
    ['two headers', assemble(header(1, 1, 8, 0), header(9000, 9000, 8, 0), one), /expected one IHDR/],
    ['a short header', assemble(chunk('IHDR', Buffer.alloc(5)), one), /IHDR has 5 bytes, expected 13/],
    ['no width', assemble(header(0, 1, 8, 0), one), /size 0 x 1: expected 1 to 4194304 pixels/],
    ['no height', assemble(header(1, 0, 8, 0), one), /size 1 x 0: expected/],
    ['one pixel row too many', assemble(header(2048, 2049, 8, 0), one), /size 2048 x 2049: expected/],
    ['an absurd size', assemble(header(0xffffffff, 0xffffffff, 16, 6), one), /size 4294967295 x 4294967295: expected/],
    ['a bit depth that RGB has not', assemble(header(1, 1, 4, 2), one), /color type 2 with bit depth 4/],
    ['an unknown color type', assemble(header(1, 1, 8, 5), one), /color type 5 with bit depth 8/],
    ['an unknown interlacing', assemble(header(1, 1, 8, 0, 2), one), /interlace method/],
    ['an unknown critical chunk', assemble(header(1, 1, 8, 0), chunk('A\x1b[m', one), one), /critical chunk A\?\?m/],
    ['no pixel data', assemble(header(1, 1, 8, 0)), /do not inflate to the 2 bytes/],
    ['too little pixel data', assemble(header(2, 2, 8, 0), one), /inflate to 2 bytes, expected 6/],
    ['a zip bomb', assemble(header(1, 1, 8, 0), chunk('IDAT', bomb)), /inflate to more than the 2 bytes/],
    [
      'an interlaced zip bomb',
      assemble(header(1, 1, 8, 0, 1), chunk('IDAT', bomb)),
      /inflate to more than the 2 bytes/,
    ],
    ['pixel data that are not zlib', assemble(header(1, 1, 8, 0), chunk('IDAT', Buffer.alloc(9))), /do not inflate/],
    ['an unknown filter', assemble(header(1, 1, 8, 0), pixelData(Buffer.from([9, 0]))), /damaged PNG: .*filter/],
    ['a palette image without palette', assemble(header(1, 1, 8, 3), one), /damaged PNG: .*palette/],
    [
      'an index past the palette',
      makePng({ width: 1, height: 1, depth: 8, colorType: 3, samples: [3], palette: [1, 2, 3] }),
      /index 3 not in palette/,
    ],
    [
      'a see-through pixel',
      makePng({ width: 2, height: 1, depth: 8, colorType: 4, samples: [9, 255, 9, 254] }),
      /pixel \(1, 0\) is transparent: expected an opaque image/,
    ],
    [
      'a transparent color in use',
      makePng({ width: 2, height: 1, depth: 16, colorType: 0, samples: [9, 770], transparency: [3, 2] }),
      /pixel \(1, 0\) is transparent/,
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => decode(bytes)).toThrow(InputError);
    expect(() => decode(bytes)).toThrow(message);
    expect(() => decode(bytes)).toThrow(/^photo\.png: [^\n]+$/);
  });

  const files = [
    good,
    makePng({ width: 5, height: 5, depth: 16, colorType: 6, samples: samplesFor(6, 16, 25), interlaced: true }),
    makePng({
      width: 5,
      height: 5,
      depth: 2,
      colorType: 3,
      samples: samplesFor(3, 2, 25),
      palette: new Array(12).fill(9),
    }),
  ];
  const outcome = (bytes: Uint8Array): boolean => {
    try {
      return decode(bytes).data.length > 0;
    } catch (error) {
      return error instanceof InputError;
    }
  };

  it('a valid file cut anywhere', () => {
    const law = fc.property(fc.constantFrom(...files), fc.nat(), (file, at) => {
      expect(() => decode(file.subarray(0, at % file.length))).toThrow(InputError);
    });
    fc.assert(law, { seed: 42, numRuns: 300 });
  });

  it('or decodes a file with any bytes changed, and never fails in another way', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 });
    const law = fc.property(fc.constantFrom(...files), changes, (file, edits) => {
      const bytes = Buffer.from(file);
      for (const [at, value] of edits) bytes[at % bytes.length] = value;
      expect(outcome(bytes)).toBe(true);
    });
    fc.assert(law, { seed: 42, numRuns: 500 });
  });

  it('or decodes whatever stands in chunks whose CRCs are right, and never fails in another way', () => {
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 30 }),
      fc.uint8Array({ maxLength: 30 }).map((rows) => new Uint8Array(deflateSync(rows))),
    );
    const chunks = fc.array(fc.tuple(fc.constantFrom('IDAT', 'PLTE', 'tRNS', 'gAMA', 'IHDR', 'IEND', 'tEXt'), body), {
      maxLength: 5,
    });
    const heads = fc.tuple(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom(1, 2, 4, 8, 16),
      fc.constantFrom(0, 2, 3, 4, 6),
      fc.integer({ min: 0, max: 1 }),
    );
    const law = fc.property(heads, chunks, (head, rest) => {
      expect(outcome(assemble(header(...head), ...rest.map(([type, bytes]) => chunk(type, bytes))))).toBe(true);
    });
    fc.assert(law, { seed: 42, numRuns: 500 });
  });
});

describe('encodePng', () => {
  it('comes back as it was, for gray, RGB and RGBA', () => {
    const pictures = fc
      .record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }) })
      .chain(({ width, height }) =>
        fc.constantFrom(1 as const, 3 as const, 4 as const).chain((channels) => {
          const length = width * height * channels;
          return fc
            .uint8Array({ minLength: length, maxLength: length })
            .map((data) => ({ width, height, channels, data }));
        }),
      );
    const law = fc.property(pictures, (picture) => {
      const opaque = picture.data.map((value, i) => (picture.channels === 4 && i % 4 === 3 ? 255 : value));
      const image = decode(encodePng({ ...picture, data: opaque }));
      const colors = opaque.filter((_, i) => picture.channels !== 4 || i % 4 !== 3);
      expect(image.data).toEqual(Float32Array.from(colors, (value) => value / 255));
    });
    fc.assert(law, { seed: 42, numRuns: 60 });
  });

  it('rounds to the nearest of 256 levels and keeps to the range', () => {
    const data = Float32Array.of(-3, 0.4 / 255, 0.6 / 255, 254.6 / 255, 7, Number.NaN);
    const { data: back } = decode(encodePng({ width: 6, height: 1, channels: 1, data }));
    expect(Array.from(back, (value) => Math.round(value * 255))).toEqual([0, 0, 1, 255, 255, 0]);
  });

  it('gives the same bytes for the same picture', () => {
    const picture = {
      width: 9,
      height: 9,
      channels: 3 as const,
      data: Float32Array.from({ length: 243 }, (_, i) => i / 243),
    };
    expect(encodePng(picture)).toEqual(encodePng(picture));
  });

  it('refuses data that do not fill the picture', () => {
    expect(() => encodePng({ width: 2, height: 2, channels: 3, data: new Uint8Array(11) })).toThrow(RangeError);
  });
});
