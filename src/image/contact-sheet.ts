import { type Image, toRgb } from './image.js';

const GAP = 8;

/**
 * Pictures side by side on white, in rows of `columns`, with a gap of 8 pixels. Every cell has the size of the largest
 * picture; a smaller one stands in its cell's upper left corner. Throws RangeError when there is none.
 */
export function contactSheet(images: readonly Image[], columns: number): Image {
  if (images.length === 0) throw new RangeError('a contact sheet needs at least one picture');
  const across = Math.min(columns, images.length);
  const cellWidth = Math.max(...images.map((image) => image.width)) + GAP;
  const cellHeight = Math.max(...images.map((image) => image.height)) + GAP;
  const width = across * cellWidth - GAP;
  const height = Math.ceil(images.length / across) * cellHeight - GAP;
  const data = new Float32Array(width * height * 3).fill(1);
  for (const [i, image] of images.entries()) {
    const { data: pixels, width: row } = toRgb(image);
    const corner = Math.floor(i / across) * cellHeight * width + (i % across) * cellWidth;
    for (let y = 0; y < image.height; y++) {
      data.set(pixels.subarray(y * row * 3, (y + 1) * row * 3), (corner + y * width) * 3);
    }
  }
  return { width, height, channels: 3, data };
}
