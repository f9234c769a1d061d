/** A picture with samples in [0, 1], row-major [height, width, channels]; one channel is gray, three are red, green, blue. */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Float32Array;
}

/** A picture as it stands in an 8-bit file, row-major [height, width, channels]: gray, RGB or RGB with alpha. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
  readonly data: Uint8Array;
}

/**
 * The nearest 8-bit picture: round(255 v), with values outside [0, 1] moved to the nearer end. A value that is not a
 * number becomes 0.
 */
export function toRaster({ width, height, channels, data }: Image): Raster {
  const bytes = new Uint8ClampedArray(data.length);
  for (let i = 0; i < data.length; i++) bytes[i] = Math.floor(255 * data[i] + 0.5);
  return { width, height, channels, data: new Uint8Array(bytes.buffer) };
}

/** The same picture with three equal channels where it was gray. */
export function toRgb(image: Image): Image {
  if (image.channels === 3) return image;
  const data = new Float32Array(image.data.length * 3);
  for (let i = 0; i < data.length; i++) data[i] = image.data[Math.floor(i / 3)];
  return { ...image, channels: 3, data };
}
