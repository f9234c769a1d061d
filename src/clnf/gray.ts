import type { Image } from '../image/image.js';
import type { GrayImage } from './warp.js';

/** OpenCV's weights of red, green and blue (ITU-R BT.601), of 2^15. */
const [RED, GREEN, BLUE] = [9798, 19235, 3735];

/** An image in 8-bit gray, colors weighted and rounded as OpenCV's COLOR_BGR2GRAY does. */
export function toGray({ width, height, channels, data }: Image): GrayImage {
  const byte = (value: number) => Math.round(255 * value);
  const gray = new Uint8Array(width * height);
  for (let i = 0; i < gray.length; i++) {
    if (channels === 1) gray[i] = byte(data[i]);
    else {
      const [r, g, b] = [byte(data[3 * i]), byte(data[3 * i + 1]), byte(data[3 * i + 2])];
      gray[i] = (RED * r + GREEN * g + BLUE * b + (1 << 14)) >> 15;
    }
  }
  return { width, height, data: gray };
}
