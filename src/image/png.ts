import { PNG } from 'pngjs';
import { InputError } from '../errors.js';
import { type Image, type Raster, toRaster } from './image.js';
import { checkPng } from './png-chunks.js';

const GRAY = new Set([0, 4]);

/**
 * Decodes a PNG of any color type, bit depth and interlacing. A sample becomes f32(value / largest value), which keeps
 * all 16 bits; gamma and color profiles are ignored. Gray files give one channel, all others three. An alpha channel or
 * a transparent color is accepted only where every pixel is opaque, because no background would be the right one.
 *
 * Throws InputError, naming `file`, for anything but a whole PNG of 1 to 4,194,304 pixels.
 */
export function decodePng(bytes: Uint8Array, file: string): Image {
  const { header, png } = checkPng(bytes, file);
  const { width, height, depth, colorType } = header;
  let rgba: ArrayLike<number>;
  try {
    // Without rescaling pngjs leaves samples at the file's depth; palette entries always have 8 bits.
    rgba = PNG.sync.read(png, { skipRescale: true }).data;
  } catch (error) {
    // pngjs throws undefined for some broken streams.
    throw new InputError(`${file}: damaged PNG: ${error instanceof Error ? error.message : 'it cannot be decoded'}`);
  }
  const largest = colorType === 3 ? 255 : (1 << depth) - 1;
  const channels = GRAY.has(colorType) ? 1 : 3;
  const data = new Float32Array(width * height * channels);
  for (let pixel = 0, to = 0; pixel < width * height; pixel++) {
    if (rgba[4 * pixel + 3] !== largest) {
      const at = `(${pixel % width}, ${Math.floor(pixel / width)})`;
      throw new InputError(`${file}: pixel ${at} is transparent: expected an opaque image`);
    }
    for (let channel = 0; channel < channels; channel++) data[to++] = rgba[4 * pixel + channel] / largest;
  }
  return { width, height, channels, data };
}

/**
 * Encodes an 8-bit PNG (see {@link toRaster} for the rounding). The same picture gives the same bytes on the same Node.
 * Throws RangeError when the data do not fill the picture.
 */
export function encodePng(picture: Image | Raster): Uint8Array {
  const { width, height, channels, data } =
    picture.data instanceof Float32Array ? toRaster(picture as Image) : (picture as Raster);
  if (width < 1 || height < 1 || data.length !== width * height * channels) {
    throw new RangeError(`${data.length} samples do not fill ${width} x ${height} x ${channels}`);
  }
  const colorType = ({ 1: 0, 3: 2, 4: 6 } as const)[channels];
  const raster = { width, height, data: Buffer.from(data.buffer, data.byteOffset, data.byteLength) } as unknown as PNG;
  return PNG.sync.write(raster, {
    colorType,
    inputColorType: colorType,
    inputHasAlpha: channels === 4,
    bitDepth: 8,
    // One cheap filter, which suits enlarged pixels, and not the best level: a third less time for a few percent more bytes.
    filterType: 2,
    deflateLevel: 6,
    deflateStrategy: 0,
  });
}
